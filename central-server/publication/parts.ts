import { createHash } from 'node:crypto';
import { PRIVATE_PARAMETERS_FILE, SHARED_PARAMETERS_FILE } from '#protocol/configuration/files.ts';
import { CONFIGURATION_VERSIONS, type ConfigurationVersion } from '#protocol/configuration/parameters.ts';
import { readPrivateParameters, writePrivateParameters } from '#protocol/configuration/private-parameters.ts';

/** A file of what is published in one version, before it has a place. */
export interface VersionPart {
  readonly version: ConfigurationVersion;
  readonly contentIdentifier: string;
  readonly name: string;
  readonly bytes: Buffer;
}

export const NEWEST_VERSION: ConfigurationVersion = CONFIGURATION_VERSIONS[CONFIGURATION_VERSIONS.length - 1] ?? 6;

export const isShared = ({ name }: Pick<VersionPart, 'name'>): boolean => name === SHARED_PARAMETERS_FILE;

/** Private parameters name the node that published them; all other parts are the same on every node. */
export const isPrivate = ({ name }: Pick<VersionPart, 'name'>): boolean => name === PRIVATE_PARAMETERS_FILE;

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/**
 * What tells the content of a publication from others, the same on every node: SHA-256 over the parts of the newest version, from
 * which those of all others follow.
 */
export function contentHash(parts: readonly VersionPart[]): string {
  const hash = createHash('sha256');
  const newest = parts.filter(({ version }) => version === NEWEST_VERSION);
  for (const part of newest.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
    hash.update(
      `${part.contentIdentifier} ${part.name} ${sha256Of(isPrivate(part) ? ofNoNode(part.bytes) : part.bytes)}\n`,
    );
  }
  return hash.digest('hex');
}

function ofNoNode(bytes: Uint8Array): Buffer {
  const parameters = readPrivateParameters(bytes, NEWEST_VERSION);
  const { providerId } = parameters.managementService;
  return writePrivateParameters({ ...parameters, managementService: { authCertRegServiceAddress: '', providerId } });
}

/** The parts that are neither shared nor private parameters. */
export const otherPartsOf = (parts: readonly VersionPart[]): Map<string, string> =>
  new Map(
    parts
      .filter((part) => part.version === NEWEST_VERSION && !isShared(part) && !isPrivate(part))
      .map(({ contentIdentifier, bytes }) => [contentIdentifier, sha256Of(bytes)]),
  );
