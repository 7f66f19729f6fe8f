import type { Kysely } from 'kysely';
import { Migrator, type Migration as KyselyMigration } from 'kysely/migration';
import { drumError } from '#protocol/errors.ts';
import type { Database } from './database.ts';
import type { ColumnTypes } from './dialect.ts';

/** One step of a schema, written once for both engines. It never changes after its release; a new step follows it. */
export interface Migration {
  /** Sorts after all earlier ones: `0001-records`. */
  readonly name: string;
  readonly up: (schema: Kysely<unknown>, types: ColumnTypes) => Promise<void>;
}

/**
 * Brings the schema up to date in one transaction; nothing happens when it is.
 * Throws `database_error`, also when a newer program has been here: going on could destroy what it keeps.
 */
export async function migrate<T>(database: Database<T>, migrations: readonly Migration[]): Promise<void> {
  const steps: Record<string, KyselyMigration> = {};
  for (const { name, up } of migrations) {
    steps[name] = { up: (schema: Kysely<unknown>) => up(schema, database.columnTypes) };
  }
  const migrator = new Migrator({
    db: database.kysely,
    provider: { getMigrations: () => Promise.resolve(steps) },
    // Kysely's default sorts by the machine's locale.
    nameComparator: (a, b) => (a < b ? -1 : Number(a > b)),
    ...(database.schema === undefined ? {} : { migrationTableSchema: database.schema }),
  });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  if (error instanceof Error && error.message.includes('corrupted migrations')) {
    throw drumError(
      'database_error',
      `Database ${database.place}: a newer version of this program has changed it; run that version, or restore a backup made by this one`,
      error,
    );
  }
  throw database.failure(error);
}
