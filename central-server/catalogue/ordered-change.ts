import type { Kysely, Transaction } from 'kysely';
import { holdAdministration } from '#administration/audit-log.ts';
import { administrationTables } from '#administration/accounts/tables.ts';
import type { CatalogueTables } from './schema.ts';

/**
 * Changes the catalogue in one transaction, after every other change and before the next, whoever makes it: what the work has looked
 * at holds until it is done. SQLite has it so by itself; PostgreSQL would let two changes look first and write then.
 */
export function inOrder<T>(
  database: Kysely<CatalogueTables>,
  work: (change: Transaction<CatalogueTables>) => Promise<T>,
): Promise<T> {
  return database.transaction().execute(async (change) => {
    await holdAdministration(administrationTables(change));
    return work(change);
  });
}
