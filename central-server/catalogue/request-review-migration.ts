import type { Kysely } from 'kysely';
import type { ColumnTypes } from '#storage/dialect.ts';

interface Rows {
  management_request: { client_key: string | null; client_member_key: string | null };
}

/** What is known of a management request when somebody decides it: who signed it, who decided, and why; and since when members are here. */
export async function addReviewOfRequests(schema: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const alter = () => schema.schema.alterTable('management_request');
  for (const column of ['decided_by', 'reason', 'client_member_key']) {
    await alter().addColumn(column, types.text).execute();
  }
  await alter().addColumn('signer_certificate', types.bytes).execute();
  await schema.schema.alterTable('member').addColumn('registered_at', types.integer).execute();
  await schema.schema
    .createIndex('management_request_status')
    .on('management_request')
    .columns(['status', 'id'])
    .execute();
  const tables = schema as Kysely<Rows>;
  const clients = await tables.selectFrom('management_request').select('client_key').distinct().execute();
  for (const { client_key: key } of clients) {
    if (key === null) continue;
    await tables
      .updateTable('management_request')
      .set({ client_member_key: memberKeyOf(key) })
      .where('client_key', '=', key)
      .execute();
  }
}

/** `SUBSYSTEM:INSTANCE/CLASS/MEMBER/SUBSYSTEM` without its last part. */
const memberKeyOf = (key: string): string =>
  key.startsWith('SUBSYSTEM:') ? key.replace(/^SUBSYSTEM:/, 'MEMBER:').replace(/\/[^/]*$/, '') : key;
