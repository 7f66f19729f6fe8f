import type { Kysely } from 'kysely';
import { nextNumber as nextOfKind, numberAll as numberAllOf } from '#storage/numbers.ts';
import type { ServerConfigurationTables } from './schema.ts';

/** The tables whose rows the admin API addresses by number, and what else tells their rows apart. */
const NUMBERED = {
  local_group: ['client_key', 'group_code'],
  service_description: ['client_key', 'key'],
  service_endpoint: ['client_key', 'service_code', 'service_version', 'method', 'path'],
} as const satisfies Partial<Record<keyof ServerConfigurationTables, readonly string[]>>;

/** A number for a new row of a table. It is never given again, not even when the row is gone. */
export const nextNumber = (change: Kysely<ServerConfigurationTables>, table: keyof typeof NUMBERED): Promise<number> =>
  nextOfKind(change, table);

/** Numbers the rows that have none yet: declared ones. */
export const numberAll = (change: Kysely<ServerConfigurationTables>): Promise<void> => numberAllOf(change, NUMBERED);
