import { expect } from 'chai';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolders } from '../test/temporary.ts';
import { replaceFile } from './atomic-file.ts';

describe('Replacing a file', () => {
  const folder = temporaryFolders();

  it('makes the file, its owner’s alone, and replaces it later; no draft stays', async () => {
    const place = folder();
    const path = join(place, 'keyconf.json');
    await replaceFile(path, 'one');
    expect(statSync(path).mode & 0o777).to.equal(0o600);
    await replaceFile(path, Buffer.from('two'));
    expect(readFileSync(path, 'utf8')).to.equal('two');
    expect(readdirSync(place)).to.deep.equal(['keyconf.json']);
  });

  it('leaves the old contents and no draft when it fails', async () => {
    const place = folder();
    mkdirSync(join(place, 'occupied'));
    let failure: unknown;
    try {
      await replaceFile(join(place, 'occupied'), 'x');
    } catch (error) {
      failure = error;
    }
    expect(failure).to.be.instanceOf(Error);
    expect(readdirSync(place)).to.deep.equal(['occupied']);
  });

  it('lets readers see one whole state at any moment', async () => {
    const path = join(folder(), 'state');
    const states = ['a', 'b'].map((letter) => letter.repeat(100_000));
    await replaceFile(path, states[0] ?? '');
    const seen = new Set<string>();
    const reader = setInterval(() => seen.add(readFileSync(path, 'utf8')), 0);
    for (let round = 0; round < 50; round += 1) await replaceFile(path, states[round % 2] ?? '');
    clearInterval(reader);
    expect([...seen].sort()).to.deep.equal(states);
  });
});
