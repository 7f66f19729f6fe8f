import { Kysely } from 'kysely';
import type { DrumError } from '#protocol/errors.ts';
import { columnTypes, type ColumnTypes, type Engine } from './dialect.ts';
import { databaseError } from './failure.ts';
import { openPostgresql, type PostgresqlOptions } from './postgresql.ts';
import { openSqlite, type SqliteOptions } from './sqlite.ts';

export type DatabaseOptions = SqliteOptions | PostgresqlOptions;

/** A database as a configuration file names it: SQLite is a file of the program's own. */
export type DeclaredDatabase = Pick<SqliteOptions, 'engine'> | PostgresqlOptions;

/** The database that is declared, in `path` where it is SQLite: what it has taken is on the disk. */
export function declaredDatabase(declared: DeclaredDatabase, path: string): DatabaseOptions {
  return declared.engine === 'sqlite' ? { engine: 'sqlite', path, synchronous: 'full' } : declared;
}

/** An open database with tables `T`, on either engine. */
export interface Database<T> {
  readonly engine: Engine;
  readonly kysely: Kysely<T>;
  /** What a column type is called here; migrations take it. */
  readonly columnTypes: ColumnTypes;
  /** The schema that holds the tables (PostgreSQL). */
  readonly schema?: string;
  /** Where it is, for people: a path, or host and database. Never holds a password. */
  readonly place: string;
  /** What the engine threw, as a `database_error` that says what to do. */
  failure(error: unknown): DrumError;
  close(): Promise<void>;
}

/**
 * Opens a database and proves that it answers.
 * SQLite works on the calling thread: what must not block (the data plane) opens it in a worker thread.
 * Throws `database_error`: no folder, not writable, not a database, server down, wrong password, no such database.
 */
export async function openDatabase<T>(options: DatabaseOptions): Promise<Database<T>> {
  const opened = options.engine === 'sqlite' ? openSqlite(options) : await openPostgresql(options);
  const kysely = new Kysely<T>({ dialect: opened.dialect });
  return {
    engine: options.engine,
    kysely,
    columnTypes: columnTypes(options.engine),
    ...(options.engine === 'postgresql' && options.schema !== undefined ? { schema: options.schema } : {}),
    place: opened.place,
    failure: (error) => databaseError(error, opened.place),
    close: async () => {
      await kysely.destroy();
      await opened.close();
    },
  };
}
