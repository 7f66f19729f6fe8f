import { createPublicKey } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { FormData } from 'undici';
import { checkAuditLog } from '#administration/audit-log.ts';
import { administrationTables } from '#administration/accounts/tables.ts';
import { fingerprintOf, trustKey } from '#central-server/backup/signing.ts';
import { SoftwareToken } from '#certs/tokens/software-token.ts';
import { drum } from '../../command-line/drum.ts';
import { freshPostgresDatabase } from '../../postgres.ts';
import { temporaryFolders } from '../../temporary.ts';
import { handmade, LABEL, linesOf, newKey } from '../backup/handmade.ts';
import { Administered, PASSWORD, told, type Answer, type Operator } from './administered.ts';

/** What the operator's file declares stays as the file has it. */
const DECLARED = 'TEST:GOV:1';
const OWN_CLASS = { code: 'MUN', description: 'Общини' };

const named = ({ body }: Answer): string => (body as { filename: string }).filename;
const names = ({ body }: Answer): string[] => (body as { filename: string }[]).map(({ filename }) => filename);
const metadataOf = ({ body }: Answer): string =>
  (body as { error: { metadata?: string[] } }).error.metadata?.join() ?? '';

function upload(operator: Operator, name: string, bytes: Uint8Array, query = ''): Promise<Answer> {
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(bytes)]), name);
  return operator.api('POST', `/backups/upload${query}`, form);
}

for (const engine of ['SQLite', 'PostgreSQL'] as const) {
  describe(`Backups by the admin API (${engine})`, () => {
    const folders = temporaryFolders();
    let home: string;
    let central: Administered;
    let operator: Operator;
    let operators = 0;
    /** The events that were there before the test. */
    let eventsBefore = 0;

    const newOperator = async (): Promise<void> => {
      operators += 1;
      operator = await central.operator(`ivan${operators}`);
    };
    before(async () => {
      home = folders();
      const postgres = engine === 'SQLite' ? {} : { postgres: await freshPostgresDatabase() };
      central = await Administered.start(home, postgres);
      await newOperator();
    });
    after(() => central.stop());
    beforeEach(async () => {
      for (const name of readdirSync(folder())) rmSync(join(folder(), name), { recursive: true });
      eventsBefore = (await central.events()).length;
    });
    const events = () => central.events(eventsBefore);

    const folder = (): string => join(home, 'data', 'backup');
    const config = (): string => join(home, 'central.yaml');
    const bytesOf = (name: string): Buffer => readFileSync(join(folder(), name));

    it('are made, listed with the newest first, downloaded, deleted, and told to the audit log', async () => {
      expect((await operator.api('GET', '/backups')).body).to.deep.equal([]);
      const first = await operator.api('POST', '/backups');
      expect(first.status).to.equal(201);
      expect(named(first)).to.match(/^conf_backup_\d{8}-\d{6}\.drum$/);
      const second = named(await operator.api('POST', '/backups'));
      expect(names(await operator.api('GET', '/backups'))).to.deep.equal([second, named(first)]);
      const files = (await operator.api('GET', '/drum/backups')).body as { filename: string; size: number }[];
      expect(files.map(({ filename }) => filename)).to.deep.equal([second, named(first)]);
      expect(files[0]).to.deep.include({
        size: bytesOf(second).length,
        written_at: statSync(join(folder(), second)).mtime.toISOString(),
      });
      expect(statSync(join(folder(), second)).mode & 0o777).to.equal(0o600);

      const downloaded = await operator.api('GET', `/backups/${second}/download`);
      expect([downloaded.status, downloaded.headers['content-type']]).to.deep.equal([200, 'application/octet-stream']);
      expect(downloaded.headers['content-disposition']).to.equal(`attachment; filename=${second}`);
      expect(downloaded.headers['content-length']).to.equal(String(bytesOf(second).length));

      const key = createPublicKey(readFileSync(join(home, 'data', 'backup-signing-key.pem')));
      expect((await operator.api('GET', '/drum/backup-signer')).body).to.deep.equal({ signed_by: fingerprintOf(key) });

      expect((await operator.api('DELETE', `/backups/${second}`)).status).to.equal(204);
      expect(readdirSync(folder())).to.deep.equal([named(first)]);
      const again = await operator.api('DELETE', `/backups/${second}`);
      expect(told(again)).to.deep.equal([404, 'backup_file_not_found']);
      expect((await events()).slice(-4).map(({ event, outcome, reason }) => [event, outcome, reason])).to.deep.equal([
        ['Back up configuration', 'success', null],
        ['Back up configuration', 'success', null],
        ['Delete backup file', 'success', null],
        ['Delete backup file', 'failure', 'backup_file_not_found'],
      ]);
    });

    it('are brought back, over another of the name only when that is meant', async () => {
      const name = named(await operator.api('POST', '/backups'));
      const bytes = bytesOf(name);
      const refused = await upload(operator, name, bytes);
      expect(refused.status).to.equal(400);
      expect(refused.body).to.deep.equal({
        status: 400,
        error: { code: 'warnings_detected' },
        warnings: [{ code: 'warning_file_already_exists', metadata: [name] }],
      });
      const replaced = await upload(operator, name, bytes, '?ignore_warnings=true');
      expect([replaced.status, replaced.body]).to.deep.equal([201, { filename: name }]);
      expect((await upload(operator, 'brought_1.drum', bytes, '?ignore_warnings=false')).status).to.equal(201);
      expect(bytesOf('brought_1.drum').equals(bytes)).to.equal(true);
      expect(readdirSync(folder()).sort()).to.deep.equal(['brought_1.drum', name].sort());
      expect((await events()).slice(-3).map(({ event, reason }) => [event, reason])).to.deep.equal([
        ['Upload backup file', 'warnings_detected'],
        ['Upload backup file', null],
        ['Upload backup file', null],
      ]);
    });

    it('take no name but those of backups', async () => {
      const bytes = bytesOf(named(await operator.api('POST', '/backups')));
      for (const name of ['.x.drum', 'x.gpg', 'x.drum.exe', 'x', 'б.drum', `${'x'.repeat(300)}.drum`, 'x.drum.gpg']) {
        expect([name, ...told(await upload(operator, name, bytes))]).to.deep.equal([name, 400, 'invalid_filename']);
      }
      // The reader of forms takes folders off a name.
      expect(named(await upload(operator, '../../x.drum', bytes))).to.equal('x.drum');
      expect(existsSync(join(folder(), 'x.drum'))).to.equal(true);
      expect(existsSync(join(home, 'x.drum')) || existsSync(join(home, 'data', 'x.drum'))).to.equal(false);
    });

    it('are found in their folder alone', async () => {
      await operator.api('POST', '/backups');
      writeFileSync(join(home, 'data', 'outside.drum'), 'x');
      mkdirSync(join(folder(), 'folder.drum'));
      for (const name of ['..%2Foutside.drum', '%2e%2e%2foutside.drum', 'folder.drum', 'none.drum', 'x', '.drum']) {
        for (const [method, path] of [
          ['GET', `/backups/${name}/download`],
          ['DELETE', `/backups/${name}`],
          ['PUT', `/backups/${name}/restore`],
        ] as const) {
          expect([name, ...told(await operator.api(method, path))]).to.deep.equal([name, 404, 'backup_file_not_found']);
        }
      }
      expect(existsSync(join(home, 'data', 'outside.drum'))).to.equal(true);
    });

    it('take nothing that is no backup of this server, whole and signed by it', async () => {
      const whole = bytesOf(named(await operator.api('POST', '/backups')));
      const key = newKey();
      const trusted = newKey();
      await trustKey(join(home, 'data'), fingerprintOf(createPublicKey(trusted)));
      for (const [bytes, code] of [
        [Buffer.from('<xml/>'), 'invalid_file_content_type'],
        [Buffer.alloc(0), 'validation_failure'],
        [whole.subarray(0, whole.length - 100), 'invalid_backup_file'],
        [Buffer.concat([whole, whole.subarray(-10)]), 'invalid_backup_file'],
        [await handmade({ key }), 'backup_not_trusted'],
        [await handmade({ key: trusted, label: { ...LABEL, instance: 'OTHER' } }), 'backup_of_another_server'],
        [await handmade({ key: trusted, magic: 'DRUM-BACKUP 9\n' }), 'backup_too_new'],
        [await handmade({ key: trusted, lines: [] }), 'invalid_backup_file'],
      ] as const) {
        expect(told(await upload(operator, 'x.drum', bytes))).to.deep.equal([400, code]);
      }
      const tooLarge = await upload(operator, 'x.drum', Buffer.alloc(10_000_001));
      expect(tooLarge.status).to.be.oneOf([400, 413]);
      expect(told(await operator.api('POST', '/backups/upload', new FormData()))[0]).to.be.oneOf([400, 415]);
      expect(readdirSync(folder()).filter((name) => name.startsWith('x'))).to.deep.equal([]);
    });

    it('go back to what was, end every session, and leave the audit log in one chain', async () => {
      await operator.api('POST', '/member-classes', OWN_CLASS);
      const key = await apiKey(central, `ivan${operators}`);
      const name = named(await operator.api('POST', '/backups'));
      await operator.api('PATCH', '/member-classes/MUN', { description: 'Changed' });
      await operator.api('POST', '/member-classes', { code: 'COM', description: 'Later' });
      await central.addUser('later', ['XROAD_SECURITY_OFFICER']);
      const other = await central.operator('petar');
      const changes = central.changes;

      const answer = await operator.api('PUT', `/backups/${name}/restore`);
      expect([answer.status, answer.body]).to.deep.equal([200, { hsm_tokens_logged_out: false }]);
      expect(central.changes).to.equal(changes + 1);
      for (const caller of [operator, other]) {
        expect(told(await caller.api('GET', '/user'))).to.deep.equal([401, 'not_authenticated']);
      }
      expect((await other.logIn('petar', PASSWORD)).status).to.equal(401);
      const back = central.stranger({ authorization: `X-Road-ApiKey token=${key}` });
      expect((await back.api('GET', '/member-classes')).body).to.deep.equal([
        { code: 'GOV', description: 'Government' },
        OWN_CLASS,
      ]);
      expect((await back.api('GET', `/members/${DECLARED}`)).status).to.equal(200);

      const names = (await events()).map(({ event }) => event);
      expect(names.filter((event) => event === 'Restore configuration')).to.have.length(1);
      expect(names).to.include('Edit member class description');
      const checked = await checkAuditLog(administrationTables(central.repository.reader));
      expect(checked).not.to.have.property('brokenAt');
      const { out, code } = await drum('audit-log', 'verify', '--config', config());
      expect([code, out]).to.deep.equal([0, `${checked.count} events hold. Hash of the last: ${checked.head}\n`]);
      await newOperator();
    });

    it('keep what the file declares as the file has it', async () => {
      const key = newKey();
      await trustKey(join(home, 'data'), fingerprintOf(createPublicKey(key)));
      mkdirSync(folder(), { recursive: true });
      writeFileSync(join(folder(), 'empty.drum'), await handmade({ key, lines: await emptyLines() }));
      expect((await operator.api('PUT', '/backups/empty.drum/restore')).status).to.equal(200);
      const members = await central.repository.reader.selectFrom('member').select(['key', 'declared']).execute();
      expect(members).to.deep.equal([{ key: 'MEMBER:TEST/GOV/1', declared: 1 }]);
      expect(await central.repository.reader.selectFrom('admin_user').selectAll().execute()).to.deep.equal([]);
      const { out } = await drum('audit-log', 'verify', '--config', config());
      expect(out).to.include(' events hold');
      await newOperator();
    });

    it('that cannot be restored change nothing, and their reason is told', async () => {
      const whole = bytesOf(named(await operator.api('POST', '/backups')));
      const key = newKey();
      const trusted = newKey();
      await trustKey(join(home, 'data'), fingerprintOf(createPublicKey(trusted)));
      const before = await central.repository.reader.selectFrom('member').selectAll().execute();
      for (const [bytes, code] of [
        [whole.subarray(0, 500), 'invalid_backup_file'],
        [await handmade({ key }), 'backup_not_trusted'],
        [await handmade({ key: trusted, label: { ...LABEL, node: 'two' } }), 'backup_of_another_server'],
        [await handmade({ key: trusted, lines: [] }), 'invalid_backup_file'],
        [await handmade({ key: trusted, lines: await withSigningKey() }), 'key_not_found'],
      ] as const) {
        writeFileSync(join(folder(), 'x.drum'), bytes);
        const answer = await operator.api('PUT', '/backups/x.drum/restore');
        expect(told(answer)).to.deep.equal([500, 'restore_process_failed']);
        expect(metadataOf(answer)).to.match(new RegExp(`^${code}: `));
      }
      expect(await central.repository.reader.selectFrom('member').selectAll().execute()).to.deep.equal(before);
      expect((await operator.api('GET', '/user')).status, 'the session goes on').to.equal(200);
      const failed = (await events()).filter(({ event }) => event === 'Restore configuration');
      expect(failed.map(({ outcome, reason }) => `${outcome} ${reason ?? ''}`)).to.deep.equal(
        Array.from({ length: 5 }, () => 'failure restore_process_failed'),
      );
    });

    it('that cannot be made say why, and leave nothing', async () => {
      await operator.api('POST', '/backups');
      const place = join(home, 'data', 'administration-key.pem');
      renameSync(place, `${place}.kept`);
      symlinkSync(join(home, 'nowhere'), join(home, 'data', 'link.pem'));
      writeFileSync(place, Buffer.alloc(2_000_000));
      const answer = await operator.api('POST', '/backups');
      expect(told(answer)).to.deep.equal([500, 'backup_generation_failed']);
      expect(metadataOf(answer)).to.include('administration-key.pem');
      rmSync(place);
      renameSync(`${place}.kept`, place);
      expect(readdirSync(folder())).to.have.length(1);
      expect((await operator.api('POST', '/backups')).status).to.equal(201);
    });

    it('are made one after the other, while the server goes on', async () => {
      const answers = await Promise.all([
        ...Array.from({ length: 4 }, () => operator.api('POST', '/backups')),
        operator.api('POST', '/member-classes', OWN_CLASS),
        operator.api('GET', '/member-classes'),
      ]);
      expect(answers.map(({ status }) => status)).to.deep.equal([201, 201, 201, 201, 201, 200]);
      expect(new Set(answers.slice(0, 4).map(named)).size).to.equal(4);
      expect(readdirSync(folder())).to.have.length(4);
    });
  });
}

describe('Backups beside another token', () => {
  const folders = temporaryFolders();

  it('are restored whether it is there or not, and tell that nobody is logged in to it; not with a token that is unknown', async () => {
    const token = await SoftwareToken.open({ folder: join(folders(), 'token'), id: '7', kdfIterations: 50 });
    await token.initialise('another-1234');
    let isThere = true;
    const home = folders();
    const central = await Administered.start(home, { others: [{ token, isAvailable: () => isThere }] });
    try {
      const restore = async (name: string): Promise<Answer> =>
        (await central.operator(`petar-${isThere}-${name}`)).api('PUT', `/backups/${name}/restore`);
      await token.login('another-1234');
      const { id } = await token.generateKey({ kind: 'ec', curve: 'P-256' }, 'second');
      await central.repository.change((change) =>
        change
          .updateTable('signing_key')
          .set({ token_key_id: id, token_id: '7', active: 1 })
          .where('source', '=', 'EXTERNAL')
          .execute(),
      );
      const operator = await central.operator('ivan');
      const name = named(await operator.api('POST', '/backups'));
      expect((await restore(name)).body).to.deep.equal({ hsm_tokens_logged_out: false });
      await token.logout();
      expect((await restore(name)).body).to.deep.equal({ hsm_tokens_logged_out: true });
      await token.login('another-1234');
      await token.deleteKey(id);
      expect(metadataOf(await restore(name))).to.match(/^key_not_found: /);
      isThere = false;
      expect((await restore(name)).status).to.equal(200);
      const key = newKey();
      await trustKey(join(home, 'data'), fingerprintOf(createPublicKey(key)));
      writeFileSync(join(home, 'data', 'backup', 'x.drum'), await handmade({ key, lines: await withSigningKey('8') }));
      expect(metadataOf(await restore('x.drum'))).to.match(/^token_not_found: /);
    } finally {
      await central.stop();
      await token.close();
    }
  });
});

const emptyLines = (): Promise<unknown[]> => linesOf({ administration_head: [HEAD] });

function withSigningKey(token = '0'): Promise<unknown[]> {
  const key = {
    token_key_id: 'ab',
    source: 'INTERNAL',
    certificate: '',
    active: '1',
    created_at: '1',
    token_id: token,
  };
  return linesOf({ administration_head: [HEAD], signing_key: [{ ...key, name: 'first', node: 'node_0' }] });
}

const HEAD = { id: '1', audit_id: '0', audit_hash: '0'.repeat(64), api_key_id: '0', notice_id: '0' };

/** An API key that is in backups, unlike sessions. */
async function apiKey(central: Administered, user: string): Promise<string> {
  const credentials = Buffer.from(`${user}:${PASSWORD}`).toString('base64');
  const stranger = central.stranger({ authorization: `Basic ${credentials}` });
  const answer = await stranger.api('POST', '/api-keys', ['XROAD_SECURITY_OFFICER', 'XROAD_REGISTRATION_OFFICER']);
  return (answer.body as { key: string }).key;
}
