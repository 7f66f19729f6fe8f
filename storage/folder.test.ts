import { statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { temporaryFolders } from '../test/temporary.ts';
import { makeFolder } from './folder.ts';

const failure = (path: string): Promise<unknown> =>
  makeFolder(path, 0o700).then(
    () => undefined,
    (error: unknown) => error,
  );

describe('making a folder', () => {
  const folders = temporaryFolders();

  it('makes those above it too, and leaves what is there', async () => {
    const path = join(folders(), 'a', 'b', 'c');
    await makeFolder(path, 0o700);
    await makeFolder(path, 0o755);
    expect(statSync(path).mode & 0o777).to.equal(0o700);
  });

  it('takes a link to a folder for the folder', async () => {
    const folder = folders();
    symlinkSync(folders(), join(folder, 'link'));
    await makeFolder(join(folder, 'link'), 0o700);
  });

  it('fails, and ends, where something else is there or no folder can be', async () => {
    const file = join(folders(), 'file');
    writeFileSync(file, '');
    for (const path of [file, join(file, 'below'), '/proc/self/drum/data', '/dev/null/drum', 'a\0b']) {
      expect(await failure(path), path).to.be.an('error');
    }
  });
});
