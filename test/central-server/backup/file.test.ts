import { createPublicKey } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { BackupFolder } from '#central-server/backup/folder.ts';
import { labelOf, withOpened, type Admission } from '#central-server/backup/opening.ts';
import { fingerprintOf } from '#central-server/backup/signing.ts';
import { describeWithOpenssl } from '../../openssl.ts';
import { refusalOf } from '../../refusal.ts';
import { temporaryFolders } from '../../temporary.ts';
import { handmade, LABEL, linesOf, newKey, writeHandmade, type Handmade } from './handmade.ts';

const KEY = newKey();
const trusted = fingerprintOf(createPublicKey(KEY));
const admission: Admission = {
  isTrusted: (signer) => signer === trusted,
  gpgHome: undefined,
  requireLabel: labelOf({ instance: 'TEST', node: 'node_0' }),
};
const table = (name: string, columns: [string, string][] = [['key', 'text']]) => ({ table: name, columns });
const setting = { name: 'x', value: 'y', declared: '0' };

describe('The file of a backup', () => {
  const folders = temporaryFolders();

  async function refusal(backup: Partial<Handmade> | Buffer): Promise<string> {
    const folder = folders();
    const path = join(folder, 'one.drum');
    if (Buffer.isBuffer(backup)) writeFileSync(path, backup);
    else await writeHandmade(path, { key: KEY, ...backup });
    const told = await refusalOf(() => withOpened(path, new BackupFolder(folder), admission, () => Promise.resolve()));
    expect(readdirSync(folder), 'nothing is left beside it').to.deep.equal(['one.drum']);
    return told;
  }

  it('is taken as its page describes it', async () => {
    expect(await refusal({ lines: await linesOf({ setting: [setting] }) })).to.equal('accepted');
  });

  it('holds a key of its own, which is refused where it is not trusted', async () => {
    const foreign = newKey();
    expect(await refusal({ key: foreign })).to.equal(
      `backup_not_trusted: The backup is signed by the key ${fingerprintOf(createPublicKey(foreign))}, which is not trusted here`,
    );
  });

  it('is refused wherever one byte of it is another', async () => {
    const whole = await handmade({ key: KEY, lines: await linesOf({ setting: [setting] }) });
    for (let at = 0; at < whole.length; at += 7) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ 0x01;
      expect(await refusal(damaged), `byte ${at}`).to.match(
        /^(backup_not_trusted|invalid_backup_file|invalid_file_content_type|backup_too_new): /,
      );
    }
  });

  it('is refused wherever it is cut off, and with something behind it', async () => {
    const whole = await handmade({ key: KEY });
    for (let length = 0; length < whole.length; length += 11) {
      expect(await refusal(whole.subarray(0, length)), `${length} bytes`).to.match(
        /^(backup_not_trusted|invalid_backup_file|invalid_file_content_type): /,
      );
    }
    expect(await refusal(Buffer.concat([whole, Buffer.from('{}\n')]))).to.match(/^invalid_backup_file: /);
    expect(await refusal(Buffer.concat([whole, whole]))).to.match(/^backup_not_trusted: /);
  });

  for (const [what, backup, told] of [
    ['a newer format', { magic: 'DRUM-BACKUP 2\n' }, /^backup_too_new: The file has version 2/],
    ['something else', { magic: 'PK\x03\x04 \n' }, /^invalid_file_content_type: /],
    ['another instance', { label: { ...LABEL, instance: 'OTHER' } }, /^backup_of_another_server: .*instance OTHER/],
    ['another node', { label: { ...LABEL, node: 'two' } }, /^backup_of_another_server: .*node two/],
    ['another kind of server', { label: { ...LABEL, type: 'security' } }, /^invalid_backup_file: The label/],
    ['a label with more in it', { label: { ...LABEL, more: 1 } }, /^invalid_backup_file: The label/],
    [
      'a schema of a newer program',
      { label: { ...LABEL, migrations: [...LABEL.migrations, '9999-later'] } },
      /^backup_too_new: The schema/,
    ],
    ['a schema of others', { label: { ...LABEL, migrations: ['0001-x'] } }, /^backup_too_new: /],
    ['an empty body', { body: Buffer.alloc(0) }, /^invalid_backup_file: /],
    ['a body that is not deflated', { body: Buffer.from('[]\n[]') }, /^invalid_backup_file: The body/],
    ['a body without an end', { lines: [] }, /^invalid_backup_file: The backup does not end/],
    ['a last line that does not end', { body: gzipSync('{}') }, /^invalid_backup_file: The last line/],
    ['a line that is no JSON', { body: gzipSync('{\n') }, /^invalid_backup_file: The body of/],
    ['a line of depth', { body: gzipSync(`${'['.repeat(100_000)}\n`) }, /^invalid_backup_file: The body of/],
    ['a row before a table', { lines: [['x']] }, /^invalid_backup_file: /],
    ['a table that is no such table', { lines: [table('sqlite_master')] }, /^invalid_backup_file: .*"sqlite_master"/],
    ['the sessions', { lines: [table('admin_session')] }, /^invalid_backup_file: .*"admin_session"/],
    ['a table without its columns', { lines: [table('member')] }, /^invalid_backup_file: .*"member"/],
    ['a file outside', { lines: [{ file: '../x.pem', bytes: '' }] }, /^invalid_backup_file: .*"..\/x.pem"/],
    ['a file of another kind', { lines: [{ file: 'catalogue.sqlite', bytes: '' }] }, /^invalid_backup_file: /],
    ['the key of backups', { lines: [{ file: 'backup-signing-key.pem', bytes: '' }] }, /^invalid_backup_file: /],
    [
      'one file twice',
      { lines: Array.from({ length: 2 }, () => ({ file: 'a.pem', bytes: '' })) },
      /^invalid_backup_file: .*"a.pem"/,
    ],
    [
      'a file that is too large',
      { lines: [{ file: 'a.pem', bytes: Buffer.alloc(1_048_577).toString('base64') }] },
      /^invalid_backup_file: .*"a.pem"/,
    ],
  ] as readonly (readonly [string, Partial<Handmade>, RegExp])[]) {
    it(`is refused with ${what}, also where its signature holds`, async () => {
      expect(await refusal(backup)).to.match(told);
    });
  }

  it('is refused with rows that its schema does not take', async () => {
    for (const [rows, told] of [
      [[setting, setting], /rows that do not fit together/],
      [[{ ...setting, declared: 'x' }], /no whole number/],
      [[{ name: 'x', declared: '0' }], /rows that do not fit together/],
      [[{ ...setting, declared: '99999999999999999999' }], /no whole number/],
    ] as const) {
      expect(await refusal({ lines: await linesOf({ setting: rows }) })).to.match(told);
    }
    const short = (await linesOf({ setting: [setting] })).map((line) => (Array.isArray(line) ? line.slice(1) : line));
    expect(await refusal({ lines: short })).to.match(/another number of columns/);
  });

  it('is refused with less than its end tells, and with a table left out', async () => {
    const lines = await linesOf({ setting: [setting] });
    expect(await refusal({ lines: lines.filter((line) => !Array.isArray(line)) })).to.match(/what its end tells/);
    expect(await refusal({ lines: [...lines, lines.at(-1)] })).to.match(/what its end tells/);
    const without = lines.slice(0, -1).filter((line) => (line as { table?: string }).table !== 'member');
    const end = { end: { tables: without.length - 1, rows: 1, files: 0 } };
    expect(await refusal({ lines: [...without, end] })).to.match(/what its end tells/);
  });

  it('inflates to no more than a line may have', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, 0x20));
    expect(await refusal({ body: bomb })).to.match(/^invalid_backup_file: A line has more than/);
  }).timeout(60_000);
});

describeWithOpenssl('The signature of a backup with OpenSSL as the other party', () => {
  const folders = temporaryFolders();

  it('verifies as its page says', async () => {
    const folder = folders();
    const path = await writeHandmade(join(folder, 'one.drum'), { key: KEY });
    const script = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'backup.md'), 'utf8');
    const commands = /```sh verify\n([^]*?)```/.exec(script)?.[1] ?? 'exit 9';
    const { stdout, stderr, status } = spawnSync('sh', ['-e', '-c', commands, 'sh', path], { cwd: folder });
    expect([status, stderr.toString()]).to.deep.equal([0, '']);
    expect(stdout.toString()).to.include('Verified OK').and.to.include(trusted);
  });
});
