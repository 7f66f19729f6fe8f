import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import { readParameters } from '#config/parameters.ts';
import { describeWithGnupg, gnupgHome, type GnupgHome } from '../../../test/gnupg.ts';
import { startTestAuthority, type TestAuthority } from '../../../test/message-log/authority.ts';
import { messageLogOptions, NOW, stampedBy } from '../../../test/message-log/options.ts';
import { signedRecord } from '../../../test/message-log/records.ts';
import { refusal, refusalOf } from '../../../test/refusal.ts';
import { temporaryFolders } from '../../../test/temporary.ts';
import { archiveEncryption } from '../../message-log-parameters.ts';
import { openMessageLog } from '../message-log.ts';
import { ArchiveEncryption } from './archive-encryption.ts';
import { readMemberKeys } from './member-keys.ts';

const DRUM = join(import.meta.dirname, '..', '..', '..', 'bin', 'drum.mjs');

describe('the file with members’ archive keys', () => {
  it('is read as X-Road documents it', () => {
    const text =
      '# This is a comment (ignored)\n\n  BG/GOV/1000   =  96F2 0FF6\r\nBG/GOV/1000=ABCD\n' +
      '   test/member\\=class/\\\\=code = ABCD....\n\\#42/CLASS/\\#123 = EF12....\n';
    expect([...readMemberKeys(text)]).to.deep.equal([
      ['BG/GOV/1000', ['96F2 0FF6', 'ABCD']],
      ['test/member=class/\\=code', ['ABCD....']],
      ['#42/CLASS/#123', ['EF12....']],
    ]);
  });

  it('is refused by the line that is wrong', () => {
    expect(refusal(() => readMemberKeys('A/B/C = D\nA/B/C\n'))).to.match(/^malformed_server_conf: Line 2 /);
    expect(refusal(() => readMemberKeys('A/B/C = \n'))).to.match(/^malformed_server_conf: Line 1 /);
  });

  it('belongs to a home that must be named', () => {
    const parameters = { 'message-log.archive-encryption-enabled': true };
    expect(refusal(() => archiveEncryption(readParameters(parameters)))).to.match(
      /^malformed_server_conf: .*archive-gpg-home-directory: must be set/,
    );
    expect(archiveEncryption(readParameters())).to.equal(undefined);
  });
});

describeWithGnupg('archives encrypted with OpenPGP', function () {
  this.timeout(60_000);
  const temporary = temporaryFolders();
  let server: GnupgHome;
  let member: GnupgHome;
  let authority: TestAuthority;
  let memberKey: string;
  let keysFile: string;

  before(async () => {
    authority = await startTestAuthority('Authority');
    authority.time = NOW;
    server = gnupgHome();
    member = gnupgHome();
    server.newKey('server@example.org');
    memberKey = member.newKey('BG/MUN/000696327');
    server.take(member, 'BG/MUN/000696327');
    // To see who signed.
    member.take(server, 'server@example.org');
    keysFile = join(temporary(), 'keys');
    writeFileSync(keysFile, `BG/MUN/000696327 = ${memberKey}\n`);
  });
  after(async () => {
    server.remove();
    member.remove();
    await authority.close();
  });

  const encryption = (change: { memberKeysFile?: string; defaultKey?: string; home?: string } = {}) =>
    new ArchiveEncryption({ home: server.folder, memberKeysFile: '', defaultKey: '', ...change });
  const through = async (text: Uint8Array, group = '', change = {}) =>
    buffer(encryption(change).encrypt(group, Readable.from([text])));

  it('are read by the keys of the member, or by the server’s own', async () => {
    const text = Buffer.alloc(3_000_000, 'Търново');
    const own = await through(text, 'BG/GOV/1/sub', { memberKeysFile: keysFile });
    expect(server.run(['--decrypt'], own).equals(text)).to.equal(true);
    expect(() => member.run(['--decrypt'], own)).to.throw(/No secret key/);
    for (const group of ['BG/MUN/000696327', 'BG/MUN/000696327/services']) {
      const theirs = await through(text, group, { memberKeysFile: keysFile });
      expect(member.run(['--decrypt'], theirs).equals(text)).to.equal(true);
      expect(() => server.run(['--decrypt'], theirs)).to.throw(/No secret key/);
    }
    const byDefault = await through(text, 'BG/GOV/1', { defaultKey: memberKey });
    expect(member.run(['--decrypt'], byDefault).equals(text)).to.equal(true);
  });

  it('are refused where gpg cannot make them, or what they hold breaks off', async () => {
    expect(await refusalOf(() => through(Buffer.from('x'), '', { defaultKey: 'nobody' }))).to.match(
      /^openpgp_failed: gpg: .*nobody: skipped/,
    );
    const empty = temporary();
    expect(await refusalOf(() => encryption({ home: empty }).assertUsable())).to.match(
      /^openpgp_failed: gpg: there is no secret key in /,
    );
    await encryption({ memberKeysFile: keysFile }).assertUsable();
    const broken = async function* () {
      yield Buffer.alloc(1_000_000);
      await Promise.resolve();
      throw new Error('the disk broke');
    };
    const failure: unknown = await buffer(encryption().encrypt('', broken())).catch((error: unknown) => error);
    expect(failure).to.include({ message: 'the disk broke' });
    const stopped = encryption().encrypt('', broken());
    await stopped.next();
    await stopped.return(undefined);
  });

  it('form a chain that the command verifies, and say when a key is missing', async () => {
    const folder = temporary();
    const log = await openMessageLog(
      messageLogOptions(folder, {
        archiveEncryption: encryption({ memberKeysFile: keysFile }),
        ...stampedBy(authority),
        parameters: { archiveGrouping: 'member', keepRecordsForDays: 0 },
      }),
    );
    const names: string[] = [];
    for (const queryId of ['a', 'b']) {
      await log.append(await signedRecord(queryId));
      await log.stamp();
      names.push(...(await log.archive()));
    }
    await log.close();
    const archive = join(folder, 'archive');
    expect(readdirSync(archive).toSorted()).to.deep.equal(names.toSorted());
    for (const name of names) {
      expect(name).to.match(/^mlog-BG_MUN_000696327-\d{14}-\d{14}-[0-9a-f]{16}\.zip\.gpg$/);
      expect(readFileSync(join(archive, name)).includes('linkinginfo')).to.equal(false);
      expect(member.run(['--decrypt', join(archive, name)]).includes('linkinginfo')).to.equal(true);
    }
    const verify = (home: string) =>
      spawnSync(process.execPath, [DRUM, 'archive', 'verify', '--json', '--gpg-home', home, ...names], {
        cwd: archive,
      });
    const held = verify(member.folder);
    expect(JSON.parse(held.stdout.toString())).to.deep.include({ verified: true, code: null });
    expect(held.status).to.equal(0);
    const unread = verify(server.folder);
    expect(unread.status).to.equal(2);
    expect(unread.stderr.toString()).to.include('No secret key');
  });

  it('are not taken without a signature', () => {
    const path = join(temporary(), 'mlog.zip.gpg');
    writeFileSync(path, server.run(['--trust-model', 'always', '-e', '-r', 'server@example.org'], Buffer.from('PK')));
    const { status, stderr } = spawnSync(process.execPath, [
      DRUM,
      'archive',
      'verify',
      '--gpg-home',
      server.folder,
      path,
    ]);
    expect([status, stderr.toString()].join(' ')).to.match(/^2 .*the file is not signed/s);
  });
});
