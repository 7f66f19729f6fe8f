import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { ownFolder } from '#config/ownership.ts';
import { makeAllEvidence, packed } from '../evidence/containers.ts';
import { configurationFiles } from '../evidence/country.ts';
import { temporaryFolders } from '../temporary.ts';
import { DrumProcess, PROGRAM } from './drum-process.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const SANDBOX_MS_MAX = 90_000;
/** A device on which every write fails as on a full disk. */
const FULL_DISK = '/dev/full';

/** Nobody reads what a command says, or no longer: `drum … | head -1`. */
describe('A command whose standard output is closed', function () {
  this.timeout(SANDBOX_MS_MAX);
  const newFolder = temporaryFolders();
  let good: string;
  let changed: string;
  let configuration: string;

  before(async () => {
    const [made] = await makeAllEvidence();
    if (made === undefined) throw new Error('none');
    const folder = newFolder();
    good = join(folder, 'good.asice');
    changed = join(folder, 'changed.asice');
    writeFileSync(good, await packed(made.contents));
    writeFileSync(changed, await packed({ ...made.contents, attachments: [Buffer.from('added')] }));
    configuration = join(folder, 'configuration');
    for (const [name, bytes] of configurationFiles()) {
      mkdirSync(dirname(join(configuration, name)), { recursive: true });
      writeFileSync(join(configuration, name), bytes);
    }
  });

  /** Its reader goes before the first byte comes. */
  function unread(...args: readonly string[]): DrumProcess {
    const running = new DrumProcess(...args);
    running.child.stdout.destroy();
    return running;
  }

  it('still tells by its exit code whether evidence holds, and says nothing else', async () => {
    for (const json of [[], ['--json']]) {
      const verify = (file: string) => unread('verify', file, '--configuration', configuration, ...json).ended();
      expect(await verify(good)).to.deep.equal({ code: 0, err: '' });
      expect(await verify(changed)).to.deep.equal({ code: 1, err: '' });
      expect(await verify(join(configuration, 'none'))).to.deep.include({ code: 2 });
    }
    expect(await unread('archive', 'verify', good).ended()).to.deep.equal({ code: 1, err: '' });
    expect(await unread('verify', '--help').ended()).to.deep.equal({ code: 0, err: '' });
  });

  it('says by the shell what it says without: drum verify … | head -1, and --json | head -c 1', async () => {
    for (const [options, reader, said] of [
      ['', 'head -1', 'ok      configuration: Configuration of BG\n'],
      ['--json', 'head -c 1', '{'],
    ]) {
      const line = `{ node ${PROGRAM} verify ${changed} --configuration ${configuration} ${options ?? ''}; echo "exit $?" >&2; } | ${reader ?? ''}`;
      const path = `${dirname(process.execPath)}:${process.env.PATH ?? ''}`;
      const shell = spawn('sh', ['-c', line], { env: { ...process.env, PATH: path } });
      const read = { out: '', err: '' };
      shell.stdout.on('data', (chunk: Buffer) => (read.out += chunk.toString()));
      shell.stderr.on('data', (chunk: Buffer) => (read.err += chunk.toString()));
      await once(shell, 'close');
      expect(read).to.deep.equal({ out: said, err: 'exit 1\n' });
    }
  });

  it('goes on as a program that serves others, and ends well when it is told to', async () => {
    const folder = newFolder();
    const file = join(folder, 'authority.yaml');
    writeFileSync(file, 'name: Test\ndata: data\nseed: s\nport: 8899\n');
    const running = unread('authority', '--config', file);
    await answers('http://127.0.0.1:8899/ca/root.pem');
    expect(await running.kill('SIGTERM')).to.deep.equal({ code: 0, err: '' });
  });

  it('stops as a sandbox, quietly, with all that it had started', async () => {
    const folder = newFolder();
    const yaml = readFileSync(join(ROOT, 'config', 'sandbox', 'bulgaria.yaml'), 'utf8');
    const ecosystem = join(folder, 'country.yaml');
    writeFileSync(ecosystem, stringify(parse(yaml.replaceAll('127.0.0.', '127.76.0.'))));
    const data = join(folder, 'data');
    const running = new DrumProcess('sandbox', '--ecosystem', ecosystem, '--data', data);
    expect(await running.firstLine).to.include('Authority');
    running.child.stdout.destroy();
    expect(await running.ended()).to.deep.equal({ code: 0, err: '' });
    // The folders are free again, of the sandbox and of its first program.
    for (const freed of [data, join(data, 'authority', 'data')]) ownFolder(freed).release();
    expect(existsSync(join(data, 'civil-registration', 'data'))).to.equal(true);
  });

  if (existsSync(FULL_DISK)) {
    it('says that a result could not be written, and does not count it as told', async () => {
      const args = [PROGRAM, 'verify', good, '--configuration', configuration];
      const child = spawn(process.execPath, args, { stdio: ['ignore', openSync(FULL_DISK, 'w'), 'pipe'] });
      let err = '';
      child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
      await once(child, 'close');
      expect([child.exitCode, err]).to.deep.equal([2, 'Standard output cannot be written (ENOSPC)\n']);
    });
  }
});

/** Waits until a service answers. */
async function answers(url: string): Promise<void> {
  for (const end = performance.now() + SANDBOX_MS_MAX; performance.now() < end;) {
    const isThere = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isThere) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${url} does not answer`);
}
