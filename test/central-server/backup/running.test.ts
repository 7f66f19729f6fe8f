import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { Agent } from 'undici';
import { auditEvents } from '#administration/audit-log.ts';
import { administrationTables } from '#administration/accounts/tables.ts';
import { usersOf } from '#central-server/admin-api/service.ts';
import { CatalogueRepository } from '#central-server/catalogue/repository.ts';
import { catalogueDatabase, readCentralServerFile } from '#central-server/file.ts';
import { systemClock } from '#config/clock.ts';
import { drum } from '../../command-line/drum.ts';
import { DrumProcess } from '../../command-line/drum-process.ts';
import { until } from '../../country/poll.ts';
import { freePort } from '../../free-port.ts';
import { temporaryFolders } from '../../temporary.ts';
import { Operator, PASSWORD } from '../admin-api/administered.ts';
import { startInFolder, writeCentralServer } from '../in-folder.ts';

const RUN_MS_MAX = 60_000;

describe('A central server that runs', function () {
  this.timeout(RUN_MS_MAX);
  const folders = temporaryFolders();
  const agent = new Agent({ connect: { rejectUnauthorized: false } });
  after(() => agent.close());

  async function withRepository<T>(home: string, use: (repository: CatalogueRepository) => Promise<T>): Promise<T> {
    const file = await readCentralServerFile(join(home, 'central.yaml'));
    const repository = await CatalogueRepository.open(catalogueDatabase(file), file.instance);
    return use(repository).finally(() => repository.close());
  }

  it('makes backups at its times, keeps as many as it should, and tells of each', async () => {
    const home = folders();
    const every = "parameters: { center.automatic-backup-cron: '* * * * * *', center.automatic-backups-kept: 2 }\n";
    await writeCentralServer(home, await freePort(), every);
    const server = new DrumProcess('central-server', '--config', join(home, 'central.yaml'));
    await server.firstLine;
    const folder = join(home, 'data', 'backup');
    const events = () =>
      withRepository(home, (open) => Array.fromAsync(auditEvents(administrationTables(open.reader))));
    try {
      expect((await drum('backup', 'create', '--config', join(home, 'central.yaml'))).code).to.equal(0);
      await until('four automatic backups', async () => (await events()).length >= 5, RUN_MS_MAX);
    } finally {
      expect(await server.kill('SIGTERM')).to.include({ code: 0 });
    }
    const names = readdirSync(folder).sort();
    expect(names.filter((name) => /^cs-automatic-backup-\d{4}_\d\d_\d\d_\d{6}\.drum$/.test(name))).to.have.length(2);
    expect(names.filter((name) => name.startsWith('conf_backup_'))).to.have.length(1);
    expect(names).to.have.length(3);
    const told = (await events()).filter(({ data }) => data.includes('"automatic":true'));
    expect(told.every(({ event, user_name }) => event === 'Back up configuration' && user_name === null)).to.equal(
      true,
    );
    expect(told.at(-1)?.data).to.match(/"removed":\["cs-automatic-backup-/);
    for (const name of names) {
      const verified = await drum('backup', 'verify', join(folder, name), '--config', join(home, 'central.yaml'));
      expect(verified.code).to.equal(0);
    }
  });

  it('publishes under the keys of a backup again, also where they had gone, so that the old anchor holds', async () => {
    const home = folders();
    const keys = (name: string): string =>
      `signingKeys: { internal: { active: ${name} }, external: { active: ${name} } }\n`;
    const more = 'administration: {}\nparameters: { admin-service.port: 0 }\n';
    await writeCentralServer(home, await freePort(), more + keys('old'));
    const yaml = join(home, 'central.yaml');
    const text = readFileSync(yaml, 'utf8');
    await (await startInFolder(home)).stop();
    const anchor = join(folders(), 'anchor.xml');
    cpSync(join(home, 'data', 'anchor-internal.xml'), anchor);
    await withRepository(home, async (repository) => {
      await usersOf(repository, systemClock).add('ivan', PASSWORD, ['XROAD_SYSTEM_ADMINISTRATOR']);
      await repository.change((change) => change.updateTable('admin_user').set({ must_change_password: 0 }).execute());
    });
    expect((await drum('backup', 'create', '--config', yaml)).code).to.equal(0);
    const [name = ''] = readdirSync(join(home, 'data', 'backup'));
    writeFileSync(yaml, text.replace(keys('old'), keys('new')));
    await (await startInFolder(home)).stop();
    writeFileSync(yaml, text.replace(keys('old'), ''));
    const server = await startInFolder(home);
    const fetched = () => drum('configuration', 'fetch', '--anchor', anchor, '--into', folders());
    try {
      expect((await fetched()).code, 'the key of the anchor has gone').not.to.equal(0);
      const operator = new Operator(`https://127.0.0.1:${server.adminPort ?? 0}`, agent);
      expect((await operator.logIn('ivan', PASSWORD)).status).to.equal(200);
      expect(await operator.api('PUT', `/backups/${name}/restore`)).to.include({ status: 200 });
      await until('the old anchor holds', async () => (await fetched()).code === 0, RUN_MS_MAX);
    } finally {
      await server.stop();
    }
    const audit = await drum('audit-log', 'verify', '--config', yaml);
    expect(audit.code).to.equal(0);
  });
});
