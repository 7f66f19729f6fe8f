import { expect } from 'chai';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownFolder } from '#config/ownership.ts';
import { readEcosystem, type Ecosystem } from '#cli/sandbox/ecosystem.ts';
import { Sandbox } from '#cli/sandbox/run.ts';
import { refusalOf } from '../refusal.ts';
import { temporaryFolders } from '../temporary.ts';

const BULGARIA = join(import.meta.dirname, '..', '..', 'config', 'sandbox', 'bulgaria.yaml');

describe('The folder of a sandbox', () => {
  const newFolder = temporaryFolders();
  let ecosystem: Ecosystem;
  let root: string;

  before(async () => {
    const file = join(newFolder(), 'country.yaml');
    writeFileSync(file, readFileSync(BULGARIA, 'utf8').replaceAll('127.0.0.', '127.79.0.'));
    ecosystem = await readEcosystem(file);
  });
  beforeEach(() => {
    root = join(newFolder(), 'sandbox');
  });

  const prepare = (fresh: boolean): Promise<Sandbox> =>
    Sandbox.prepare(ecosystem, { root, fresh, onDeath: () => undefined });
  const inUse = (): string =>
    `data_in_use: --data: The folder ${root} is in use by another process; stop that process first`;

  it('is one sandbox’s alone: another one is refused, and empties nothing', async () => {
    const first = await prepare(false);
    const kept = join(first.folders.centralServer, 'kept');
    writeFileSync(kept, '');
    for (const fresh of [false, true]) expect(await refusalOf(() => prepare(fresh))).to.equal(inUse());
    expect(existsSync(kept)).to.equal(true);
    await first.stop();
    await (await prepare(false)).stop();
    expect(existsSync(kept)).to.equal(true);
  });

  it('is emptied by --fresh, and stays its own meanwhile', async () => {
    const first = await prepare(false);
    const names = readdirSync(root);
    writeFileSync(join(root, 'kept'), '');
    await first.stop();
    const fresh = await prepare(true);
    expect(readdirSync(root)).to.deep.equal(names);
    expect(await refusalOf(() => prepare(true))).to.equal(inUse());
    await fresh.stop();
  });

  it('may be one that an earlier start only came to own, and is let go when a start fails', async () => {
    ownFolder(root).release();
    const broken = { ...ecosystem, authority: { ...ecosystem.authority, address: '192.0.2.1' } };
    const options = { root, fresh: false, onDeath: () => undefined };
    expect(await refusalOf(() => Sandbox.prepare(broken, options))).to.equal(
      'port_not_available: This machine has no address 192.0.2.1. On macOS: sudo ifconfig lo0 alias 192.0.2.1 up',
    );
    await (await prepare(false)).stop();
  });
});
