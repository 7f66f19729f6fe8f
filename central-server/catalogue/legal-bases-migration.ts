import type { Kysely } from 'kysely';
import type { ColumnTypes } from '#storage/dialect.ts';

/** The list of legal bases and purposes. */
export async function addLegalBases(schema: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const entries = (name: string) =>
    schema.schema
      .createTable(name)
      .addColumn('id', types.text, (column) => column.primaryKey())
      .addColumn('valid_from', types.text, (column) => column.notNull())
      .addColumn('valid_to', types.text)
      .addColumn('updated_at', types.integer, (column) => column.notNull())
      /** As it is searched and ordered. */
      .addColumn('folded', types.text, (column) => column.notNull());
  await entries('legal_basis')
    .addColumn('act', types.text, (column) => column.notNull())
    .addColumn('article', types.text, (column) => column.notNull())
    .addColumn('text', types.text, (column) => column.notNull())
    .addColumn('url', types.text)
    .execute();
  await entries('purpose')
    .addColumn('bg', types.text, (column) => column.notNull())
    .addColumn('en', types.text, (column) => column.notNull())
    .execute();
}
