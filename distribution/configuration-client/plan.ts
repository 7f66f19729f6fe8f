import { INSTANCE_IDENTIFIER_FILE, instanceFolderName, METADATA_SUFFIX } from '#protocol/configuration/files.ts';
import type { ConfigurationFiles } from '#protocol/configuration/load.ts';
import { writeMetadata } from '#protocol/configuration/metadata.ts';
import type { SignedDirectory } from '#protocol/configuration/signed-directory.ts';
import type { DirectoryChange } from './change-directory.ts';
import type { Download, DownloadedFile } from './download.ts';

/** What a download changes in the folder of an instance: its files, with metadata; what it does not list goes. */
export function changeOf(download: Download, instance: string, files: ConfigurationFiles): DirectoryChange {
  const wanted = new Map<string, Uint8Array>();
  for (const file of download.files) {
    wanted.set(file.path, file.content);
    wanted.set(file.path + METADATA_SUFFIX, metadataOf(file, download.directory));
  }
  const folder = `${instanceFolderName(instance)}/`;
  return {
    write: different(wanted, files),
    remove: [...files.keys()].filter((path) => path.startsWith(folder) && !wanted.has(path)),
  };
}

/** The same change, together with the file that says which instance is the own one. */
export function withOwnInstance(change: DirectoryChange, instance: string, files: ConfigurationFiles): DirectoryChange {
  const own = new Map([[INSTANCE_IDENTIFIER_FILE, Buffer.from(instance, 'utf8')]]);
  return { ...change, write: new Map([...different(own, files), ...change.write]) };
}

/** The same change, together with the removal of all instances that are not to be kept. */
export function withoutOthers(
  change: DirectoryChange,
  kept: readonly string[],
  files: ConfigurationFiles,
): DirectoryChange {
  const folders = new Set(kept.map(instanceFolderName));
  const others = [...files.keys()].filter(
    (path) => path.includes('/') && !folders.has(path.slice(0, path.indexOf('/'))),
  );
  return { ...change, remove: [...change.remove, ...others] };
}

/** What the folder holds after the change. */
export function changed(files: ConfigurationFiles, { write, remove }: DirectoryChange): ConfigurationFiles {
  const after = new Map([...files, ...write]);
  for (const path of remove) after.delete(path);
  return after;
}

function different(wanted: ReadonlyMap<string, Uint8Array>, files: ConfigurationFiles): Map<string, Uint8Array> {
  return new Map(
    [...wanted].filter(([path, bytes]) => {
      const present = files.get(path);
      return present === undefined || !Buffer.from(bytes).equals(present);
    }),
  );
}

function metadataOf({ part }: DownloadedFile, { expiresAt, version }: SignedDirectory): Buffer {
  return writeMetadata({
    contentIdentifier: part.contentIdentifier ?? '',
    instanceIdentifier: part.instance ?? '',
    expirationDate: expiresAt,
    ...(part.fileName === undefined ? {} : { contentFileName: part.fileName }),
    contentLocation: part.location,
    configurationVersion: version,
  });
}
