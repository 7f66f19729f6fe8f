import { expect } from 'chai';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drumError } from '#protocol/errors.ts';
import { asOrdinaryUser } from '../test/ordinary-user.ts';
import { refusalOf } from '../test/refusal.ts';
import { temporaryFolders } from '../test/temporary.ts';
import { fileError, readNamedFile } from './named-file.ts';

const BYTES_MAX = 100_000;

describe('A file that somebody named', () => {
  const newFolder = temporaryFolders();

  it('is read whole, and one byte beyond its bound at most, also where it never ends', async () => {
    const path = join(newFolder(), 'file');
    for (const size of [0, 1, BYTES_MAX, BYTES_MAX + 1, 2 * BYTES_MAX]) {
      const bytes = Buffer.alloc(size, 'ab');
      writeFileSync(path, bytes);
      expect((await readNamedFile(path, BYTES_MAX)).equals(bytes.subarray(0, BYTES_MAX + 1)), String(size)).to.equal(
        true,
      );
    }
    expect((await readNamedFile('/dev/zero', BYTES_MAX)).length).to.equal(BYTES_MAX + 1);
  });

  it('is told by what is wrong with it', async () => {
    const folder = newFolder();
    chmodSync(folder, 0o755);
    const path = (name: string): string => join(folder, name);
    writeFileSync(path('file'), '');
    writeFileSync(path('secret'), '', { mode: 0o000 });
    mkdirSync(path('folder'));
    const long = path('x'.repeat(300));
    const rows = [
      [path('missing'), `file_not_found: The file ${path('missing')} does not exist`],
      [
        path('file/x'),
        `file_not_found: The file ${path('file/x')} does not exist: a part of its path is a file, not a folder`,
      ],
      [long, `file_not_found: The file ${long} does not exist: its path is longer than can be`],
      [path('folder'), `file_not_usable: The file ${path('folder')} is a folder, not a file`],
      [path('secret'), `file_not_usable: The file ${path('secret')} may not be read by the user who runs this`],
    ];
    for (const [given = '', told] of rows) {
      expect(await asOrdinaryUser(() => refusalOf(() => readNamedFile(given, BYTES_MAX)))).to.equal(told);
    }
  });

  it('is told by the system’s own words where no path and no right mends it', () => {
    const full = Object.assign(new Error('x'), { code: 'ENOSPC', errno: -28 });
    expect(fileError(full, 'The file /f', 'written')).to.include({
      code: 'io_error',
      message: 'The file /f cannot be written (ENOSPC: no space left on device)',
      cause: full,
    });
    expect(fileError(new Error('x'), 'It').message).to.equal('It cannot be read (unknown reason)');
    const ours = drumError('malformed_anchor', 'None');
    expect(fileError(ours, 'It')).to.equal(ours);
  });
});
