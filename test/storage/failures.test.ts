import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { sql } from 'kysely';
import { openDatabase, type DatabaseOptions } from '#storage/database.ts';
import { migrate } from '#storage/migration.ts';
import { asOrdinaryUser } from '../ordinary-user.ts';
import { freshPostgresDatabase } from '../postgres.ts';
import { temporaryFolders } from '../temporary.ts';
import { NOTE_MIGRATIONS, type NoteTables } from './notes.ts';

async function refusal(options: DatabaseOptions): Promise<string> {
  try {
    await (await openDatabase(options)).close();
  } catch (error) {
    return `${(error as { code: string }).code}: ${(error as Error).message}`;
  }
  return 'opened';
}

describe('opening a database that cannot be opened', () => {
  const folder = temporaryFolders();
  const sqlite = (path: string) => refusal({ engine: 'sqlite', path });
  const postgresql = (url: string) => refusal({ engine: 'postgresql', url, connectTimeoutMs: 3000 });

  it('names a folder that does not exist', async () => {
    const path = join(folder(), 'absent', 'log.sqlite');
    expect(await sqlite(path)).to.equal(
      `database_error: Database ${path}: the path does not exist; create the folder or correct the path`,
    );
  });

  it('names a folder that may not be written', async () => {
    const path = join(folder(), 'log.sqlite');
    chmodSync(join(path, '..'), 0o555);
    expect(await asOrdinaryUser(() => sqlite(path))).to.equal(
      `database_error: Database ${path}: the file cannot be opened; check that the folder exists and that this program may write in it`,
    );
  });

  it('names a file that may be read but not written', async () => {
    const path = join(folder(), 'log.sqlite');
    expect(await sqlite(path)).to.equal('opened');
    chmodSync(path, 0o444);
    chmodSync(join(path, '..'), 0o777);
    expect(await asOrdinaryUser(() => sqlite(path))).to.equal(
      `database_error: Database ${path}: it can be read but not written; give this program write access to the file and its folder`,
    );
  });

  it('names a path that is a folder', async () => {
    const path = join(folder(), 'log.sqlite');
    mkdirSync(path);
    expect(await sqlite(path)).to.match(/^database_error: Database .*: the file cannot be opened; check/);
  });

  it('names a file that is no database', async () => {
    const path = join(folder(), 'log.sqlite');
    writeFileSync(path, 'a letter to the municipality, and not a database at all'.repeat(100));
    expect(await sqlite(path)).to.equal(
      `database_error: Database ${path}: the file is not an SQLite database; check the path`,
    );
  });

  it('names a PostgreSQL server that is down', async () => {
    expect(await postgresql('postgresql://drum:secret@127.0.0.1:1/drum')).to.equal(
      'database_error: Database 127.0.0.1:1/drum: the server does not accept connections; start it, or correct host and port',
    );
  });

  it('names a wrong password without repeating it', async () => {
    const url = (await freshPostgresDatabase()).replace(/:[^:@]+@/, ':wrong-secret@');
    expect(await postgresql(url)).to.equal(
      `database_error: Database ${new URL(url).host}${new URL(url).pathname}: the password is wrong; correct it`,
    );
  });

  it('names a database that does not exist', async () => {
    const url = (await freshPostgresDatabase()).replace(/drum_\d+$/, 'absent');
    expect(await postgresql(url)).to.match(
      /^database_error: Database .*\/absent: there is no such database; create it$/,
    );
  });

  it('refuses an address of another form, and a schema name that needs quoting', async () => {
    expect(await postgresql('mysql://x')).to.equal(
      'database_error: The database address is not of the form postgresql://user:password@host:port/database',
    );
    expect(await refusal({ engine: 'postgresql', url: 'postgresql://a@b/c', schema: 'x"; drop' })).to.equal(
      'database_error: Database b/c: a schema is named with a–z, 0–9 and _, not "x"; drop"',
    );
  });
});

describe('an SQLite database', () => {
  const folder = temporaryFolders();

  it('has a commit on the disk when it returns, and holds to its foreign keys', async () => {
    const database = await openDatabase({ engine: 'sqlite', path: join(folder(), 'log.sqlite') });
    const setting = async (name: string) => {
      const { rows } = await sql.raw<Record<string, unknown>>(`pragma ${name}`).execute(database.kysely);
      return Object.values(rows[0] ?? {});
    };
    expect(await setting('journal_mode')).to.deep.equal(['wal']);
    // 2 is FULL: https://sqlite.org/pragma.html#pragma_synchronous
    expect(await setting('synchronous')).to.deep.equal([2]);
    expect(await setting('foreign_keys')).to.deep.equal([1]);
    await database.close();
  });
});

describe('a full SQLite database', () => {
  const folder = temporaryFolders();

  it('says so, keeps what was committed, and works again when there is space', async () => {
    const path = join(folder(), 'log.sqlite');
    const options = { engine: 'sqlite', path, fileBytesMax: 256 * 1024 } as const;
    const database = await openDatabase<NoteTables>(options);
    await migrate(database, NOTE_MIGRATIONS);
    const insert = (id: number) =>
      database.kysely.transaction().execute(async (transaction) => {
        const bytes = Buffer.alloc(100_000);
        await transaction.insertInto('note').values({ id, at: 0, kept: 0, text: null, bytes }).execute();
      });
    await insert(1);
    await insert(2);
    let failure: unknown;
    await insert(3).catch((error: unknown) => (failure = database.failure(error)));
    expect(failure).to.have.property(
      'message',
      `Database ${path}: there is no space left; free disk space or raise the limit, work goes on by itself`,
    );
    const ids = () => database.kysely.selectFrom('note').select('id').orderBy('id').execute();
    expect(await ids()).to.deep.equal([{ id: 1 }, { id: 2 }]);
    await database.kysely.deleteFrom('note').where('id', '=', 1).execute();
    await insert(3);
    expect(await ids()).to.deep.equal([{ id: 2 }, { id: 3 }]);
    await database.close();
  });
});

describe('a PostgreSQL transaction whose program has gone silent', () => {
  it('is over after a while, and holds up nobody any more', async () => {
    const url = await freshPostgresDatabase();
    const silent = await openDatabase<NoteTables>({ engine: 'postgresql', url, idleTransactionTimeoutMs: 300 });
    const other = await openDatabase<NoteTables>({ engine: 'postgresql', url });
    await migrate(silent, NOTE_MIGRATIONS);
    const note = { id: 1, at: 0, kept: 1, text: null, bytes: Buffer.alloc(0) } as const;
    await other.kysely.insertInto('note').values(note).execute();
    const { promise: begun, resolve: begin } = Promise.withResolvers<undefined>();
    const { promise: over, resolve: end } = Promise.withResolvers<undefined>();
    const broken = silent.kysely
      .transaction()
      .execute(async (transaction) => {
        await transaction.updateTable('note').set({ at: 1 }).execute();
        begin(undefined);
        await over;
        await transaction.updateTable('note').set({ at: 2 }).execute();
      })
      .catch((error: unknown) => silent.failure(error).code);
    await begun;
    await other.kysely.updateTable('note').set({ text: 'goes on' }).execute();
    end(undefined);
    expect(await broken).to.equal('database_error');
    expect(await other.kysely.selectFrom('note').select(['at', 'text']).execute()).to.deep.equal([
      { at: 0, text: 'goes on' },
    ]);
    await silent.close();
    await other.close();
  });
});

describe('a PostgreSQL schema of its own', () => {
  it('is made when absent, and keeps its tables apart from those of another schema', async () => {
    const url = await freshPostgresDatabase();
    const one = await openDatabase<NoteTables>({ engine: 'postgresql', url, schema: 'log_one' });
    const other = await openDatabase<NoteTables>({ engine: 'postgresql', url, schema: 'log_other' });
    await migrate(one, NOTE_MIGRATIONS);
    await migrate(other, NOTE_MIGRATIONS);
    await one.kysely
      .insertInto('note')
      .values({ id: 1, at: 0, kept: 1, text: null, bytes: Buffer.alloc(0) })
      .execute();
    expect(await other.kysely.selectFrom('note').selectAll().execute()).to.deep.equal([]);
    expect(await one.kysely.selectFrom('note').select('id').execute()).to.deep.equal([{ id: 1 }]);
    await one.close();
    await other.close();
  });
});
