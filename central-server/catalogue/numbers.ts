import type { Kysely, Transaction } from 'kysely';
import { nextNumber as nextOfKind, numberAll as numberAllOf, type NumberTables } from '#storage/numbers.ts';
import type { CatalogueTables } from './schema.ts';

/** The tables whose rows the administration API addresses by number, and what else tells their rows apart. */
const NUMBERED = {
  security_server: ['key'],
  authentication_certificate: ['server_key', 'sha256'],
  global_group_member: ['group_code', 'client_key'],
  certification_service: ['name'],
  intermediate_ca: ['service_name', 'sha256'],
  ocsp_responder: ['ca_sha256', 'url'],
  timestamping_service: ['url'],
} as const satisfies Partial<Record<keyof CatalogueTables, readonly string[]>>;

export type NumberedTable = keyof typeof NUMBERED;

/** A number for a new row of a table. It is never given again, not even when the row is gone. */
export const nextNumber = (change: Transaction<CatalogueTables>, table: NumberedTable): Promise<number> =>
  nextOfKind(change as unknown as Kysely<NumberTables>, table);

/** Numbers the rows that have none yet: declared ones, and those from before there were numbers. */
export const numberAll = (change: Transaction<CatalogueTables>): Promise<void> =>
  numberAllOf(change as unknown as Kysely<NumberTables>, NUMBERED);
