import { drumError } from '#protocol/errors.ts';
import type { ClientId } from '#protocol/identifiers/identifier.ts';
import { parseKey } from '#protocol/identifiers/text.ts';
import { HTTP_METHODS, type Endpoint, type RightSubject } from './model.ts';

/* Identifiers and endpoints as the rows of a server's configuration hold them. All throw `malformed_server_conf`. */

export function clientOf(key: string): ClientId {
  const id = parseKey(key);
  if (id.type === 'MEMBER' || id.type === 'SUBSYSTEM') return id;
  throw unreadable(key);
}

export function subjectOf(key: string): RightSubject {
  const id = parseKey(key);
  if (id.type === 'SERVICE' || id.type === 'SERVER') throw unreadable(key);
  return id;
}

export const endpointOf = ({ method, path }: { readonly method: string; readonly path: string }): Endpoint => ({
  method: oneOf(['*', ...HTTP_METHODS] as const, method),
  path,
});

export function oneOf<const T extends string>(choices: readonly T[], text: string): T {
  const found = choices.find((choice) => choice === text);
  if (found === undefined) throw unreadable(text);
  return found;
}

const unreadable = (text: string) =>
  drumError('malformed_server_conf', `The server configuration database holds "${text}" where it has no place`);
