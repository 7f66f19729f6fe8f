import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { EXPLAINED } from '../test/civil-registration.ts';

const DRUM = join(import.meta.dirname, '..', 'bin', 'drum.mjs');
const READY_MS_MAX = 10_000;

describe('drum register', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'drum-cli-register-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const config = (text: string) => {
    const path = join(folder, 'register.yaml');
    writeFileSync(path, text);
    return path;
  };

  /** A process of the command; `line` is the first one it prints, `ended` its exit code and all that it said. */
  function drum(...args: string[]) {
    const child = spawn(process.execPath, [DRUM, 'register', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    const line = new Promise<string>((resolve, reject) => {
      const late = setTimeout(() => {
        reject(new Error(`not ready: ${err}`));
      }, READY_MS_MAX);
      child.stdout.on('data', (chunk: Buffer) => {
        out += chunk.toString();
        if (!out.includes('\n')) return;
        clearTimeout(late);
        resolve(out);
      });
      child.once('exit', () => {
        clearTimeout(late);
        resolve(out);
      });
    });
    const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
      child.once('close', (code) => {
        resolve({ code, out, err });
      });
    });
    return { child, line, ended };
  }

  it('says in one line of JSON that it is ready, answers, and ends well at SIGTERM', async () => {
    const { child, line, ended } = drum(
      'civil-registration',
      '--config',
      config('data: data\nport: 0\npopulation: { persons: 100 }'),
    );
    const ready = JSON.parse(await line) as { url: string };
    expect(ready).to.deep.include({ ready: true, register: 'civil-registration', persons: 100, demo: true });
    const response = await fetch(`${ready.url}/person-data`, {
      method: 'POST',
      headers: EXPLAINED,
      body: JSON.stringify({ identifierType: 'EGN', identifier: '3523126407' }),
    });
    expect(await response.json()).to.include({ found: true, egn: '3523126407' });
    child.kill('SIGTERM');
    const { code, out, err } = await ended;
    expect(code).to.equal(0);
    expect(out.trimEnd().split('\n')).to.have.length(1);
    expect(out + err).not.to.include('3523126407');
  });

  const refused: [string, string, RegExp][] = [
    ['a field that does not exist', 'data: data\nprot: 1', /malformed_server_conf: .*register\.yaml: .*prot/],
    ['a value outside its rule', 'data: data\nport: 99999', /malformed_server_conf: .*register\.yaml: port: /],
    ['no folder for its data', 'port: 0', /malformed_server_conf: .*register\.yaml: data: /],
  ];
  for (const [title, text, message] of refused) {
    it(`ends with exit code 2 for ${title}, naming the field`, async () => {
      const { code, err, out } = await drum('civil-registration', '--config', config(text)).ended;
      expect(code).to.equal(2);
      expect(out).to.equal('');
      expect(err).to.match(message);
      expect(err).not.to.match(/\n\s+at /);
    });
  }

  it('ends with exit code 2 for a file that is not there, an unknown option or register, and suggests', async () => {
    const missing = await drum('civil-registration', '--config', join(folder, 'none.yaml')).ended;
    expect(missing).to.have.property('code', 2);
    expect(missing.err).to.include('none.yaml');
    const option = await drum('civil-registration', '--confg', 'x').ended;
    expect(option).to.have.property('code', 2);
    expect(option.err).to.include('--config');
    const register = await drum('civil-registraton').ended;
    expect(register).to.have.property('code', 2);
    expect(register.err).to.include('civil-registration');
  });
});
