import { drumError } from '../errors.ts';
import type { DirectoryPart } from './signed-directory.ts';

/** How a client keeps configuration: `<instance>/<file>` with `<file>.metadata`, and `instance-identifier` beside them. */
export const INSTANCE_IDENTIFIER_FILE = 'instance-identifier';
export const METADATA_SUFFIX = '.metadata';
export const SHARED_PARAMETERS_FILE = 'shared-params.xml';
export const PRIVATE_PARAMETERS_FILE = 'private-params.xml';
export const MONITORING_FILE = 'monitoring-params.xml';
export const FETCH_INTERVAL_FILE = 'fetchinterval-params.xml';
export const NEXT_UPDATE_FILE = 'nextupdate-params.xml';
/** A part of our own. */
export const LEGAL_BASES_FILE = 'legal-bases.xml';

/** The names that files are kept by, for the content identifiers of PR-GCONF, of its optional parts, and of ours. */
const FILE_NAMES = new Map([
  ['SHARED-PARAMETERS', SHARED_PARAMETERS_FILE],
  ['PRIVATE-PARAMETERS', PRIVATE_PARAMETERS_FILE],
  ['MONITORING', MONITORING_FILE],
  ['FETCHINTERVAL', FETCH_INTERVAL_FILE],
  ['NEXTUPDATE', NEXT_UPDATE_FILE],
  ['LEGAL-BASES', LEGAL_BASES_FILE],
]);
const KNOWN_NAMES = new Set(FILE_NAMES.values());
const FILE_NAME = /^[A-Za-z0-9_][A-Za-z0-9._ -]{0,127}$/;

/**
 * The name that a part is kept by: that of its content identifier; for others the last step of the name or location that
 * the publisher gives. A name that could leave the folder, hide, or stand for another file throws
 * `global_conf_header_field_wrong_value`.
 */
export function partFileName({ contentIdentifier, fileName, location }: DirectoryPart): string {
  const known = FILE_NAMES.get(contentIdentifier ?? '');
  if (known !== undefined) return known;
  const given = fileName?.trim() ?? '';
  const [path = ''] = (given === '' ? location : given).split(/[?#]/);
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (!FILE_NAME.test(name) || name.endsWith(METADATA_SUFFIX) || KNOWN_NAMES.has(name)) {
    throw drumError(
      'global_conf_header_field_wrong_value',
      `The part ${location.slice(0, 200)} has a name that no file may have here`,
    );
  }
  return name;
}

const PLAIN = /^[A-Za-z0-9.*_-]$/;

/**
 * The folder of an instance: its identifier in the form encoding of URLs (`application/x-www-form-urlencoded`), as X-Road
 * names it. Throws `malformed_global_conf` for one that would stand for this folder or the one above.
 */
export function instanceFolderName(instance: string): string {
  if (!instance.isWellFormed()) throw malformedInstance();
  const name = Array.from(instance, (character) => {
    if (character === ' ') return '+';
    if (PLAIN.test(character)) return character;
    return [...Buffer.from(character, 'utf8')]
      .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
      .join('');
  }).join('');
  if (/^\.*$/.test(name) || name.length > 255) throw malformedInstance();
  return name;
}

function malformedInstance() {
  return drumError('malformed_global_conf', 'The instance identifier cannot name a folder');
}
