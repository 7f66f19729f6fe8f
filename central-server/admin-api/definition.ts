/**
 * What the admin API offers: `openapi.yaml`, X-Road's own 102 operations; what X-Road answers beside them about callers and API keys;
 * `extensions….yaml`, what it has not.
 */
import { join } from 'node:path';
import {
  ACCOUNTS_FILE,
  readAccountsDefinition,
  readUsersDefinition,
  USERS_FILE,
} from '#administration/accounts/definition.ts';
import { definitionsIn, type AdminDefinition } from '#administration/definition.ts';
import { isPermission, PEOPLES_ROLES, ROLES } from './roles.ts';

const OF_XROAD = 'openapi.yaml';
const EXTENSIONS = [
  'extensions.yaml',
  'extensions-catalogue.yaml',
  'extensions-identifiers.yaml',
  'extensions-legal-bases.yaml',
  'extensions-oversight.yaml',
  'extensions-publication.yaml',
  'extensions-requests.yaml',
  'extensions-restoration.yaml',
  'extensions-trust.yaml',
];

const read = definitionsIn(import.meta.dirname, isPermission);
let ofAccounts: AdminDefinition | undefined;
let ofUsers: AdminDefinition | undefined;

/** All files that define it. */
export const DEFINITION_FILES: readonly string[] = [
  ...[OF_XROAD, ...EXTENSIONS].map((name) => join(import.meta.dirname, name)),
  ...[ACCOUNTS_FILE, USERS_FILE],
];

/** X-Road's definition. */
export const definition = (): AdminDefinition => read(OF_XROAD);

/** The definition of what stands beside X-Road's. */
export const accountsDefinition = (): AdminDefinition => (ofAccounts ??= readAccountsDefinition(ROLES, isPermission));

/** The definitions of what only this project has. */
export const extensionsDefinitions = (): readonly AdminDefinition[] => [
  ...EXTENSIONS.map(read),
  (ofUsers ??= readUsersDefinition(PEOPLES_ROLES, isPermission)),
];
