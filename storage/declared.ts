import type { Kysely, Transaction } from 'kysely';

/** What an application of declared rows did. */
export interface Change {
  readonly kind: string;
  readonly key: string;
  readonly change: 'added' | 'changed' | 'removed';
}

/** Rows of a table whose column `declared` says who owns a row: 1 the configuration file, 0 the database. */
export interface DeclaredTable {
  readonly table: string;
  readonly keyColumns: readonly string[];
  readonly rows: readonly DeclaredRow[];
  /** Columns that are not declared, and are set in a row that is added or changed. */
  readonly set?: { readonly added: DeclaredRow; readonly changed: DeclaredRow };
}

export type DeclaredRow = Readonly<Record<string, string | number | Uint8Array | null>>;

type AnyRows = Record<string, Record<string, string | number | Uint8Array | null>>;

/**
 * Makes the declared rows of a table equal to what a file declares, and leaves the database's own rows alone. The same
 * declaration applied again changes nothing. A declared row takes over one of the same key.
 */
export async function applyDeclared<T>(
  transaction: Transaction<T>,
  { table, keyColumns, rows, set }: DeclaredTable,
): Promise<Change[]> {
  const tables = transaction as unknown as Kysely<AnyRows>;
  const keyOf = (row: DeclaredRow): string => keyColumns.map((column) => String(row[column])).join(' ');
  const known = new Map<string, DeclaredRow>();
  for (const row of await tables.selectFrom(table).selectAll().execute()) known.set(keyOf(row), row);
  const changes: Change[] = [];
  const declared = new Set<string>();
  for (const row of rows) {
    const key = keyOf(row);
    declared.add(key);
    const wanted = { ...row, declared: 1 };
    const before = known.get(key);
    if (before === undefined) {
      await tables
        .insertInto(table)
        .values({ ...wanted, ...set?.added })
        .execute();
      changes.push({ kind: table, key, change: 'added' });
    } else if (!isSame(before, wanted)) {
      await whereKey(tables.updateTable(table).set({ ...wanted, ...set?.changed }), keyColumns, row).execute();
      changes.push({ kind: table, key, change: 'changed' });
    }
  }
  for (const [key, row] of known) {
    if (row.declared !== 1 || declared.has(key)) continue;
    await whereKey(tables.deleteFrom(table), keyColumns, row).execute();
    changes.push({ kind: table, key, change: 'removed' });
  }
  return changes;
}

interface Filterable<Q> {
  where(column: string, operator: '=', value: string | number | Uint8Array | null): Q;
}

function whereKey<Q extends Filterable<Q>>(query: Q, keyColumns: readonly string[], row: DeclaredRow): Q {
  return keyColumns.reduce((filtered, column) => filtered.where(column, '=', row[column] ?? null), query);
}

function isSame(before: DeclaredRow, wanted: DeclaredRow): boolean {
  return Object.entries(wanted).every(([column, value]) => {
    const held = before[column] ?? null;
    return value instanceof Uint8Array && held instanceof Uint8Array
      ? Buffer.from(value).equals(Buffer.from(held))
      : held === value;
  });
}
