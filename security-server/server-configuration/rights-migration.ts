import type { Kysely } from 'kysely';
import { systemClock } from '#config/clock.ts';
import type { ColumnTypes } from '#storage/dialect.ts';
import { numberAll } from '#storage/numbers.ts';

/** The tables as this step finds and leaves them; later steps do not change it. */
type Rows = Record<string, Record<string, string | number | null>>;

const TIMES = { local_group: 'updated_at', local_group_member: 'created_at', access_right: 'given_at' } as const;

/** What administration shows of groups and rights: since when, and the numbers by which groups are addressed. */
export async function addGroupNumbersAndTimes(schema: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const tables = schema as unknown as Kysely<Rows>;
  const now = systemClock.now().getTime();
  for (const [table, column] of Object.entries(TIMES)) {
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
  await schema.schema
    .createTable('last_number')
    .addColumn('kind', types.text, (column) => column.primaryKey())
    .addColumn('number', types.integer, (column) => column.notNull())
    .execute();
  await schema.schema.alterTable('local_group').addColumn('number', types.integer).execute();
  await schema.schema.createIndex('local_group_number').unique().on('local_group').column('number').execute();
  await numberAll(schema, { local_group: ['client_key', 'group_code'] });
}
