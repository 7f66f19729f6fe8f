import { statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { temporaryFolders } from '../test/temporary.ts';
import { makeFolder } from './folder.ts';

describe('making a folder', () => {
  const folders = temporaryFolders();

  it('makes those above it too, and leaves what is there', () => {
    const path = join(folders(), 'a', 'b', 'c');
    makeFolder(path, 0o700);
    makeFolder(path, 0o755);
    expect(statSync(path).mode & 0o777).to.equal(0o700);
  });

  it('takes a link to a folder for the folder', () => {
    const folder = folders();
    symlinkSync(folders(), join(folder, 'link'));
    makeFolder(join(folder, 'link'), 0o700);
  });

  it('fails, and ends, where something else is there or no folder can be', () => {
    const file = join(folders(), 'file');
    writeFileSync(file, '');
    for (const path of [file, join(file, 'below'), '/proc/self/drum/data', '/dev/null/drum', 'a\0b']) {
      expect(() => {
        makeFolder(path, 0o700);
      }, path).to.throw();
    }
  });
});
