import { join } from 'node:path';
import { DrumError, drumError } from '#protocol/errors.ts';
import { openDatabase, type Database, type DatabaseOptions } from '#storage/database.ts';
import { migrate } from '#storage/migration.ts';
import { emptyTables, insertRows } from '#storage/rows/copy.ts';
import { withSnapshot, type Row, type Snapshot, type Value } from '#storage/rows/snapshot.ts';
import { tablesAfter, type Table } from '#storage/rows/tables.ts';
import { CATALOGUE_MIGRATIONS, type CatalogueTables } from '../catalogue/schema.ts';
import { isDataFile, type DataFiles } from './data-files.ts';
import { DATA_FILE_BYTES_MAX, type BodyLine } from './format.ts';
import type { SignedBackup } from './reading.ts';
import { travelling } from './travelling.ts';

/** What is in a backup, brought to the schema of this program. */
export interface StagedBackup {
  readonly files: DataFiles;
  readonly snapshot: Snapshot;
  /** Of this program's schema. */
  readonly tables: readonly Table[];
  readonly rows: number;
  /** The same rows for whoever asks in queries. */
  readonly database: DatabaseOptions;
}

/**
 * Puts the rows of a backup into a database of their own, in an empty `folder`, whose schema is the one that they were taken from, takes that
 * through the migrations since, and lends it. So an older backup becomes one of today, and what no database takes is found before
 * anything is touched. Throws `invalid_backup_file`, `backup_too_new`.
 */
export async function withStaged<T>(
  backup: SignedBackup,
  folder: string,
  use: (staged: StagedBackup) => Promise<T>,
): Promise<T> {
  const had = migrationsOf(backup);
  const options: DatabaseOptions = { engine: 'sqlite', path: join(folder, 'staged.sqlite'), synchronous: 'normal' };
  const found = await fill(options, backup, had);
  const tables = travelling(await tablesAfter(CATALOGUE_MIGRATIONS));
  return await withSnapshot(options, (snapshot) => use({ ...found, snapshot, tables, database: options }));
}

/** The migrations that the backup's schema has had, which must be the first of ours. */
function migrationsOf({ label }: SignedBackup): typeof CATALOGUE_MIGRATIONS {
  const had = CATALOGUE_MIGRATIONS.slice(0, label.migrations.length);
  if (label.migrations.every((name, index) => name === had[index]?.name)) return had;
  throw drumError(
    'backup_too_new',
    `The schema of the backup is not known here; it was made by version ${label.program}`,
  );
}

async function fill(
  options: DatabaseOptions,
  backup: SignedBackup,
  had: typeof CATALOGUE_MIGRATIONS,
): Promise<{ readonly files: DataFiles; readonly rows: number }> {
  const database = await openDatabase<CatalogueTables>(options);
  try {
    await migrate(database, had);
    const tables = travelling(await tablesAfter(had));
    const found = await database.kysely.transaction().execute(async (transaction) => {
      await emptyTables(transaction, tables);
      return await new BodyReader(backup.lines(), database, transaction, tables).read();
    });
    await migrate(database, CATALOGUE_MIGRATIONS);
    return found;
  } catch (error) {
    if (error instanceof DrumError) throw error;
    throw drumError('invalid_backup_file', 'The backup holds rows that do not fit together', error);
  } finally {
    await database.close();
  }
}

/** Reads a body once, from its first line to its last. */
class BodyReader {
  private readonly lines: AsyncGenerator<BodyLine>;
  private readonly database: Database<CatalogueTables>;
  private readonly transaction: unknown;
  private readonly missing: Map<string, Table>;
  private readonly files = new Map<string, Buffer>();
  private tables = 0;
  private rows = 0;
  private current: BodyLine | undefined;

  constructor(
    lines: AsyncGenerator<BodyLine>,
    database: Database<CatalogueTables>,
    transaction: unknown,
    tables: readonly Table[],
  ) {
    this.lines = lines;
    this.database = database;
    this.transaction = transaction;
    this.missing = new Map(tables.map((table) => [table.name, table]));
  }

  async read(): Promise<{ readonly files: DataFiles; readonly rows: number }> {
    await this.next();
    for (;;) {
      const line = this.current;
      if (line === undefined || Array.isArray(line)) throw malformed('does not end as it should');
      if ('end' in line) return await this.ended(line.end);
      if ('file' in line) await this.file(line.file, line.bytes);
      else await this.table(this.known(line));
    }
  }

  private async next(): Promise<void> {
    const next = await this.lines.next();
    this.current = next.done === true ? undefined : next.value;
  }

  private async file(name: string, text: string): Promise<void> {
    const bytes = Buffer.from(text, 'base64');
    if (!isDataFile(name) || bytes.length > DATA_FILE_BYTES_MAX || this.files.has(name)) {
      throw malformed(`has a file ${JSON.stringify(name)} that cannot be in it`);
    }
    this.files.set(name, bytes);
    await this.next();
  }

  /** The table that a line announces, with its columns in the order of that line. */
  private known({ table, columns }: Extract<BodyLine, { table: string }>): Table {
    const expected = this.missing.get(table);
    const named = (list: Table['columns']): string =>
      list
        .map(({ name, kind }) => `${name} ${kind}`)
        .sort()
        .join();
    const told = { name: table, columns: columns.map(([name, kind]) => ({ name, kind })) };
    if (expected === undefined || named(expected.columns) !== named(told.columns)) {
      throw malformed(`has a table ${JSON.stringify(table)} that its schema does not have so`);
    }
    this.missing.delete(table);
    this.tables += 1;
    return told;
  }

  private async table(table: Table): Promise<void> {
    await this.next();
    this.rows += await insertRows(this.database.engine, this.transaction, table, this.rowsOf(table));
  }

  private async *rowsOf({ name, columns }: Table): AsyncGenerator<Row> {
    while (Array.isArray(this.current)) {
      const values = this.current;
      if (values.length !== columns.length) throw malformed(`has a row of ${name} with another number of columns`);
      yield columns.map(({ kind }, index) => valueOf(kind, values[index] ?? null, name));
      await this.next();
    }
  }

  private async ended(end: { readonly tables: number; readonly rows: number; readonly files: number }) {
    await this.next();
    const isWhole = end.tables === this.tables && end.rows === this.rows && end.files === this.files.size;
    if (!isWhole || this.missing.size > 0 || this.current !== undefined)
      throw malformed('does not hold what its end tells');
    return { files: this.files, rows: this.rows };
  }
}

function valueOf(kind: Table['columns'][number]['kind'], value: string | null, table: string): Value {
  if (value === null || kind === 'text') return value;
  if (kind === 'bytes') return Buffer.from(value, 'base64');
  if (/^-?[0-9]{1,19}$/.test(value)) return value;
  throw malformed(`has a value of ${table} that is no whole number`);
}

const malformed = (what: string): DrumError => drumError('invalid_backup_file', `The backup ${what}`);
