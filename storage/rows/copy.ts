import type { Kysely, Transaction } from 'kysely';
import type { Engine } from '../dialect.ts';
import { RowInserter } from '../insert.ts';
import type { Row, Value } from './snapshot.ts';
import type { Table } from './tables.ts';

type Tables = Record<string, Record<string, Value>>;

/** Rows that wait to be inserted together, and bytes of them. */
const ROWS_WAITING_MAX = 64;
const BYTES_WAITING_MAX = 1_048_576;

/** Puts rows into a table, in the order of its columns. Returns how many. */
export async function insertRows(
  engine: Engine,
  transaction: unknown,
  table: Table,
  rows: AsyncIterable<Row>,
): Promise<number> {
  const tables = transaction as Transaction<Tables>;
  const columns = table.columns.map(({ name }) => name);
  const inserter = new RowInserter<Tables, string>(engine, columns, (some) =>
    tables.insertInto(table.name).values(some).compile(),
  );
  let [waiting, bytes, count]: [Record<string, Value>[], number, number] = [[], 0, 0];
  for await (const row of rows) {
    waiting.push(Object.fromEntries(columns.map((name, index) => [name, row[index] ?? null])));
    for (const value of row) bytes += value?.length ?? 0;
    count += 1;
    if (waiting.length < ROWS_WAITING_MAX && bytes < BYTES_WAITING_MAX) continue;
    await inserter.insert(tables, waiting);
    [waiting, bytes] = [[], 0];
  }
  await inserter.insert(tables, waiting);
  return count;
}

/** Takes all rows out of tables that stand each after those that it refers to. */
export async function emptyTables(transaction: unknown, tables: readonly Table[]): Promise<void> {
  for (const { name } of tables.toReversed()) await (transaction as Kysely<Tables>).deleteFrom(name).execute();
}
