import { expect } from 'chai';
import type { Kysely } from 'kysely';
import { openDatabase, type Database } from '#storage/database.ts';
import { migrate, type Migration } from '#storage/migration.ts';
import { emptyTables, insertRows } from '#storage/rows/copy.ts';
import { withSnapshot, type Row } from '#storage/rows/snapshot.ts';
import { tablesAfter, type Table } from '#storage/rows/tables.ts';
import { describeOnBothEngines } from './engines.ts';

const MIGRATIONS: readonly Migration[] = [
  {
    name: '0001-letters',
    up: async (schema, types) => {
      await schema.schema
        .createTable('writer')
        .addColumn('id', types.id, (column) => column.primaryKey())
        .addColumn('name', types.ordered, (column) => column.notNull())
        .execute();
      await schema.schema
        .createTable('letter')
        .addColumn('id', types.id, (column) => column.primaryKey())
        .addColumn('writer', types.integer, (column) => column.references('writer.id'))
        .addColumn('seal', types.bytes)
        .addColumn('is_read', types.flag, (column) => column.notNull())
        .execute();
    },
  },
];

type Letters = Record<string, Record<string, string | Uint8Array | null>>;

const WRITERS: Row[] = [
  ['1', 'Вазов'],
  ['9223372036854775807', ''],
];
const LETTERS: Row[] = [
  ['-9007199254740993', '9223372036854775807', Buffer.from([0, 255, 10, 13]), '1'],
  ['2', null, null, '0'],
  ['3', '1', Buffer.alloc(0), '0'],
];

async function* each(rows: readonly Row[]): AsyncGenerator<Row> {
  await Promise.resolve();
  yield* rows;
}

describeOnBothEngines('rows on their way', (engine) => {
  let tables: readonly Table[];
  before(async () => {
    tables = await tablesAfter(MIGRATIONS);
  });

  const named = (name: string): Table => tables.find((table) => table.name === name) ?? { name, columns: [] };

  async function filled(work: (database: Database<Letters>) => Promise<void>): Promise<void> {
    const database = await openDatabase<Letters>(await engine.fresh());
    try {
      await migrate(database, MIGRATIONS);
      await database.kysely.transaction().execute(async (transaction) => {
        expect(await insertRows(database.engine, transaction, named('writer'), each(WRITERS))).to.equal(2);
        await insertRows(database.engine, transaction, named('letter'), each(LETTERS));
      });
      await work(database);
    } finally {
      await database.close();
    }
  }

  it('tables stand after those that they refer to, with the kinds of their columns', () => {
    expect(tables.map(({ name }) => name)).to.deep.equal(['writer', 'letter']);
    expect(named('letter').columns.map(({ kind }) => kind)).to.deep.equal(['integer', 'integer', 'bytes', 'integer']);
  });

  it('every value is exact: integers of 64 bits, bytes, texts, and nothing', async () => {
    const options = await engine.fresh();
    const database = await openDatabase<Letters>(options);
    await migrate(database, MIGRATIONS);
    await database.kysely.transaction().execute(async (transaction) => {
      await insertRows(database.engine, transaction, named('writer'), each(WRITERS));
      await insertRows(database.engine, transaction, named('letter'), each(LETTERS));
    });
    await database.close();
    await withSnapshot(options, async (snapshot) => {
      expect(snapshot.migrations).to.deep.equal(['0001-letters']);
      expect(await Array.fromAsync(snapshot.rows(named('writer')))).to.have.deep.members(WRITERS);
      expect(await Array.fromAsync(snapshot.rows(named('letter')))).to.have.deep.members(LETTERS);
    });
  });

  it('a snapshot does not see what comes after it, and holds up nobody who writes', async () => {
    const options = await engine.fresh();
    const database = await openDatabase<Letters>(options);
    await migrate(database, MIGRATIONS);
    const add = (kysely: Kysely<Letters>, id: string) =>
      kysely.insertInto('writer').values({ id, name: 'x' }).execute();
    await add(database.kysely, '1');
    await withSnapshot(options, async (snapshot) => {
      await add(database.kysely, '2');
      expect(await Array.fromAsync(snapshot.rows(named('writer')))).to.have.length(1);
    });
    await withSnapshot(options, async (snapshot) => {
      expect(await Array.fromAsync(snapshot.rows(named('writer')))).to.have.length(2);
    });
    await database.close();
  });

  it('many rows come and go', async () => {
    const many = Array.from({ length: 1_001 }, (_, index): Row => [String(index + 10), 'x'.repeat(5_000)]);
    await filled(async ({ engine: name, kysely }) => {
      await kysely.transaction().execute(async (transaction) => {
        await insertRows(name, transaction, named('writer'), each(many));
      });
      const { count } = await kysely
        .selectFrom('writer')
        .select((built) => built.fn.countAll().as('count'))
        .executeTakeFirstOrThrow();
      expect(Number(count)).to.equal(1_003);
      await kysely.transaction().execute((transaction) => emptyTables(transaction, tables));
      expect(await kysely.selectFrom('letter').selectAll().execute()).to.deep.equal([]);
      expect(await kysely.selectFrom('writer').selectAll().execute()).to.deep.equal([]);
    });
  });
});
