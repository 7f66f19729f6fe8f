import type { Kysely } from 'kysely';
import { systemClock } from '#config/clock.ts';
import type { ColumnTypes } from '#storage/dialect.ts';
import { numberAll } from '#storage/numbers.ts';

/** The tables as this step finds and leaves them; later steps do not change it. */
type Rows = Record<string, Record<string, string | number | null>>;

/** What services come from becomes a thing of its own, and each service gets the endpoint that stands for the whole of it. */
export async function addDescriptions(schema: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await schema.schema
    .createTable('service_description')
    .addColumn('client_key', types.text, (column) => column.notNull())
    .addColumn('key', types.text, (column) => column.notNull())
    .addColumn('type', types.text, (column) => column.notNull())
    .addColumn('url', types.text, (column) => column.notNull())
    .addColumn('disabled', types.flag, (column) => column.notNull())
    .addColumn('disabled_notice', types.text)
    .addColumn('refreshed_at', types.integer, (column) => column.notNull())
    .addColumn('number', types.integer, (column) => column.unique())
    .addColumn('position', types.integer, (column) => column.notNull())
    .addColumn('declared', types.flag, (column) => column.notNull())
    .addPrimaryKeyConstraint('service_description_key', ['client_key', 'key'])
    .execute();
  await schema.schema.alterTable('service').addColumn('title', types.text).execute();
  await schema.schema
    .alterTable('service')
    .addColumn('description_key', types.text, (column) => column.notNull().defaultTo(''))
    .execute();
  await schema.schema
    .alterTable('service_endpoint')
    .addColumn('generated', types.flag, (column) => column.notNull().defaultTo(0))
    .execute();
  await schema.schema.alterTable('service_endpoint').addColumn('number', types.integer).execute();
  await schema.schema.createIndex('service_endpoint_number').unique().on('service_endpoint').column('number').execute();
  await describeServices(schema as unknown as Kysely<Rows>);
  await numberAll(schema, {
    service_description: ['client_key', 'key'],
    service_endpoint: ['client_key', 'service_code', 'service_version', 'method', 'path'],
  });
}

async function describeServices(tables: Kysely<Rows>): Promise<void> {
  const now = systemClock.now().getTime();
  const services = await tables.selectFrom('service').selectAll().orderBy('position').execute();
  for (const {
    client_key,
    service_code,
    service_version,
    type,
    url,
    description_url,
    position,
    declared,
  } of services) {
    const key = (type === 'WSDL' ? (description_url ?? url) : service_code) ?? '';
    const service = {
      client_key: client_key ?? '',
      service_code: service_code ?? '',
      service_version: service_version ?? '',
    };
    await tables
      .insertInto('service_description')
      .values({
        ...{ client_key: service.client_key, key, type: type ?? '', url: description_url ?? url ?? '' },
        ...{ disabled: 0, disabled_notice: null, refreshed_at: now, position: position ?? 0, declared: declared ?? 1 },
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await tables
      .updateTable('service')
      .set({ description_key: key })
      .where((each) => each.and(service))
      .execute();
    await tables
      .insertInto('service_endpoint')
      .values({ ...service, method: '*', path: '**', generated: 1, position: position ?? 0, declared: declared ?? 1 })
      .execute();
  }
}
