import type { Kysely, Transaction } from 'kysely';
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
export async function nextNumber(change: Transaction<CatalogueTables>, table: NumberedTable): Promise<number> {
  const { number } = await change
    .insertInto('last_number')
    .values({ kind: table, number: 1 })
    .onConflict((conflict) =>
      conflict.column('kind').doUpdateSet((built) => ({ number: built('last_number.number', '+', 1) })),
    )
    .returning('number')
    .executeTakeFirstOrThrow();
  return number;
}

/** Numbers the rows that have none yet: declared ones, and those from before there were numbers. */
export async function numberAll(change: Transaction<CatalogueTables>): Promise<void> {
  const tables = change as unknown as Kysely<Record<string, Record<string, string | number | null>>>;
  for (const [table, keyColumns] of Object.entries(NUMBERED)) {
    const rows = await tables
      .selectFrom(table)
      .select([...keyColumns])
      .where('number', 'is', null)
      .orderBy('position')
      .execute();
    for (const row of rows) {
      const number = await nextNumber(change, table as NumberedTable);
      let update = tables.updateTable(table).set({ number });
      for (const column of keyColumns) update = update.where(column, '=', row[column] ?? null);
      await update.execute();
    }
  }
}
