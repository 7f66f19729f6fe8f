import { mkdirSync } from 'node:fs';
import { createPublicKey } from 'node:crypto';
import { join } from 'node:path';
import { expect } from 'chai';
import { addAuditEvent, checkAuditLog, RESTORED } from '#administration/audit-log.ts';
import { administrationTables } from '#administration/accounts/tables.ts';
import { Backups, type Restored } from '#central-server/backup/backups.ts';
import { restoreOnMachine } from '#central-server/backup/machine.ts';
import { travelling } from '#central-server/backup/travelling.ts';
import { fingerprintOf, trustKey } from '#central-server/backup/signing.ts';
import { CatalogueRepository } from '#central-server/catalogue/repository.ts';
import { CATALOGUE_MIGRATIONS } from '#central-server/catalogue/schema.ts';
import { catalogueDatabase, readCentralServerFile, type CentralServerFile } from '#central-server/file.ts';
import { Identity } from '#central-server/identity.ts';
import { systemClock } from '#config/clock.ts';
import { openDatabase, type DatabaseOptions } from '#storage/database.ts';
import { migrate } from '#storage/migration.ts';
import { withSnapshot } from '#storage/rows/snapshot.ts';
import { tablesAfter } from '#storage/rows/tables.ts';
import { freshPostgresDatabase } from '../../postgres.ts';
import { refusalOf } from '../../refusal.ts';
import { temporaryFolders } from '../../temporary.ts';
import { writeCentralServer } from '../in-folder.ts';
import { LABEL, newKey, writeHandmade } from './handmade.ts';
import { rowsOf } from './rows-of.ts';

type EngineName = 'SQLite' | 'PostgreSQL';

/** Of both engines, from each to each. */
const WAYS: readonly (readonly [EngineName, EngineName])[] = [
  ['SQLite', 'SQLite'],
  ['SQLite', 'PostgreSQL'],
  ['PostgreSQL', 'SQLite'],
  ['PostgreSQL', 'PostgreSQL'],
];
const NOBODY = () => Promise.reject(new Error('There is a token'));
const ANY = { isTrusted: () => true, gpgHome: undefined };
const AT = new Date('2026-11-29T08:00:00Z');
/** What a restoring adds to. */
const AUDIT = ['audit_event', 'administration_head'];

describe('A backup between databases', () => {
  const folders = temporaryFolders();

  async function server(engine: EngineName): Promise<CentralServerFile> {
    const home = folders();
    const url = engine === 'SQLite' ? '' : await freshPostgresDatabase();
    await writeCentralServer(home, 1, url === '' ? '' : `database: { engine: postgresql, url: '${url}' }\n`);
    return readCentralServerFile(join(home, 'central.yaml'));
  }

  async function withRepository<T>(
    file: CentralServerFile,
    use: (repository: CatalogueRepository, backups: Backups) => Promise<T>,
  ): Promise<T> {
    mkdirSync(file.data, { recursive: true });
    const repository = await CatalogueRepository.open(catalogueDatabase(file), file.instance);
    try {
      return await use(
        repository,
        await Backups.open(file, { repository, identity: new Identity(file), clock: systemClock }),
      );
    } finally {
      await repository.close();
    }
  }

  const tell = (repository: CatalogueRepository, event: string): Promise<void> =>
    repository.change((change) =>
      addAuditEvent(administrationTables(change), { at: AT, event, outcome: 'success', data: { after: 'ж' } }),
    );

  /** A server with something in each kind of column, and the path of a backup of it. */
  async function backedUp(file: CentralServerFile): Promise<string> {
    return withRepository(file, async (repository, backups) => {
      await new Identity(file).keepDeclared(repository.reader);
      await repository.applyDeclared(file.declared);
      await repository.change(async (change) => {
        await change
          .insertInto('management_request')
          .values({ ...REQUEST, certificate: Buffer.from([0, 1, 255]), created_at: Number.MAX_SAFE_INTEGER })
          .execute();
        await change
          .insertInto('signing_key')
          .values({ ...SIGNING_KEY, certificate: Buffer.alloc(2_000, 7) })
          .execute();
        await change.insertInto('admin_session').values(SESSION).execute();
        await change.insertInto('admin_pending_log_in').values(PENDING_LOG_IN).execute();
        await change.insertInto('admin_identity').values(LINK).execute();
        await change.insertInto('configuration_anchor').values(ANCHOR).execute();
      });
      for (const event of ['one', 'two']) await tell(repository, event);
      return backups.folder.pathOf((await backups.create('manual')).name);
    });
  }

  const restore = (file: CentralServerFile, path: string): Promise<Restored> =>
    restoreOnMachine(file, { path, admission: ANY, clock: systemClock, token: NOBODY });

  for (const [from, to] of WAYS) {
    it(`has every value on its way from ${from} to an empty ${to}, and the audit log, which goes on`, async () => {
      const [old, fresh] = [await server(from), await server(to)];
      const path = await backedUp(old);
      await restore(fresh, path);
      expect(await rowsOf(catalogueDatabase(fresh), AUDIT)).to.deep.equal(await rowsOf(catalogueDatabase(old), AUDIT));
      await withRepository(fresh, async (repository) => {
        const tables = administrationTables(repository.reader);
        expect(await checkAuditLog(tables))
          .to.include({ count: 3 })
          .and.not.have.property('brokenAt');
        const events = await tables.selectFrom('audit_event').select('event').orderBy('id').execute();
        expect(events.map(({ event }) => event)).to.deep.equal(['one', 'two', RESTORED]);
        for (const name of ['admin_session', 'admin_pending_log_in'] as const) {
          expect(await tables.selectFrom(name).selectAll().execute()).to.deep.equal([]);
        }
        expect(await tables.selectFrom('admin_identity').selectAll().execute()).to.deep.equal([LINK]);
      });
    });
  }

  for (const engine of ['SQLite', 'PostgreSQL'] as const) {
    it(`goes back on ${engine} while its own audit log stays`, async () => {
      const file = await server(engine);
      const path = await backedUp(file);
      const then = await rowsOf(catalogueDatabase(file), AUDIT);
      await withRepository(file, async (repository) => {
        await repository.change(async (change) => {
          await change.updateTable('member').set({ name: 'Changed' }).execute();
          await change.deleteFrom('management_request').execute();
          await change.updateTable('last_number').set({ number: 1_000 }).execute();
        });
        await tell(repository, 'three');
      });
      const restored = await restore(file, path);
      expect(restored).not.to.have.property('attached_audit_log');
      const now = await rowsOf(catalogueDatabase(file), AUDIT);
      expect({ ...now, last_number: [] }).to.deep.equal({ ...then, last_number: [] });
      expect(now.last_number?.every((row) => row.includes('"1000"'))).to.equal(true);
      await withRepository(file, async (repository) => {
        expect(await checkAuditLog(administrationTables(repository.reader)))
          .to.include({ count: 4 })
          .and.not.have.property('brokenAt');
      });
    });

    it(`attaches on ${engine} an audit log that is not a part of the one that is there, and those attached to it`, async () => {
      const [first, second, third] = [await server(engine), await server('SQLite'), await server(engine)];
      const pathOfFirst = await backedUp(first);
      await withRepository(second, (repository) => tell(repository, 'of the second'));
      expect(await restore(second, pathOfFirst))
        .to.have.property('attached_audit_log')
        .that.includes({ events: 2 });
      const pathOfSecond = await withRepository(second, async (_repository, backups) =>
        backups.folder.pathOf((await backups.create('manual')).name),
      );
      await withRepository(third, async (repository) => {
        await tell(repository, 'of the third');
        await tell(repository, 'of the third again');
      });
      await restore(third, pathOfSecond);
      await withRepository(third, async (repository) => {
        const tables = administrationTables(repository.reader);
        const check = () => checkAuditLog(tables);
        expect(await check())
          .to.include({ count: 3 })
          .and.not.have.property('brokenAt');
        const chains = await tables.selectFrom('attached_audit_event').select(['chain', 'id', 'event']).execute();
        expect(chains.map(({ chain, id, event }) => `${chain} ${id} ${event}`).sort()).to.deep.equal([
          '3 1 of the second',
          '3 2 Restore configuration',
          '3/2 1 one',
          '3/2 2 two',
        ]);
        const attached = () => tables.updateTable('attached_audit_event');
        await attached().set({ user_name: 'x' }).where('chain', '=', '3/2').where('id', '=', 2).execute();
        expect(await check()).to.include({ brokenAt: 2, brokenChain: '3/2' });
        await attached().set({ user_name: null }).where('chain', '=', '3/2').execute();
        await attached().set({ chain: '2' }).where('chain', '=', '3').where('id', '=', 2).execute();
        expect(await check()).to.include({ brokenChain: '3' });
        await attached().set({ chain: '3' }).where('chain', '=', '2').execute();
        expect(await check()).not.to.have.property('brokenAt');
        await tables
          .insertInto('attached_audit_event')
          .columns(['chain', 'id', 'at', 'event', 'outcome', 'data', 'hash'])
          .values({ chain: '1', id: 1, at: 1, event: 'x', outcome: 'success', data: '{}', hash: '' } as never)
          .execute();
        expect(await check()).to.include({ brokenChain: '1' });
      });
    });

    it(`leaves on ${engine} the rows of nodes that share the database`, async () => {
      const file = await server(engine);
      const path = await backedUp(file);
      const other = { ...SIGNING_KEY, token_key_id: 'ef'.repeat(20), node: 'other', certificate: Buffer.from([1]) };
      await withRepository(file, (repository) =>
        repository.change(async (change) => {
          await change.insertInto('signing_key').values(other).execute();
          await change.deleteFrom('signing_key').where('node', '=', 'node_0').execute();
          await change.insertInto('node').values({ name: 'other', address: 'x' }).execute();
        }),
      );
      await restore(file, path);
      await withRepository(file, async (repository) => {
        expect((await repository.signingKeys()).map(({ node }) => node).sort()).to.deep.equal(['node_0', 'other']);
        expect((await repository.nodes()).map(({ name }) => name)).to.deep.equal(['other']);
      });
    });

    for (const count of CATALOGUE_MIGRATIONS.keys()) {
      const upTo = CATALOGUE_MIGRATIONS[count]?.name ?? '';
      it(`of a schema up to ${upTo} becomes on ${engine} what its migrations make of it`, async () => {
        const had = CATALOGUE_MIGRATIONS.slice(0, count + 1);
        const [migrated, fresh] = [await server('SQLite'), await server(engine)];
        mkdirSync(migrated.data, { recursive: true });
        const path = await oldBackup(migrated, had);
        await withRepository(migrated, ({ reader }) => new Identity(migrated).keepDeclared(reader));
        await restore(fresh, path);
        expect(withoutTimes(await rowsOf(catalogueDatabase(fresh), AUDIT))).to.deep.equal(
          withoutTimes(await rowsOf(catalogueDatabase(migrated), AUDIT)),
        );
      });
    }
  }

  it('that is refused leaves all as it was', async () => {
    const file = await server('SQLite');
    await backedUp(file);
    const before = await rowsOf(catalogueDatabase(file));
    const key = newKey();
    await trustKey(file.data, fingerprintOf(createPublicKey(key)));
    const path = await writeHandmade(join(folders(), 'bad.drum'), { key, label: LABEL, lines: [['x']] });
    expect(await refusalOf(() => restore(file, path))).to.match(/^invalid_backup_file: /);
    expect(await rowsOf(catalogueDatabase(file))).to.deep.equal(before);
  });
});

const SERVER = 'SERVER:TEST/GOV/1/ss1';
const REQUEST = {
  id: 3,
  kind: 'authCertReg',
  server_key: SERVER,
  owner_key: 'MEMBER:TEST/GOV/1',
  origin: 'CENTER',
} as const;
const SIGNING_KEY = {
  ...{
    token_key_id: 'ab'.repeat(20),
    source: 'INTERNAL' as const,
    active: 1,
    created_at: 1,
    name: 'first',
    node: 'node_0',
    token_id: '0',
  },
} as const;
const PENDING_LOG_IN = { state_sha256: 'x', browser_sha256: 'x', provider: 'x', memory: 'x', created_at: 1 };
const LINK = { provider: 'national', subject_hmac: 'ab', user_name: 'ivan' };
const ANCHOR = { source: 'INTERNAL' as const, generated_at: 1, file: Buffer.from([1, 255]) };
const SESSION = { token_sha256: 'x', user_name: 'x', xsrf_token: 'x', created_at: 1, used_at: 1 };
const own = { position: 0, declared: 0 };
const MEMBER = 'MEMBER:TEST/GOV/Б1';

/** Rows as the first program has left them. */
const OLD_ROWS = {
  member_class: { code: 'GOV', description: 'Държава', ...own },
  member: { key: MEMBER, member_class: 'GOV', member_code: 'Б1', name: 'Община Русе', ...own },
  subsystem: { key: 'SUBSYSTEM:TEST/GOV/Б1/Данъци', member_key: MEMBER, subsystem_code: 'Данъци', ...own },
  security_server: { key: SERVER, owner_key: MEMBER, server_code: 'SS1', maintenance: 0, ...own },
  authentication_certificate: { server_key: SERVER, sha256: 'ab', certificate: Buffer.from([1, 0]), ...own },
};

/** A database of these migrations with rows in it, in the server's folder, and a backup of it. */
async function oldBackup(file: CentralServerFile, had: typeof CATALOGUE_MIGRATIONS): Promise<string> {
  const options: DatabaseOptions = catalogueDatabase(file);
  const database = await openDatabase<Record<string, Record<string, unknown>>>(options);
  await migrate(database, had.slice(0, 1));
  for (const [table, row] of Object.entries(OLD_ROWS)) await database.kysely.insertInto(table).values(row).execute();
  await migrate(database, had);
  await database.close();
  const tables = travelling(await tablesAfter(had));
  return withSnapshot(options, async (snapshot) => {
    const lines: unknown[] = [];
    let rows = 0;
    for (const table of tables) {
      lines.push({ table: table.name, columns: table.columns.map(({ name, kind }) => [name, kind]) });
      for await (const row of snapshot.rows(table)) {
        rows += 1;
        lines.push(row.map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value)));
      }
    }
    lines.push({ end: { tables: tables.length, rows, files: 0 } });
    const label = { ...LABEL, migrations: [...snapshot.migrations] };
    return writeHandmade(join(file.data, 'old.drum'), { key: newKey(), label, lines });
  });
}

/** Migrations set times by the clock. */
const withoutTimes = (rows: Readonly<Record<string, readonly string[]>>): unknown =>
  JSON.parse(JSON.stringify(rows).replaceAll(/\\"1[0-9]{12}\\"/g, '\\"time\\"'));
