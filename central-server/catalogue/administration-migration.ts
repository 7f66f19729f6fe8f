import type { Kysely } from 'kysely';
import { systemClock } from '#config/clock.ts';
import type { ColumnTypes } from '#storage/dialect.ts';
import { folded } from './folding.ts';
import { OWNERS_GROUP } from './owners-group.ts';

/** The tables as this step finds and leaves them; later steps do not change it. */
type Rows = Record<string, Record<string, string | number | null>>;

const TIMES: readonly (readonly [table: string, ...columns: string[]])[] = [
  ['security_server', 'created_at', 'updated_at'],
  ['global_group', 'created_at', 'updated_at'],
  ['global_group_member', 'created_at'],
];

/** Texts that are kept a second time for searching and ordering, as `name_folded` and so on. */
const FOLDED: readonly (readonly [table: string, source: string, column: string])[] = [
  ['member', 'name', 'name_folded'],
  ['member', 'member_code', 'code_folded'],
  ['subsystem', 'subsystem_code', 'code_folded'],
  ['security_server', 'server_code', 'code_folded'],
];

const NUMBERED = [
  'security_server',
  'authentication_certificate',
  'global_group_member',
  'certification_service',
  'intermediate_ca',
  'ocsp_responder',
  'timestamping_service',
];

const INDEXES: readonly (readonly [table: string, column: string])[] = [
  ['member', 'member_class'],
  ['member', 'name_folded'],
  ['subsystem', 'member_key'],
  ['security_server', 'owner_key'],
  ['authentication_certificate', 'sha256'],
  ['server_client', 'client_key'],
  ['global_group_member', 'client_key'],
];

/** What administration shows of the catalogue: times, numbers, and texts that are found whatever their letter case. */
export async function addAdministration(schema: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const tables = schema as unknown as Kysely<Rows>;
  const now = systemClock.now().getTime();
  for (const [table, ...columns] of TIMES) {
    for (const column of columns) {
      await schema.schema
        .alterTable(table)
        .addColumn(column, types.integer, (built) => built.notNull().defaultTo(0))
        .execute();
      // When what is here already came to be, nobody has written down.
      await tables
        .updateTable(table)
        .set({ [column]: now })
        .execute();
    }
  }
  for (const [table, source, column] of FOLDED) await addFolded(schema, types, { table, source, column });
  for (const table of NUMBERED) {
    await schema.schema.alterTable(table).addColumn('number', types.integer).execute();
    await schema.schema.createIndex(`${table}_number`).unique().on(table).column('number').execute();
  }
  for (const [table, column] of INDEXES) {
    await schema.schema.createIndex(`${table}_${column}`).on(table).column(column).execute();
  }
  await schema.schema
    .createTable('last_number')
    .addColumn('kind', types.text, (column) => column.primaryKey())
    .addColumn('number', types.integer, (column) => column.notNull())
    .execute();
  await addOrigin(schema, types);
  await addOwnersGroup(tables, now);
}

async function addFolded(
  schema: Kysely<unknown>,
  types: ColumnTypes,
  { table, source, column }: { readonly table: string; readonly source: string; readonly column: string },
): Promise<void> {
  await schema.schema
    .alterTable(table)
    .addColumn(column, types.ordered, (built) => built.notNull().defaultTo(''))
    .execute();
  const tables = schema as unknown as Kysely<Rows>;
  for (const row of await tables.selectFrom(table).select(['key', source]).execute()) {
    await tables
      .updateTable(table)
      .set({ [column]: folded(String(row[source])) })
      .where('key', '=', row.key ?? null)
      .execute();
  }
}

/** Management requests may also be made at the central server itself. */
async function addOrigin(schema: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await schema.schema
    .alterTable('management_request')
    .addColumn('origin', types.text, (column) => column.notNull().defaultTo('SECURITY_SERVER'))
    .execute();
  await schema.schema.alterTable('management_request').addColumn('comments', types.text).execute();
}

async function addOwnersGroup(tables: Kysely<Rows>, now: number): Promise<void> {
  await tables
    .insertInto('global_group')
    .values({ ...OWNERS_GROUP, position: 0, declared: 0, created_at: now, updated_at: now })
    .onConflict((conflict) => conflict.column('code').doNothing())
    .execute();
}
