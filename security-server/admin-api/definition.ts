/** What the admin API of a security server offers: X-Road's own 138 operations, and what X-Road answers beside them about callers and API keys. */
import { readAccountsDefinition, readUsersDefinition } from '#administration/accounts/definition.ts';
import { definitionsIn, type AdminDefinition } from '#administration/definition.ts';
import { isPermission, ROLES } from './roles.ts';

const read = definitionsIn(import.meta.dirname, isPermission);
let ofAccounts: AdminDefinition | undefined;
let ofUsers: AdminDefinition | undefined;

/** X-Road's definition. */
export const definition = (): AdminDefinition => read('openapi.yaml');

/** The definition of what stands beside X-Road's. */
export const accountsDefinition = (): AdminDefinition => (ofAccounts ??= readAccountsDefinition(ROLES, isPermission));

/** The definitions of what only this project has. */
export const extensionsDefinitions = (): readonly AdminDefinition[] => [
  (ofUsers ??= readUsersDefinition(ROLES, isPermission)),
];
