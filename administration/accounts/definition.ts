import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDefinition, type AdminDefinition } from '../definition.ts';

/** What X-Road answers beside its definitions, whichever server it is. */
export const ACCOUNTS_FILE = join(import.meta.dirname, 'accounts.yaml');

/** What X-Road has not: those who log in, by whichever way. */
export const USERS_FILE = join(import.meta.dirname, 'extensions-users.yaml');

/** The operations about those who log in; `roles` are those that people may have. */
export const readUsersDefinition = (roles: readonly string[], isPermission: IsPermission): AdminDefinition =>
  readFor(USERS_FILE, roles, isPermission);

/** The operations about callers and API keys. */
export const readAccountsDefinition = (roles: readonly string[], isPermission: IsPermission): AdminDefinition =>
  readFor(ACCOUNTS_FILE, roles, isPermission);

type IsPermission = (name: string) => boolean;

/** The files leave open which roles there are. */
function readFor(file: string, roles: readonly string[], isPermission: IsPermission): AdminDefinition {
  const definition = readDefinition(readFileSync(file, 'utf8'), isPermission);
  const role = definition.document.components?.schemas?.Role;
  if (role !== undefined) role.enum = roles;
  return definition;
}
