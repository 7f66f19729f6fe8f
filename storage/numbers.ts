import type { Kysely } from 'kysely';

/** The table in which a schema that gives its rows numbers counts them. */
export interface NumberTables {
  last_number: { kind: string; number: number };
}

/** What tells the rows of each numbered table apart, besides their numbers. */
type Numbered = Readonly<Record<string, readonly string[]>>;

type AnyRows = Record<string, Record<string, string | number | null>>;

/** A number for a new row of a kind. It is never given again, not even when the row is gone. */
export async function nextNumber(change: Kysely<NumberTables>, kind: string): Promise<number> {
  const { number } = await change
    .insertInto('last_number')
    .values({ kind, number: 1 })
    .onConflict((conflict) =>
      conflict.column('kind').doUpdateSet((built) => ({ number: built('last_number.number', '+', 1) })),
    )
    .returning('number')
    .executeTakeFirstOrThrow();
  return number;
}

/** Numbers the rows that have none yet: declared ones, and those from before there were numbers. */
export async function numberAll(change: Kysely<NumberTables>, numbered: Numbered): Promise<void> {
  const tables = change as unknown as Kysely<AnyRows>;
  for (const [table, keyColumns] of Object.entries(numbered)) {
    const rows = await tables
      .selectFrom(table)
      .select([...keyColumns])
      .where('number', 'is', null)
      .orderBy('position')
      .execute();
    for (const row of rows) {
      const number = await nextNumber(change, table);
      let update = tables.updateTable(table).set({ number });
      for (const column of keyColumns) update = update.where(column, '=', row[column] ?? null);
      await update.execute();
    }
  }
}
