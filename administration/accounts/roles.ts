import { drumError } from '#protocol/errors.ts';

/** Roles that somebody is to have, of those that there are. Throws `invalid_role`. */
export function requireRoles(roles: readonly string[], known: readonly string[]): void {
  const isKnown = roles.length > 0 && roles.every((role) => known.includes(role));
  if (isKnown && new Set(roles).size === roles.length) return;
  throw drumError('invalid_role', `Roles: one or more of ${known.join(', ')}, each once`);
}
