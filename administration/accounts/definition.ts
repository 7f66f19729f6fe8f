import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDefinition, type AdminDefinition } from '../definition.ts';

/** What X-Road answers beside its definitions, whichever server it is. */
export const ACCOUNTS_FILE = join(import.meta.dirname, 'accounts.yaml');

/** The operations about callers and API keys. The file leaves open which roles there are. */
export function readAccountsDefinition(
  roles: readonly string[],
  isPermission: (name: string) => boolean,
): AdminDefinition {
  const definition = readDefinition(readFileSync(ACCOUNTS_FILE, 'utf8'), isPermission);
  const role = definition.document.components?.schemas?.Role;
  if (role !== undefined) role.enum = roles;
  return definition;
}
