import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asOrdinaryUser } from '../test/ordinary-user.ts';
import { refusalOf } from '../test/refusal.ts';
import { temporaryFolders } from '../test/temporary.ts';
import { LOCK_FILE, ownFolder, ownFolderWithin } from './ownership.ts';

const inUse = (folder: string): string =>
  `data_in_use: The folder ${folder} is in use by another process; stop that process first`;
const MODULE = join(import.meta.dirname, 'ownership.ts');
/** Far more than it takes, for machines that do much else. */
const WAIT_MS_MAX = 20_000;

describe('The owner of a folder', () => {
  const newFolder = temporaryFolders();
  const owning = (folder: string): Promise<string> =>
    refusalOf(async () => {
      const ownership = await ownFolderWithin(0, folder);
      ownership.release();
    });

  /** A process that owns the folder until it is killed or its standard input ends. */
  async function ownerOf(folder: string) {
    const code = `
      import { ownFolder } from ${JSON.stringify(MODULE)};
      globalThis.held = ownFolder(${JSON.stringify(folder)});
      process.stdout.write('owned\\n');
      process.stdin.resume().on('end', () => process.exit(0));
    `;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    return child;
  }

  it('is one alone, in one process as in two, until it lets go', async () => {
    const folder = join(newFolder(), 'made', 'when', 'missing');
    const ownership = ownFolder(folder);
    expect(await owning(folder)).to.equal(inUse(folder));
    expect(statSync(folder).mode & 0o777).to.equal(0o700);
    ownership.release();
    expect(await owning(folder)).to.equal('accepted');
    const other = await ownerOf(folder);
    expect(await owning(folder)).to.equal(inUse(folder));
    other.stdin.end();
    await once(other, 'exit');
    expect(await owning(folder)).to.equal('accepted');
  });

  it('leaves no lock behind when it is killed, only the file, which nobody else reads', async () => {
    const folder = newFolder();
    const owner = await ownerOf(folder);
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    expect(await owning(folder)).to.equal('accepted');
    expect(readdirSync(folder)).to.deep.equal([LOCK_FILE]);
    expect(statSync(join(folder, LOCK_FILE)).mode & 0o777).to.equal(0o600);
  });

  it('is followed at once by one that waits for its end', async () => {
    const folder = newFolder();
    const owner = await ownerOf(folder);
    const ended = once(owner, 'exit');
    const following = ownFolderWithin(WAIT_MS_MAX, folder);
    owner.kill('SIGKILL');
    const ownership = await following;
    expect(await owning(folder)).to.equal(inUse(folder));
    ownership.release();
    await ended;
  });

  it('is waited for no longer than said', async () => {
    const folder = newFolder();
    const ownership = ownFolder(folder);
    expect(await refusalOf(() => ownFolderWithin(50, folder))).to.equal(inUse(folder));
    ownership.release();
  });

  it('cannot be had where the folder cannot', async () => {
    const folder = newFolder();
    chmodSync(folder, 0o755);
    const path = (name: string): string => join(folder, name);
    writeFileSync(path('file'), '');
    mkdirSync(path('read-only'), { mode: 0o555 });
    mkdirSync(path('strange'));
    writeFileSync(
      join(path('strange'), LOCK_FILE),
      'a file that somebody else has put there, of some length'.repeat(50),
    );
    const strange = join(path('strange'), LOCK_FILE);
    const rows = [
      [path('file'), `file_not_usable: The folder ${path('file')} is a file, not a folder`],
      [
        path('file/x'),
        `file_not_found: The folder ${path('file/x')} does not exist: a part of its path is a file, not a folder`,
      ],
      ['/proc/self/drum/data', 'file_not_usable: /proc/self takes no folders'],
    ];
    for (const [given = '', told] of rows) expect(await owning(given)).to.equal(told);
    expect(await asOrdinaryUser(() => owning(path('read-only')))).to.equal(
      `file_not_usable: The folder ${path('read-only')} may not be written by the user who runs this`,
    );
    expect(await owning(path('strange'))).to.equal(
      `file_not_usable: ${strange} is no lock of this program; remove it, if it is nothing else`,
    );
  });
});
