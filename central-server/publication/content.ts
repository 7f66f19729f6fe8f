import { PRIVATE_PARAMETERS_FILE, SHARED_PARAMETERS_FILE } from '#protocol/configuration/files.ts';
import type { PrivateParameters, SharedParameters } from '#protocol/configuration/parameters.ts';
import { readPrivateParameters } from '#protocol/configuration/private-parameters.ts';
import { readSharedParameters } from '#protocol/configuration/shared-parameters.ts';
import { drumError } from '#protocol/errors.ts';
import type { CatalogueReader } from '../membership/change.ts';
import { partBytes, partsOfPublication } from './kept/publications.ts';
import { isPrivate, isShared, NEWEST_VERSION } from './parts.ts';

/** What a publication says, whoever published it, in the form of the newest version. */
export interface PublishedContent {
  readonly shared: SharedParameters;
  readonly private?: PrivateParameters;
  /** What is neither, by its content identifier: SHA-256 of the file. */
  readonly otherParts: ReadonlyMap<string, string>;
}

/** What a kept publication says. Throws `publication_not_found`. */
export async function contentOf(catalogue: CatalogueReader, number: number): Promise<PublishedContent> {
  const parts = (await partsOfPublication(catalogue, number)).filter(({ version }) => version === NEWEST_VERSION);
  const read = async (name: string): Promise<Buffer | undefined> => {
    const part = parts.find((each) => each.name === name);
    return part === undefined ? undefined : partBytes(catalogue, { ...part, number });
  };
  const shared = await read(SHARED_PARAMETERS_FILE);
  if (shared === undefined) throw drumError('publication_not_found', `Publication ${number} is not kept`);
  const own = await read(PRIVATE_PARAMETERS_FILE);
  return {
    shared: readSharedParameters(shared, NEWEST_VERSION),
    ...(own === undefined ? {} : { private: readPrivateParameters(own, NEWEST_VERSION) }),
    otherParts: new Map(
      parts
        .filter((part) => !isShared(part) && !isPrivate(part))
        .map(({ contentIdentifier, sha256 }) => [contentIdentifier, sha256]),
    ),
  };
}
