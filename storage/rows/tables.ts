import { sql, type Kysely } from 'kysely';
import { drumError } from '#protocol/errors.ts';
import { openDatabase } from '../database.ts';
import { migrate, type Migration } from '../migration.ts';

/** What a column holds, whichever engine keeps it. */
type ColumnKind = 'integer' | 'text' | 'bytes';

interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
}

export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
}

const KINDS: Readonly<Record<string, ColumnKind>> = { integer: 'integer', text: 'text', blob: 'bytes' };

/** The tables that these migrations make, each after those that it refers to: no database says more, and none less. */
export async function tablesAfter(migrations: readonly Migration[]): Promise<readonly Table[]> {
  const database = await openDatabase<unknown>({ engine: 'sqlite', path: ':memory:' });
  try {
    await migrate(database, migrations);
    const { kysely } = database;
    const found = await kysely.introspection.getTables();
    const references = new Map<string, readonly string[]>();
    for (const { name } of found) references.set(name, await referredBy(kysely, name));
    const tables = found.map(({ name, columns }) => ({
      name,
      columns: columns.map((column) => ({ name: column.name, kind: kindOf(name, column) })),
    }));
    return inOrder(tables, references);
  } finally {
    await database.close();
  }
}

async function referredBy(kysely: Kysely<unknown>, table: string): Promise<readonly string[]> {
  const { rows } = await sql<{ table: string }>`select "table" from pragma_foreign_key_list(${table})`.execute(kysely);
  return rows.map((row) => row.table).filter((name) => name !== table);
}

function kindOf(table: string, { name, dataType }: { readonly name: string; readonly dataType: string }): ColumnKind {
  const kind = KINDS[dataType.toLowerCase()];
  if (kind === undefined) throw drumError('database_error', `Column ${table}.${name} has the unknown type ${dataType}`);
  return kind;
}

function inOrder(tables: readonly Table[], references: ReadonlyMap<string, readonly string[]>): readonly Table[] {
  const ordered = new Map<string, Table>();
  const add = (table: Table): void => {
    if (ordered.has(table.name)) return;
    for (const other of tables) {
      if (references.get(table.name)?.includes(other.name) === true) add(other);
    }
    ordered.set(table.name, table);
  };
  for (const table of tables.toSorted((one, other) => (one.name < other.name ? -1 : 1))) add(table);
  return [...ordered.values()];
}
