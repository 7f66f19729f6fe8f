import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { request } from 'undici';
import { temporaryFolders } from '../test/temporary.ts';

const DRUM = join(import.meta.dirname, '..', 'bin', 'drum.mjs');

describe('drum authority', () => {
  const newFolder = temporaryFolders();

  /** The command in a process of its own: its first line, and all that it said by its end. */
  function start(yaml: string) {
    const path = join(newFolder(), 'authority.yaml');
    writeFileSync(path, yaml);
    const child = spawn(process.execPath, [DRUM, 'authority', '--config', path], { stdio: ['ignore', 'pipe', 'pipe'] });
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    const lines: string[] = [];
    const reader = createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
    const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, lines, err }));
    const ready = once(reader, 'line').then(([line]) => JSON.parse(String(line)) as Ready);
    return { path, child, ready, ended };
  }

  interface Ready {
    readonly ready: boolean;
    readonly name: string;
    readonly urls: Readonly<Record<string, string>>;
    readonly certificates: Readonly<Record<string, string>>;
  }

  it('says in one line of JSON where it is, serves, keeps its folder beside its file, and ends well at SIGTERM', async () => {
    const { path, child, ready, ended } = start(
      'name: Test\ndata: kept\nseed: s\nport: 0\nsandbox: true\ncontrol: { port: 0 }\n',
    );
    const { urls, certificates, ...rest } = await ready;
    expect(rest).to.deep.equal({ ready: true, name: 'Test' });
    expect(Object.keys(urls)).to.deep.equal(['ca', 'ocsp', 'tsa', 'control']);
    expect(certificates).to.deep.equal({
      root: join(path, '..', 'kept', 'root.pem'),
      ocsp: join(path, '..', 'kept', 'ocsp.pem'),
      tsa: join(path, '..', 'kept', 'tsa.pem'),
    });
    const answer = await request(`${urls.ca ?? ''}/root.pem`);
    expect(await answer.body.text()).to.equal(readFileSync(certificates.root ?? '', 'utf8'));
    // A service that leaves somebody waiting does not keep it from ending.
    const { statusCode } = await request(`${urls.control ?? ''}/behaviour/ca`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: '{"fault":"silent"}',
    });
    expect(statusCode).to.equal(200);
    const waiting = request(`${urls.ca ?? ''}/root.pem`).then(
      () => 'answered',
      () => 'closed',
    );
    child.kill('SIGTERM');
    expect(await ended).to.deep.include({ code: 0, err: '' });
    expect(await waiting).to.equal('closed');
  });

  const refusals: [what: string, yaml: string, message: string][] = [
    ['a missing field', 'data: d\nseed: s\n', 'name: Invalid input: expected string, received undefined'],
    ['an unknown field', 'name: T\ndata: d\nseed: s\nsed: s\n', 'Unrecognized key: "sed"'],
    [
      'a name too long',
      `name: ${'x'.repeat(33)}\ndata: d\nseed: s\n`,
      'name: Too big: expected string to have <=32 characters',
    ],
    ['a port too high', 'name: T\ndata: d\nseed: s\nport: 70000\n', 'port: Too big: expected number to be <=65535'],
    [
      'a control endpoint for the world',
      'name: T\ndata: d\nseed: s\nsandbox: true\ncontrol: { address: 0.0.0.0, port: 1 }\n',
      'control.address: must be a loopback address',
    ],
    [
      'a control endpoint outside a sandbox',
      'name: T\ndata: d\nseed: s\ncontrol: { port: 1 }\n',
      'control: only a sandbox may be told to misbehave (sandbox: true)',
    ],
    [
      'a clock of its own outside a sandbox',
      'name: T\ndata: d\nseed: s\nclock: { offsetMs: 1 }\n',
      'clock: only a sandbox may have a clock of its own (sandbox: true)',
    ],
  ];
  for (const [what, yaml, message] of refusals) {
    it(`refuses ${what}, naming the field and the rule, and makes nothing`, async () => {
      const { path, ready, ended } = start(yaml);
      ready.catch(() => undefined);
      const { code, lines, err } = await ended;
      expect([code, lines]).to.deep.equal([2, []]);
      expect(err).to.include('malformed_server_conf: ').and.to.include(message);
      expect(existsSync(join(path, '..', 'd'))).to.equal(false);
    });
  }
});
