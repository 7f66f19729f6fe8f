import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { Agent } from 'undici';
import { usersOf } from '#central-server/admin-api/service.ts';
import { CatalogueRepository } from '#central-server/catalogue/repository.ts';
import { catalogueDatabase, readCentralServerFile } from '#central-server/file.ts';
import { systemClock } from '#config/clock.ts';
import type { DatabaseOptions } from '#storage/database.ts';
import { drum } from '../../command-line/drum.ts';
import { DrumProcess } from '../../command-line/drum-process.ts';
import { freePort } from '../../free-port.ts';
import { freshPostgresDatabase } from '../../postgres.ts';
import { temporaryFolders } from '../../temporary.ts';
import { Operator, PASSWORD } from '../admin-api/administered.ts';
import { startInFolder, writeCentralServer } from '../in-folder.ts';
import { PUBLISHED, rowsOf } from './rows-of.ts';

const MEMBERS = 2_000;
const ROWS_PER_STATEMENT = 500;
/** Where in the time that a whole run takes it is killed. */
const MOMENTS = [0.6, 0.85];
/** The audit log, numbers, and when the node last published. */
const GOING_ON = ['audit_event', 'administration_head', 'last_number', 'attached_audit_event', 'node', ...PUBLISHED];
const RESTORE_MS_MAX = 120_000;

for (const engine of ['SQLite', 'PostgreSQL'] as const) {
  describe(`A central server that is killed while it is backed up or restored (${engine})`, function () {
    this.timeout(RESTORE_MS_MAX);
    const folders = temporaryFolders();
    let home: string;
    let backup: string;
    let options: DatabaseOptions;
    let whole: Awaited<ReturnType<typeof rowsOf>>;
    const processes: DrumProcess[] = [];
    const agent = new Agent({ connect: { rejectUnauthorized: false } });

    const config = (): [string, string] => ['--config', join(home, 'central.yaml')];
    const data = (...names: string[]): string => join(home, 'data', ...names);
    const start = (...args: string[]): DrumProcess => {
      const process = new DrumProcess(...args);
      processes.push(process);
      return process;
    };

    async function withRepository(use: (repository: CatalogueRepository) => Promise<unknown>): Promise<void> {
      const file = await readCentralServerFile(join(home, 'central.yaml'));
      const repository = await CatalogueRepository.open(catalogueDatabase(file), file.instance);
      await use(repository).finally(() => repository.close());
    }

    before(async () => {
      home = folders();
      const url = engine === 'SQLite' ? '' : await freshPostgresDatabase();
      const database = url === '' ? '' : `database: { engine: postgresql, url: '${url}' }\n`;
      const more = `administration: {}\nparameters: { admin-service.port: 0 }\n${database}`;
      await writeCentralServer(home, await freePort(), more);
      await (await startInFolder(home)).stop();
      options = catalogueDatabase(await readCentralServerFile(join(home, 'central.yaml')));
      await withRepository(async (repository) => {
        await usersOf(repository, systemClock).add('ivan', PASSWORD, ['XROAD_SYSTEM_ADMINISTRATOR']);
        await repository.change(async (change) => {
          // As its holder has changed it.
          await change.updateTable('admin_user').set({ must_change_password: 0 }).execute();
          for (let at = 0; at < MEMBERS; at += ROWS_PER_STATEMENT) {
            await change
              .insertInto('member')
              .values(Array.from({ length: ROWS_PER_STATEMENT }, (_, index) => member(at + index)))
              .execute();
          }
        });
      });
      expect((await drum('backup', 'create', ...config())).code).to.equal(0);
      const [name = ''] = readdirSync(data('backup'));
      backup = join(folders(), 'whole.drum');
      writeFileSync(backup, readFileSync(data('backup', name)));
      whole = await rowsOf(options, GOING_ON);
    });
    afterEach(() => {
      for (const { child } of processes.splice(0)) child.kill('SIGKILL');
    });
    after(() => agent.close());

    /** Kills a command at each of the moments of its run, and looks each time. */
    async function killed(args: readonly string[], prepare: () => void, look: () => Promise<void>): Promise<void> {
      prepare();
      const began = performance.now();
      expect((await start(...args).ended()).code).to.equal(0);
      const wholeMs = performance.now() - began;
      for (const moment of MOMENTS) {
        prepare();
        const process = start(...args);
        await delay(wholeMs * moment);
        await process.kill('SIGKILL');
        await look();
      }
    }

    it('has whole backups or none', async () => {
      const folder = data('backup');
      await killed(
        ['backup', 'create', ...config()],
        () => {
          rmSync(folder, { recursive: true, force: true });
        },
        async () => {
          const found = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.drum')) : [];
          for (const name of found) {
            expect((await drum('backup', 'verify', join(folder, name), ...config())).code).to.equal(0);
          }
          expect((await drum('backup', 'list', ...config())).out.trim().split('\n')).to.have.length(1);
        },
      );
    });

    it('goes on as it was or as the backup is, where it ran', async () => {
      mkdirSync(data('backup'), { recursive: true });
      let restoreMs = 0;
      for (const moment of [undefined, ...MOMENTS]) {
        await withRepository((repository) =>
          repository.change(async (change) => {
            await change.updateTable('member').set({ name: 'Changed' }).where('declared', '=', 0).execute();
            await change.deleteFrom('subsystem').where('declared', '=', 0).execute();
          }),
        );
        const changed = await rowsOf(options, GOING_ON);
        writeFileSync(data('backup', 'whole.drum'), readFileSync(backup));
        const server = start('central-server', ...config());
        const { adminPort } = JSON.parse((await server.firstLine) ?? '{}') as { adminPort: number };
        const operator = new Operator(`https://127.0.0.1:${adminPort}`, agent);
        expect((await operator.logIn('ivan', PASSWORD)).status).to.equal(200);
        const began = performance.now();
        const asked = operator.api('PUT', '/backups/whole.drum/restore').catch(() => undefined);
        if (moment === undefined) {
          expect((await asked)?.status).to.equal(200);
          restoreMs = performance.now() - began;
        } else await delay(restoreMs * moment);
        await server.kill('SIGKILL');
        const answer = await asked;
        const now = await settled();
        if (answer?.status === 200 || !same(now, changed)) expect(same(now, whole), 'all of the backup').to.equal(true);
        expect((await drum('audit-log', 'verify', ...config())).code).to.equal(0);
      }
    });

    it('does not start half restored on a new machine, and is whole when it is restored again', async () => {
      const prepare = (): void => {
        rmSync(data(), { recursive: true, force: true });
      };
      if (engine === 'PostgreSQL') {
        const text = readFileSync(join(home, 'central.yaml'), 'utf8');
        const url = await freshPostgresDatabase();
        writeFileSync(join(home, 'central.yaml'), text.replace(/'postgresql:[^']*'/, `'${url}'`));
        options = catalogueDatabase(await readCentralServerFile(join(home, 'central.yaml')));
      }
      await killed(['backup', 'restore', ...config(), '--backup', backup], prepare, async () => {
        if (existsSync(data('restore-incomplete'))) {
          const { code, err } = await start('central-server', ...config()).ended();
          expect([code, err.split(':')[0]]).to.deep.equal([2, 'restore_incomplete']);
          expect((await drum('backup', 'restore', ...config(), '--backup', backup)).code).to.equal(0);
        } else if (!existsSync(data('token', 'pin.p12'))) return;
        expect(same(await rowsOf(options, GOING_ON), whole)).to.equal(true);
        expect(existsSync(data('restore-incomplete'))).to.equal(false);
        expect((await drum('audit-log', 'verify', ...config())).code).to.equal(0);
      });
    });

    /** PostgreSQL may notice a moment later that a client has gone. */
    async function settled(): ReturnType<typeof rowsOf> {
      const first = await rowsOf(options, GOING_ON);
      await delay(engine === 'SQLite' ? 0 : 500);
      const second = await rowsOf(options, GOING_ON);
      return same(first, second) ? second : settled();
    }
  });
}

const same = (one: object, other: object): boolean => JSON.stringify(one) === JSON.stringify(other);

const member = (index: number) => ({
  key: `MEMBER:TEST/GOV/${100_000 + index}`,
  member_class: 'GOV',
  member_code: String(100_000 + index),
  name: `Член ${index}`,
  name_folded: `член ${index}`,
  code_folded: String(100_000 + index),
  position: index,
  declared: 0,
});
