import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { sql } from 'kysely';
import { openDatabase, type Database } from '#storage/database.ts';
import { migrate, type Migration } from '#storage/migration.ts';
import { RowInserter } from '#storage/insert.ts';
import { describeOnBothEngines } from './engines.ts';
import { MIGRATING_PROCESS } from './migrating-process.ts';
import { NOTE_MIGRATIONS, type NoteTables } from './notes.ts';

const [FIRST, SECOND] = NOTE_MIGRATIONS;

const BROKEN: Migration = {
  name: '0003-broken',
  up: async (schema, types) => {
    await schema.schema.createTable('half').addColumn('id', types.id).execute();
    await sql`select * from nowhere`.execute(schema);
  },
};

async function message(action: () => Promise<unknown>): Promise<string> {
  try {
    await action();
  } catch (error) {
    return `${(error as { code: string }).code}: ${(error as Error).message}`;
  }
  return 'nothing was thrown';
}

describeOnBothEngines('a database', (engine) => {
  let database: Database<NoteTables>;

  beforeEach(async () => {
    database = await openDatabase<NoteTables>(await engine.fresh());
  });
  afterEach(async () => {
    await database.close();
  });

  const notes = () =>
    new RowInserter<NoteTables, 'note'>(database.engine, ['id', 'at', 'kept', 'text', 'bytes'], (rows) =>
      database.kysely.insertInto('note').values(rows).compile(),
    );

  it('gives back integers beyond 2^32, flags, texts, nulls and bytes as they were written', async () => {
    await migrate(database, [FIRST]);
    const row = {
      id: 2 ** 40,
      at: 1_795_392_000_123,
      kept: 1,
      text: 'Търново "\'\\',
      bytes: Buffer.from([0, 255, 10]),
    } as const;
    await notes().insert(database.kysely, [row, { ...row, id: 2, text: null }]);
    expect(await database.kysely.selectFrom('note').selectAll().orderBy('id', 'desc').execute()).to.deep.equal([
      row,
      { ...row, id: 2, text: null },
    ]);
  });

  it('inserts any number of rows, in order and once each', async () => {
    await migrate(database, [FIRST]);
    const rows = Array.from({ length: 333 }, (_, id) => ({
      id,
      at: id * 7,
      kept: 0 as const,
      text: `${id}`,
      bytes: Buffer.of(id & 255),
    }));
    await notes().insert(database.kysely, rows);
    expect(await database.kysely.selectFrom('note').selectAll().orderBy('id').execute()).to.deep.equal(rows);
  });

  it('undoes a transaction whose action throws', async () => {
    await migrate(database, [FIRST]);
    const failed = await message(() =>
      database.kysely.transaction().execute(async (transaction) => {
        await notes().insert(transaction, [{ id: 1, at: 0, kept: 0, text: null, bytes: Buffer.alloc(0) }]);
        throw Object.assign(new Error('on purpose'), { code: 'X' });
      }),
    );
    expect(failed).to.equal('X: on purpose');
    expect(await database.kysely.selectFrom('note').selectAll().execute()).to.deep.equal([]);
  });

  it('migrates once: a second run and a later step change nothing that was there', async () => {
    await migrate(database, [FIRST]);
    await notes().insert(database.kysely, [{ id: 1, at: 5, kept: 1, text: 'stays', bytes: Buffer.alloc(1) }]);
    await migrate(database, [FIRST]);
    await migrate(database, [FIRST, SECOND]);
    expect(await database.kysely.selectFrom('note').select('text').execute()).to.deep.equal([{ text: 'stays' }]);
  });

  it('migrates once when several processes start at the same time', async () => {
    const options = await engine.fresh();
    const run = promisify(execFile);
    const one = () => run(process.execPath, [MIGRATING_PROCESS, JSON.stringify(options)]);
    await Promise.all([one(), one(), one()]);
    const migrated = await openDatabase<NoteTables>(options);
    await migrate(migrated, NOTE_MIGRATIONS);
    expect(await migrated.kysely.selectFrom('note').selectAll().execute()).to.deep.equal([]);
    await migrated.close();
  });

  it('leaves nothing of a migration that fails', async () => {
    await migrate(database, [FIRST]);
    expect(await message(() => migrate(database, [FIRST, SECOND, BROKEN]))).to.match(
      /^database_error: Database .*: it reports an error \(.+\); see the log$/,
    );
    const tables = await database.kysely.introspection.getTables();
    expect(tables.map((table) => table.name)).to.deep.equal(['note']);
    await migrate(database, [FIRST, SECOND]);
  });

  it('refuses a schema that a newer program has changed', async () => {
    await migrate(database, [FIRST, SECOND]);
    expect(await message(() => migrate(database, [FIRST]))).to.equal(
      `database_error: Database ${database.place}: a newer version of this program has changed it; run that version, or restore a backup made by this one`,
    );
  });
});
