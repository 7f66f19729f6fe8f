import type { Kysely } from 'kysely';
import type { ColumnTypes } from '#storage/dialect.ts';

/** Optional parts of the configuration, as the integrator uploads them: they are published byte for byte. */
export async function addConfigurationParts(schema: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await schema.schema
    .createTable('configuration_part')
    .addColumn('content_identifier', types.text, (column) => column.primaryKey())
    .addColumn('file', types.bytes, (column) => column.notNull())
    .addColumn('uploaded_at', types.integer, (column) => column.notNull())
    .execute();
}
