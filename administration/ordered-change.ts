import type { Kysely, Transaction } from 'kysely';
import { administrationTables, type AdministrationTables } from './accounts/tables.ts';
import { holdAdministration } from './audit-log.ts';

/**
 * Changes what is administered in one transaction, after every other change and before the next, whoever makes it: what the work has looked
 * at holds until it is done. SQLite has it so by itself; PostgreSQL would let two changes look first and write then.
 */
export function inOrder<Tables extends AdministrationTables, T>(
  database: Kysely<Tables>,
  work: (change: Transaction<Tables>) => Promise<T>,
): Promise<T> {
  return database.transaction().execute(async (change) => {
    await holdAdministration(administrationTables(change));
    return work(change);
  });
}
