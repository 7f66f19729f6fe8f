import type { Kysely, Transaction } from 'kysely';
import { drumError } from '#protocol/errors.ts';
import type { ClientId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import type { DeclaredName, ServerConfigurationTables } from './schema.ts';

/** The server's configuration where it is only read: within a change or without one. */
export type ConfigurationReader = Kysely<ServerConfigurationTables>;
export type ConfigurationTransaction = Transaction<ServerConfigurationTables>;

/** What a mutation did, as it is told in the audit log. */
export interface Mutation<Before, After> {
  readonly before: Before;
  readonly after: After;
}

/** What the configuration file declares, only the file may change. Throws `declared_in_file`. */
export function requireOwn(row: { readonly declared: number }, what: string): void {
  if (row.declared === 1) {
    throw drumError('declared_in_file', `${what} is declared in the security server's configuration file`);
  }
}

/** Behind the last row of a table. */
export async function nextPosition(change: ConfigurationTransaction, table: DeclaredName): Promise<number> {
  const row = await change
    .selectFrom(table as 'client')
    .select((select) => select.fn.max('position').as('position'))
    .executeTakeFirst();
  return (row?.position ?? -1) + 1;
}

/** Throws `client_not_found`. */
export async function requireClient(configuration: ConfigurationReader, id: ClientId) {
  const row = await configuration.selectFrom('client').selectAll().where('key', '=', keyOf(id)).executeTakeFirst();
  if (row === undefined) throw drumError('client_not_found', `This server has no client ${keyOf(id)}`);
  return row;
}
