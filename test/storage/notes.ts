import type { Migration } from '#storage/migration.ts';

export interface NoteTables {
  note: { id: number; at: number; kept: 0 | 1; text: string | null; bytes: Buffer };
}

const FIRST: Migration = {
  name: '0001-note',
  up: async (schema, types) => {
    await schema.schema
      .createTable('note')
      .addColumn('id', types.id, (column) => column.primaryKey())
      .addColumn('at', types.integer, (column) => column.notNull())
      .addColumn('kept', types.flag, (column) => column.notNull())
      .addColumn('text', types.text)
      .addColumn('bytes', types.bytes, (column) => column.notNull())
      .execute();
  },
};

const SECOND: Migration = {
  name: '0002-note-by-time',
  up: async (schema) => {
    await schema.schema.createIndex('note_at').on('note').column('at').execute();
  },
};

/** A schema of one table, in two steps. */
export const NOTE_MIGRATIONS: readonly [Migration, Migration] = [FIRST, SECOND];
