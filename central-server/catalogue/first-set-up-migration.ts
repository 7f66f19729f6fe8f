import type { Kysely } from 'kysely';
import type { ColumnTypes } from '#storage/dialect.ts';

/** The token that keys were in before there could be several. */
const SOFTWARE_TOKEN = '0';

/** What a server needs to know that is set up by its admin API: the token of each key, when each node published, its anchors. */
export async function addFirstSetUp(schema: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await schema.schema
    .alterTable('signing_key')
    .addColumn('token_id', types.text, (column) => column.notNull().defaultTo(SOFTWARE_TOKEN))
    .execute();
  await schema.schema.alterTable('node').addColumn('published_at', types.integer).execute();
  await schema.schema
    .createTable('configuration_anchor')
    .addColumn('source', types.text, (column) => column.primaryKey())
    .addColumn('generated_at', types.integer, (column) => column.notNull())
    .addColumn('file', types.bytes, (column) => column.notNull())
    .execute();
}
