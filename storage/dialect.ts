import { sql, type ColumnDataType, type RawBuilder } from 'kysely';

export type Engine = 'sqlite' | 'postgresql';

/**
 * The column types that the two engines name differently. Migrations are written once, with these:
 * booleans are `flag` (0 or 1), times are `integer` (milliseconds since 1970 UTC), on both engines.
 */
export interface ColumnTypes {
  /** A 64-bit integer primary key. SQLite makes only `integer` the row's own key. */
  readonly id: ColumnDataType;
  /** A 64-bit integer. Ours stay below 2^53, where a JavaScript number is exact. */
  readonly integer: ColumnDataType;
  readonly flag: ColumnDataType;
  readonly text: ColumnDataType;
  readonly bytes: ColumnDataType;
  /** A text that both engines order by its code points, whatever the locale of the database. */
  readonly ordered: ColumnDataType | RawBuilder<unknown>;
}

const TYPES: Readonly<Record<Engine, ColumnTypes>> = {
  sqlite: { id: 'integer', integer: 'integer', flag: 'integer', text: 'text', bytes: 'blob', ordered: 'text' },
  postgresql: {
    ...{ id: 'bigint', integer: 'bigint', flag: 'smallint', text: 'text', bytes: 'bytea' },
    ordered: sql`text collate "C"`,
  },
};

export const columnTypes = (engine: Engine): ColumnTypes => TYPES[engine];

/**
 * Rows for one INSERT statement. SQLite runs a prepared statement a row fastest; PostgreSQL pays a round trip a
 * statement, and takes at most 65,535 parameters.
 */
export const rowsPerInsertMax = (engine: Engine): number => (engine === 'sqlite' ? 1 : 64);
