import { expect } from 'chai';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { refusalOf } from '../../test/refusal.ts';
import { temporaryFolders } from '../../test/temporary.ts';
import { changeDirectory } from './change-directory.ts';
import { readConfigurationDirectory, readConfigurationFiles } from './read-directory.ts';
import { sharedParametersOf } from '../../test/configuration-source.ts';

const written = (files: Record<string, string>) =>
  new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));

/** Every file and folder below, with what the files hold. */
function contentsOf(root: string): Record<string, string> {
  const entries = readdirSync(root, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(
    entries.map((path) => [path, statSync(join(root, path)).isFile() ? readFileSync(join(root, path), 'utf8') : '/']),
  );
}

describe('Changing a configuration folder', () => {
  const folder = temporaryFolders();

  it('makes folders, writes and replaces files, removes others, and leaves nothing else', async () => {
    const root = join(folder(), 'new', 'conf');
    await changeDirectory(root, {
      write: written({ 'instance-identifier': 'BG', 'BG/a': '1', 'BG/b': '2', 'EE/a': '3' }),
      remove: [],
    });
    await changeDirectory(root, { write: written({ 'BG/a': 'one' }), remove: ['BG/b', 'EE/a'] });
    expect(contentsOf(root)).to.deep.equal({ BG: '/', 'BG/a': 'one', 'instance-identifier': 'BG' });
  });

  it('leaves all as it was when one file cannot be replaced', async () => {
    const root = folder();
    await changeDirectory(root, { write: written({ 'BG/a': '1', 'BG/b': '2', 'BG/gone': '3' }), remove: [] });
    mkdirSync(join(root, 'EE', 'occupied', 'by'), { recursive: true });
    const before = contentsOf(root);
    const change = {
      write: written({ 'BG/a': 'one', 'BG/new': 'x', 'FI/new/deep': 'x', 'EE/occupied': 'x' }),
      remove: ['BG/gone'],
    };
    expect(await refusalOf(() => changeDirectory(root, change))).to.match(
      /^global_conf_part_file_save_failure: The configuration in .* cannot be written \((EISDIR|EPERM|ENOTEMPTY|EEXIST): .+\)$/,
    );
    expect(contentsOf(root)).to.deep.equal(before);
  });

  it('leaves all as it was when a file to be removed is not there', async () => {
    const root = folder();
    await changeDirectory(root, { write: written({ 'BG/a': '1' }), remove: [] });
    const before = contentsOf(root);
    const change = { write: written({ 'BG/a': 'one', 'BG/b': 'two' }), remove: ['BG/a-not-there'] };
    expect(await refusalOf(() => changeDirectory(root, change))).to.match(
      / cannot be written \(ENOENT: no such file or directory\)$/,
    );
    expect(contentsOf(root)).to.deep.equal(before);
  });

  it('makes no folder when it cannot write', async () => {
    const root = folder();
    writeFileSync(join(root, 'file'), 'x');
    const change = { write: written({ 'file/BG/a': '1' }), remove: [] };
    expect(await refusalOf(() => changeDirectory(root, change))).to.match(
      / cannot be written \(ENOTDIR: not a directory\)$/,
    );
    expect(contentsOf(root)).to.deep.equal({ file: 'x' });
  });

  it('lets readers see the old or the new file, whole, at any moment', async () => {
    const root = folder();
    const states = ['a', 'b'].map((letter) => letter.repeat(100_000));
    await changeDirectory(root, { write: written({ 'BG/a': states[0] ?? '' }), remove: [] });
    const seen = new Set<string>();
    const reader = setInterval(() => seen.add(readFileSync(join(root, 'BG', 'a'), 'utf8')), 0);
    for (let round = 0; round < 30; round += 1) {
      await changeDirectory(root, { write: written({ 'BG/a': states[round % 2] ?? '' }), remove: [] });
    }
    clearInterval(reader);
    expect([...seen].sort()).to.deep.equal(states);
  });
});

describe('Reading a configuration folder', () => {
  const folder = temporaryFolders();
  const files = () =>
    new Map([
      ['instance-identifier', Buffer.from('BG')],
      ['BG/shared-params.xml', sharedParametersOf('BG')],
      ['BG/shared-params.xml.metadata', Buffer.from('{"configurationVersion":"6"}')],
    ]);

  it('takes what a client keeps, and an unpacked /verificationconf', async () => {
    const root = folder();
    await changeDirectory(root, { write: files(), remove: [] });
    expect((await readConfigurationDirectory(root)).instance).to.equal('BG');
    const unpacked = folder();
    await changeDirectory(join(unpacked, 'verificationconf'), { write: files(), remove: [] });
    expect((await readConfigurationDirectory(unpacked)).instance).to.equal('BG');
  });

  it('does not look into folders without parameters', async () => {
    const root = folder();
    await changeDirectory(root, {
      write: written({ 'other/file': 'x', 'EE/private-params.xml': 'y', 'EE/z': 'z', file: 'x' }),
      remove: [],
    });
    expect([...(await readConfigurationFiles(root)).keys()]).to.deep.equal(['EE/private-params.xml', 'EE/z']);
  });

  it('can be read while it goes on: what is written aside is not looked at', async () => {
    const root = folder();
    const change = () =>
      changeDirectory(root, { write: written({ 'EE/shared-params.xml': 'x', 'EE/y': 'y' }), remove: [] });
    await change();
    const over = new AbortController();
    const changes = (async () => {
      while (!over.signal.aborted) await change();
    })();
    try {
      for (let reading = 0; reading < 200; reading += 1) {
        const names = [...(await readConfigurationFiles(root)).keys()].toSorted();
        expect(names).to.deep.equal(['EE/shared-params.xml', 'EE/y']);
      }
    } finally {
      over.abort();
      await changes;
    }
  });

  it('tells a folder that cannot be opened from one that holds no configuration', async () => {
    const root = folder();
    expect(await refusalOf(() => readConfigurationDirectory(join(root, 'none')))).to.match(
      /^file_not_found: The folder .*none does not exist$/,
    );
    writeFileSync(join(root, 'file'), '');
    expect(await refusalOf(() => readConfigurationDirectory(join(root, 'file')))).to.match(
      /^file_not_usable: .*file is a file, not a folder$/,
    );
    expect(await refusalOf(() => readConfigurationDirectory(root))).to.equal(
      `malformed_global_conf: The folder ${root} holds no global configuration: the file instance-identifier is missing`,
    );
  });
});
