import { PRIVATE_PARAMETERS_FILE, SHARED_PARAMETERS_FILE } from '#protocol/configuration/files.ts';
import type { PrivateParameters, SharedParameters } from '#protocol/configuration/parameters.ts';
import { readPrivateParameters } from '#protocol/configuration/private-parameters.ts';
import { readSharedParameters } from '#protocol/configuration/shared-parameters.ts';
import { drumError } from '#protocol/errors.ts';
import type { CatalogueReader } from '../membership/change.ts';
import { partBytes, partsOfPublication } from './kept/publications.ts';
import { isPrivate, isShared, NEWEST_VERSION, otherPartsOf, type VersionPart } from './parts.ts';

/** What a publication says, whoever published it, in the form of the newest version. */
export interface PublishedContent {
  readonly shared: SharedParameters;
  readonly private?: PrivateParameters;
  /** What is neither, by its content identifier: SHA-256 of the file. */
  readonly otherParts: ReadonlyMap<string, string>;
}

/** The files that a publication is read from, those of the newest version. */
export interface ContentFiles {
  readonly shared: Uint8Array;
  readonly private?: Uint8Array;
  readonly otherParts: ReadonlyMap<string, string>;
}

/** Throws `malformed_global_conf`. */
export const readContent = (files: ContentFiles): PublishedContent => ({
  shared: readSharedParameters(files.shared, NEWEST_VERSION),
  ...(files.private === undefined ? {} : { private: readPrivateParameters(files.private, NEWEST_VERSION) }),
  otherParts: files.otherParts,
});

/** The files of a kept publication. Throws `publication_not_found`. */
export async function contentFiles(catalogue: CatalogueReader, number: number): Promise<ContentFiles> {
  const parts = (await partsOfPublication(catalogue, number)).filter(({ version }) => version === NEWEST_VERSION);
  const read = async (name: string): Promise<Buffer | undefined> => {
    const part = parts.find((each) => each.name === name);
    return part === undefined ? undefined : partBytes(catalogue, { ...part, number });
  };
  const shared = await read(SHARED_PARAMETERS_FILE);
  if (shared === undefined) throw drumError('publication_not_found', `Publication ${number} is not kept`);
  const own = await read(PRIVATE_PARAMETERS_FILE);
  return {
    shared,
    ...(own === undefined ? {} : { private: own }),
    otherParts: new Map(
      parts
        .filter((part) => !isShared(part) && !isPrivate(part))
        .map(({ contentIdentifier, sha256 }) => [contentIdentifier, sha256]),
    ),
  };
}

/** The files of what is about to be published. */
export function contentFilesOf(parts: readonly VersionPart[]): ContentFiles {
  const bytesOf = (is: typeof isShared): Buffer | undefined => parts.find(is)?.bytes;
  const own = bytesOf(isPrivate);
  return {
    shared: bytesOf(isShared) ?? Buffer.alloc(0),
    ...(own === undefined ? {} : { private: own }),
    otherParts: otherPartsOf(parts),
  };
}
