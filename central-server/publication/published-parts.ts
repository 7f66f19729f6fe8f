import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { systemCode } from '#config/named-file.ts';
import { CONFIGURATION_VERSIONS, type ConfigurationVersion } from '#protocol/configuration/parameters.ts';
import { readSignedDirectory } from '#protocol/configuration/signed-directory.ts';
import type { ConfigurationSourceKind } from '../catalogue/signing-keys.ts';
import type { CentralServerFile } from '../file.ts';

const DIRECTORIES = { INTERNAL: 'internalconf', EXTERNAL: 'externalconf' } as const;

/** The folder of what this node publishes. */
export const publicFolder = ({ data }: Pick<CentralServerFile, 'data'>): string => join(data, 'public');

/** A part of the configuration that is served now. */
export interface PublishedPart {
  readonly contentIdentifier: string;
  readonly version: ConfigurationVersion;
  readonly fileName: string;
  readonly publishedAt: Date;
  /** Below the folder. */
  readonly path: string;
}

/** What the directories of a configuration list, version by version; none of those that have expired. */
export async function publishedParts(
  folder: string,
  source: ConfigurationSourceKind,
  now: Date,
): Promise<PublishedPart[]> {
  const parts: PublishedPart[] = [];
  for (const version of CONFIGURATION_VERSIONS) {
    const directory = await readIfThere(join(folder, `V${version}`, DIRECTORIES[source]));
    if (directory === undefined) continue;
    // Our own, from our own disk: its signature is for others.
    const signed = readSignedDirectory(directory).readSigned();
    if (signed.expiresAt <= now) continue;
    for (const { contentIdentifier = '', location: path } of signed.parts) {
      parts.push({ contentIdentifier, version, fileName: basename(path), publishedAt: timeIn(path), path });
    }
  }
  return parts;
}

export const readPublished = (folder: string, { path }: PublishedPart): Promise<Buffer> => readFile(join(folder, path));

/** The folder of a publication is its time: `/V6/20260101120000123000000/…`. */
function timeIn(path: string): Date {
  const [, year, month, day, hours, minutes, seconds, milliseconds] =
    /(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{3})\d{6}/.exec(path) ?? [];
  return new Date(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}.${milliseconds}Z`);
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
