import type { Kysely } from 'kysely';
import type { ColumnTypes } from '#storage/dialect.ts';

const SERVER_PREFIX = 'SERVER:';

/** The owner in the identifier of each request's server, so that requests are found and sorted by the owner's name. */
export async function addOwnersOfRequests(schema: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await schema.schema
    .alterTable('management_request')
    .addColumn('owner_key', types.text, (column) => column.notNull().defaultTo(''))
    .execute();
  const tables = schema as Kysely<{ management_request: { server_key: string; owner_key: string } }>;
  const servers = await tables.selectFrom('management_request').select('server_key').distinct().execute();
  for (const { server_key: key } of servers) {
    const owner = `MEMBER:${key.slice(SERVER_PREFIX.length, key.lastIndexOf('/'))}`;
    await tables.updateTable('management_request').set({ owner_key: owner }).where('server_key', '=', key).execute();
  }
}
