/**
 * What the admin API offers: `openapi.yaml`, X-Road's own 102 operations, and `accounts.yaml`, what X-Road answers beside them
 * about callers and API keys; `extensions….yaml`, what it has not.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDefinition, type AdminDefinition } from '#administration/definition.ts';
import { isPermission } from './roles.ts';

let ofXRoad: AdminDefinition | undefined;
let ofAccounts: AdminDefinition | undefined;
let ofExtensions: readonly AdminDefinition[] | undefined;

const OF_XROAD = 'openapi.yaml';
const OF_ACCOUNTS = 'accounts.yaml';
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
  'extensions-users.yaml',
];

/** The names of all files, beside this one. */
export const DEFINITION_FILES: readonly string[] = [OF_XROAD, OF_ACCOUNTS, ...EXTENSIONS];

/** X-Road's definition. Read once, when first asked for. */
export const definition = (): AdminDefinition => (ofXRoad ??= read(OF_XROAD));

/** The definition of what stands beside X-Road's. */
export const accountsDefinition = (): AdminDefinition => (ofAccounts ??= read(OF_ACCOUNTS));

/** The definitions of what only this project has. */
export const extensionsDefinitions = (): readonly AdminDefinition[] => (ofExtensions ??= EXTENSIONS.map(read));

function read(name: string): AdminDefinition {
  return readDefinition(readFileSync(join(import.meta.dirname, name), 'utf8'), isPermission);
}
