import { SharedParametersWriter } from '#protocol/configuration/shared-parameters-writer.ts';
import type { ConfigurationVersion } from '#protocol/configuration/parameters.ts';
import type { PublishedContent } from './content.ts';
import { contentOfCatalogue, partsOf, type ConfigurationInput } from './directory.ts';
import { contentHash, NEWEST_VERSION, type VersionPart } from './parts.ts';

/** What the catalogue would publish now. */
export interface Candidate {
  readonly input: ConfigurationInput;
  readonly hash: string;
  readonly content: PublishedContent;
  /** Its files of the newest version. */
  readonly newest: readonly VersionPart[];
  /** Those of all of these versions. */
  parts(versions: readonly ConfigurationVersion[]): Promise<VersionPart[]>;
}

/** Writes the newest version, by which it is known; the others when they are asked for. */
export function candidateOf(input: ConfigurationInput): Candidate {
  const writer = new SharedParametersWriter();
  const newest = partsOf(input, NEWEST_VERSION, writer);
  return {
    ...{ input, newest, hash: contentHash(newest), content: contentOfCatalogue(input, newest) },
    parts: async (versions) => {
      const parts: VersionPart[] = [];
      for (const version of versions) {
        // Whoever waits for something else meanwhile has a turn.
        await new Promise(setImmediate);
        parts.push(...(version === NEWEST_VERSION ? newest : partsOf(input, version, writer)));
      }
      return parts;
    },
  };
}
