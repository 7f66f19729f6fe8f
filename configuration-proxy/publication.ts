import { digest } from '#certs/algorithms.ts';
import type { Download } from '#distribution/configuration-client/download.ts';
import type { Publication } from '#distribution/publication/store.ts';
import { instanceFolderName, partFileName } from '#protocol/configuration/files.ts';
import type { ConfigurationSource } from '#protocol/configuration/parameters.ts';
import { writeProxyDirectory } from '#protocol/configuration/proxy-directory-writer.ts';
import { withSources } from '#protocol/configuration/replace-sources.ts';
import type { DirectoryPart } from '#protocol/configuration/signed-directory.ts';
import type { DirectorySigner } from '#protocol/configuration/signed-directory-writer.ts';
import { directoryPath } from './published-path.ts';

export interface PublicationInput {
  /** The proxy's name for what it passes on. */
  readonly name: string;
  /** Whose configuration it is. */
  readonly instance: string;
  readonly download: Download;
  /** Who vouches for it to those who download it here. */
  readonly source: ConfigurationSource;
  readonly signer: DirectorySigner;
  readonly now: Date;
  readonly validitySeconds: number;
}

/** What was downloaded and verified, of one version, to be published here: never valid for longer than it is there. */
export async function publicationOf(input: PublicationInput): Promise<Publication> {
  const { name, download, now } = input;
  const { version } = download.directory;
  const files = download.files.map(({ part, instance, content }) => {
    const isSharedOfOwn = part.contentIdentifier === 'SHARED-PARAMETERS' && instance === input.instance;
    const bytes = isSharedOfOwn ? withSources(content, version, [input.source]) : content;
    const file = encodeURIComponent(partFileName(part));
    const path = `/${name}/${now.getTime()}/${instanceFolderName(instance)}/${file}`;
    return { path, bytes, part: partAt(path, part, instance, bytes) };
  });
  const ownEnd = new Date(now.getTime() + input.validitySeconds * 1000);
  const expiresAt = ownEnd < download.directory.expiresAt ? ownEnd : download.directory.expiresAt;
  const parts = files.map(({ part }) => part);
  const bytes = await writeProxyDirectory({ expiresAt, version, parts, signer: input.signer });
  return { files, directories: [{ path: directoryPath(name, version), bytes }] };
}

function partAt(location: string, part: DirectoryPart, instance: string, bytes: Uint8Array): DirectoryPart {
  return { ...part, instance, location, digestName: 'SHA-512', digest: digest('SHA-512', bytes) };
}
