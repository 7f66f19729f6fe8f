import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import { addAuditEvent } from '#administration/audit-log.ts';
import { administrationTables } from '#administration/accounts/tables.ts';
import { CatalogueRepository } from '#central-server/catalogue/repository.ts';
import { catalogueDatabase, readCentralServerFile } from '#central-server/file.ts';
import { ownFolder } from '#config/ownership.ts';
import { drum, type Said } from '../../command-line/drum.ts';
import { freePort } from '../../free-port.ts';
import { describeWithGnupg, gnupgHome, type GnupgHome } from '../../gnupg.ts';
import { temporaryFolders } from '../../temporary.ts';
import { startInFolder, writeCentralServer } from '../in-folder.ts';
import { newKey, writeHandmade } from './handmade.ts';
import { PUBLISHED, rowsOf } from './rows-of.ts';

const AT = new Date('2026-11-29T08:00:00Z');

/** A central server's folder whose server has run once. */
class Home {
  readonly folder: string;
  readonly port: number;

  private constructor(folder: string, port: number) {
    this.folder = folder;
    this.port = port;
  }

  static async make(folder: string, more = '', instance = 'TEST'): Promise<Home> {
    const home = new Home(folder, await freePort());
    await writeCentralServer(folder, home.port, more, instance);
    await home.runOnce();
    return home;
  }

  get config(): readonly string[] {
    return ['--config', join(this.folder, 'central.yaml')];
  }

  get data(): string {
    return join(this.folder, 'data');
  }

  async runOnce(): Promise<void> {
    await (await startInFolder(this.folder)).stop();
  }

  async audited(event: string): Promise<void> {
    const file = await readCentralServerFile(join(this.folder, 'central.yaml'));
    const repository = await CatalogueRepository.open(catalogueDatabase(file), file.instance);
    await repository.change((change) =>
      addAuditEvent(administrationTables(change), { at: AT, event, outcome: 'success' }),
    );
    await repository.close();
  }

  /** But the audit log, what was published, and when the node last published. */
  rows(): ReturnType<typeof rowsOf> {
    return rowsOf({ engine: 'sqlite', path: join(this.data, 'catalogue.sqlite') }, [
      'audit_event',
      'administration_head',
      'node',
      ...PUBLISHED,
    ]);
  }

  backup(command: string, ...args: readonly string[]): Promise<Said> {
    return drum('backup', command, ...args, ...this.config);
  }

  /** Makes a backup and brings it out of the data folder. */
  async backedUp(to: string): Promise<{ readonly path: string; readonly signer: string }> {
    const { code, out, err } = await this.backup('create');
    expect([code, err]).to.deep.equal([0, '']);
    const path = join(to, 'backup.drum');
    cpSync(out.split('\n')[0] ?? '', path);
    return { path, signer: /key ([0-9a-f]{64})/.exec(out)?.[1] ?? '' };
  }
}

describe('drum backup', () => {
  const folders = temporaryFolders();

  it('makes, lists and verifies backups, and says what is in them', async () => {
    const home = await Home.make(folders());
    expect((await home.backup('list')).out).to.include('There are no backups yet');
    await home.audited('one');
    const { path, signer } = await home.backedUp(folders());
    expect((await home.backup('list')).out).to.match(/^conf_backup_\d{8}-\d{6}\.drum {2}\d+ bytes {2}\d{4}-/);
    for (const args of [[], home.config, ['--signed-by', signer.toUpperCase()]]) {
      const { code, out } = await drum('backup', 'verify', path, ...args);
      expect(code).to.equal(0);
      expect(out).to.match(/^central server node_0 of instance TEST, /);
      expect(out).to.include(`signed by the key ${signer}\n`).and.to.include('1 events of the audit log, which holds');
      expect(out).to.match(/ 7 files\n[^]*\n\nVERIFIED\n$/);
    }
    const { out } = await drum('audit-log', 'export', ...home.config);
    expect(out).to.include('"event":"Back up configuration"');
  });

  it('has no key in a backup that could sign another, no session, and no PIN', async () => {
    const home = await Home.make(folders());
    const { path } = await home.backedUp(folders());
    const bytes = readFileSync(path);
    const start = bytes.indexOf(0x0a, bytes.indexOf(0x0a) + 1) + 1;
    const body = gunzipSync(bytes.subarray(start, bytes.lastIndexOf(0x0a, bytes.length - 2))).toString();
    expect(body).to.include('{"file":"token/pin.p12"').and.to.include('{"file":"anchor-internal.xml"');
    expect(body)
      .not.to.include('backup-signing-key')
      .and.not.to.include('admin_session')
      .and.not.to.include('secret-1234');
  });

  it('tells which check a backup fails, with exit code 1, and 2 where nothing could be judged', async () => {
    const home = await Home.make(folders());
    const { path } = await home.backedUp(folders());
    const other = await Home.make(folders(), '', 'OTHER');
    const key = newKey();
    const foreign = await writeHandmade(join(folders(), 'foreign.drum'), { key });
    const bytes = readFileSync(path);
    const cut = join(folders(), 'cut.drum');
    writeFileSync(cut, bytes.subarray(0, 3_000));
    for (const [args, code, told] of [
      [[path, ...other.config], 1, /^backup_not_trusted: [^]*NOT VERIFIED\n$/],
      [[path, '--signed-by', '00'], 1, /^backup_not_trusted: /],
      [[foreign, ...home.config], 1, /^backup_not_trusted: /],
      [[cut], 1, /^invalid_backup_file: [^]*\n {2}Take the file anew[^]*NOT VERIFIED/],
      [[join(home.folder, 'central.yaml')], 1, /^invalid_file_content_type: /],
      [[join(home.folder, 'nothing')], 2, /^file_not_found: /],
      [[home.folder], 2, /^file_not_usable: |^io_error: /],
    ] as const) {
      const said = await drum('backup', 'verify', ...args);
      expect([args[0], said.code]).to.deep.equal([args[0], code]);
      expect(said.out + said.err).to.match(told);
    }
  });

  it('fills an empty machine, where the server goes on with the same keys, and trusts its backups from then on', async () => {
    const home = await Home.make(folders());
    await home.audited('one');
    const { path, signer } = await home.backedUp(folders());
    const [before, anchor] = [await home.rows(), join(folders(), 'anchor.xml')];
    cpSync(join(home.data, 'anchor-internal.xml'), anchor);
    rmSync(home.data, { recursive: true });

    const wrong = await home.backup('restore', '--backup', path, '--signed-by', 'ab'.repeat(32));
    expect([wrong.code, wrong.err]).to.satisfy(
      ([code, err]: [number, string]) => code === 2 && err.startsWith('backup_not_trusted: '),
    );
    expect(existsSync(join(home.data, 'catalogue.sqlite'))).to.equal(false);

    const { code, out } = await home.backup(
      'restore',
      '--backup',
      path,
      '--signed-by',
      signer.replaceAll(/(..)(?=.)/g, '$1:'),
    );
    expect(code).to.equal(0);
    expect(out).to.include(signer);
    expect(await home.rows()).to.deep.equal(before);
    const server = await startInFolder(home.folder);
    try {
      const fetched = await drum('configuration', 'fetch', '--anchor', anchor, '--into', folders());
      expect([fetched.code, fetched.err]).to.deep.equal([0, '']);
    } finally {
      await server.stop();
    }
    expect((await drum('audit-log', 'verify', ...home.config)).out).to.match(/^2 events hold/);
    expect((await drum('backup', 'verify', path, ...home.config)).code, 'it is trusted').to.equal(0);
    const foreign = await writeHandmade(join(folders(), 'foreign.drum'), { key: newKey() });
    expect((await home.backup('restore', '--backup', foreign)).err).to.match(/^backup_not_trusted: /);
  });

  it('takes the place of what is there, with keys that the token does not have any more', async () => {
    const folder = folders();
    const home = await Home.make(folder, 'signingKeys: { internal: { active: old }, external: { active: old } }\n');
    const { path } = await home.backedUp(folders());
    const before = await home.rows();
    const yaml = join(folder, 'central.yaml');
    const text = readFileSync(yaml, 'utf8');
    writeFileSync(yaml, text.replaceAll('active: old', 'active: new'));
    await home.runOnce();
    expect(await home.rows()).not.to.deep.equal(before);
    writeFileSync(yaml, text);
    expect(await home.backup('restore', '--backup', path)).to.include({ code: 0, err: '' });
    expect(await home.rows()).to.deep.equal(before);
    await home.runOnce();
    expect(await home.rows()).to.deep.equal(before);
  });

  it('says so where the PIN has changed since, and changes nothing', async () => {
    const home = await Home.make(folders());
    const { path } = await home.backedUp(folders());
    renameSync(join(home.data, 'token'), join(home.folder, 'old-token'));
    rmSync(join(home.data, 'catalogue.sqlite'));
    writeFileSync(join(home.folder, 'pin'), 'another-1234\n');
    await home.runOnce();
    const before = await home.rows();
    expect((await home.backup('restore', '--backup', path)).err).to.match(
      /^pin_incorrect: The file of key [0-9a-f]{40}/,
    );
    expect(await home.rows()).to.deep.equal(before);
  });

  it('does not restore into a server that runs, and refuses what belongs to another', async () => {
    const home = await Home.make(folders());
    const { path, signer } = await home.backedUp(folders());
    const server = await startInFolder(home.folder);
    // As the program holds its folder.
    const ownership = ownFolder(home.data);
    expect((await home.backup('restore', '--backup', path)).err).to.match(/^data_in_use: /);
    ownership.release();
    await server.stop();
    const other = await Home.make(folders(), '', 'OTHER');
    const before = await other.rows();
    const { code, err } = await other.backup('restore', '--backup', path, '--signed-by', signer);
    expect(code).to.equal(2);
    expect(err).to.match(/^backup_of_another_server: .*node_0 of instance TEST/);
    expect(await other.rows()).to.deep.equal(before);
    const node = await Home.make(folders(), 'node: { name: two }\n');
    expect((await node.backup('restore', '--backup', path, '--signed-by', signer)).err).to.match(/^backup_of_another/);
  });

  it('refuses times for automatic backups that are none', async () => {
    const home = folders();
    await writeCentralServer(home, await freePort(), "parameters: { center.automatic-backup-cron: 'at night' }\n");
    const said = await startInFolder(home).then(
      () => '',
      (error: unknown) => String(error),
    );
    expect(said).to.include('Parameter center.automatic-backup-cron');
  });
});

describeWithGnupg('drum backup with OpenPGP', () => {
  const folders = temporaryFolders();
  let own: GnupgHome;
  let auditor: GnupgHome;
  let stranger: GnupgHome;

  before(() => {
    [own, auditor, stranger] = [gnupgHome(), gnupgHome(), gnupgHome()];
    own.newKey('own@example.test');
    auditor.newKey('auditor@example.test');
    stranger.newKey('stranger@example.test');
    own.take(auditor, 'auditor@example.test');
    auditor.take(own, 'own@example.test');
  });
  after(() => {
    for (const home of [own, auditor, stranger]) home.remove();
  });

  const more = (gpg: string, recipient: string): string =>
    `parameters: { center.backup-encryption-enabled: true, center.backup-gpg-home-directory: '${gpg}', center.backup-encryption-keyids: '${recipient}' }\n`;

  it('encrypts to its own key and those that are named; each of them can restore, nobody else', async () => {
    const home = await Home.make(folders(), more(own.folder, 'auditor@example.test'));
    const { out } = await home.backup('create');
    const path = out.split('\n')[0] ?? '';
    expect(path).to.match(/\.drum\.gpg$/);
    expect(readFileSync(path).includes('DRUM-BACKUP')).to.equal(false);
    expect((await drum('backup', 'verify', path, ...home.config)).out).to.include('encrypted with OpenPGP');
    expect((await drum('backup', 'verify', path, '--gpg-home', auditor.folder)).code).to.equal(0);
    const refused = await drum('backup', 'verify', path, '--gpg-home', stranger.folder);
    expect([refused.code, refused.err.split(':')[0]]).to.deep.equal([2, 'openpgp_failed']);
    expect(readdirSync(join(home.data, 'backup'))).to.have.length(1);

    const [before, kept] = [await home.rows(), join(folders(), 'kept.drum.gpg')];
    cpSync(path, kept);
    rmSync(home.data, { recursive: true });
    expect(await home.backup('restore', '--backup', kept, '--gpg-home', auditor.folder)).to.include({ code: 0 });
    expect(await home.rows()).to.deep.equal(before);
  });

  it('does not start where backups could not be encrypted', async () => {
    const folder = folders();
    const empty = join(folder, 'gpg');
    mkdirSync(empty, { mode: 0o700 });
    await writeCentralServer(folder, await freePort(), more(empty, ''));
    const said = await startInFolder(folder).then(
      () => '',
      (error: unknown) => String(error),
    );
    expect(said).to.include('there is no secret key');
  });
});
