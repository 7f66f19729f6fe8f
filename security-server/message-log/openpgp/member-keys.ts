import { drumError } from '#protocol/errors.ts';

/**
 * Which OpenPGP keys a member's archives are encrypted to, as X-Road's file has it: a line `INSTANCE/CLASS/CODE = KEY` each,
 * several for a member; `#` begins a comment; in the member's part `\=` and `\#` stand for these characters. Throws
 * `malformed_server_conf` naming the line.
 */
export function readMemberKeys(text: string): ReadonlyMap<string, readonly string[]> {
  const keys = new Map<string, string[]>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const match = LINE.exec(trimmed);
    if (match === null) {
      throw drumError(
        'malformed_server_conf',
        `Line ${index + 1} of the file with members' archive keys: must be INSTANCE/CLASS/CODE = KEY`,
      );
    }
    const [, escaped = '', key = ''] = match;
    const member = escaped.trim().replace(/\\([=#])/g, '$1');
    keys.set(member, [...(keys.get(member) ?? []), key]);
  }
  return keys;
}

/** Up to the first `=` that is not escaped; a key is named by its id, fingerprint or user id. */
const LINE = /^((?:\\=|[^=])*?)\s*=\s*(\S.*)$/;
