import { sql, type Kysely, type SelectQueryBuilder } from 'kysely';
import { openDatabase, type Database, type DatabaseOptions } from '../database.ts';
import type { Table } from './tables.ts';

/** A column's value on either engine. An integer is its digits, so that none is rounded. */
export type Value = string | Uint8Array | null;

export type Row = readonly Value[];

/** Rows that PostgreSQL sends at a time. */
const ROWS_FETCHED_MAX = 200;
const CURSOR = 'drum_rows';

/** A database as it was at one moment, whatever others do to it meanwhile. */
export interface Snapshot {
  /** The names of the migrations that its schema has had, in their order. */
  readonly migrations: readonly string[];
  /** Values in the order of the table's columns. Rows come one after the other; no more than a few are in memory. */
  rows(table: Table): AsyncGenerator<Row>;
}

/** When a snapshot is taken: `take` takes it. */
export type Moment = (take: () => Promise<void>) => Promise<void>;

/**
 * Lends a snapshot by a connection of its own, for which nobody waits, and which waits for nobody. Of SQLite the file is there.
 * `moment` may bring others to a stop while it is taken. Throws `database_error`.
 */
export async function withSnapshot<T>(
  options: DatabaseOptions,
  use: (snapshot: Snapshot) => Promise<T>,
  moment: Moment = (take) => take(),
): Promise<T> {
  const database = await openDatabase<Tables>(options.engine === 'sqlite' ? { ...options, readOnly: true } : options);
  try {
    return await database.kysely.connection().execute(async (connection) => {
      // Not as Kysely begins a transaction, which here takes the writers' lock.
      const begin =
        database.engine === 'sqlite' ? 'begin deferred' : 'begin isolation level repeatable read, read only';
      await sql.raw(begin).execute(connection);
      try {
        let migrations: readonly string[] = [];
        await moment(async () => {
          // What is read first decides on the moment.
          const names = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(
            connection,
          );
          migrations = names.rows.map(({ name }) => name);
        });
        return await use({ migrations, rows: (table) => rowsOf(database, connection, table) });
      } finally {
        await sql.raw('rollback').execute(connection);
      }
    });
  } finally {
    await database.close();
  }
}

type Tables = Record<string, Record<string, Value>>;

async function* rowsOf(database: Database<Tables>, connection: Kysely<Tables>, table: Table): AsyncGenerator<Row> {
  const query = selection(connection, table);
  const found = database.engine === 'sqlite' ? query.stream() : fetched(connection, query);
  for await (const row of found) yield table.columns.map(({ name }) => row[name] ?? null);
}

function selection(connection: Kysely<Tables>, { name, columns }: Table) {
  return connection
    .selectFrom(name)
    .select(
      columns.map((column) =>
        column.kind === 'integer'
          ? sql<Value>`cast(${sql.ref(column.name)} as text)`.as(column.name)
          : sql<Value>`${sql.ref(column.name)}`.as(column.name),
      ),
    );
}

async function* fetched(
  connection: Kysely<Tables>,
  query: SelectQueryBuilder<Tables, string, Record<string, Value>>,
): AsyncGenerator<Record<string, Value>> {
  await sql.raw(`declare ${CURSOR} no scroll cursor for ${query.compile().sql}`).execute(connection);
  for (;;) {
    const { rows } = await sql<Record<string, Value>>`${sql.raw(`fetch ${ROWS_FETCHED_MAX} from ${CURSOR}`)}`.execute(
      connection,
    );
    if (rows.length === 0) break;
    yield* rows;
  }
  await sql.raw(`close ${CURSOR}`).execute(connection);
}
