import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse, stringify } from 'yaml';
import { ask } from '../country/ask.ts';
import { DRUM, ROOT, SandboxProcess, shell, START_MS_MAX } from '../exchange/sandbox-process.ts';
import { temporaryFolders } from '../temporary.ts';

const FIRST = '127.78.0.';
const SECOND = '127.78.1.';
const OFF = { 'configuration-client.allowed-federations': 'none' };

interface Ecosystem {
  securityServers: { name: string; parameters?: object }[];
  query: { client: string; service: string; path: string; headers: Record<string, string>; body: object };
}

describe('two countries that trust each other', function () {
  this.timeout(3 * START_MS_MAX);
  const folders = temporaryFolders();
  let folder: string;
  let sandbox: SandboxProcess | undefined;
  let neighbour: Ecosystem;

  before(() => {
    folder = folders();
  });

  afterEach(async () => {
    await sandbox?.interrupt();
    sandbox = undefined;
  });

  /** Starts both on loopback addresses of this test, on what an earlier start has left; the server named does not federate. */
  async function start(alone?: string): Promise<string> {
    const [first = '', second = ''] = ['bulgaria', 'neighbour'].map((name) => {
      const text = readFileSync(join(ROOT, 'config', 'sandbox', `${name}.yaml`), 'utf8');
      const ecosystem = parse(text.replaceAll('127.0.0.', FIRST).replaceAll('127.0.1.', SECOND)) as Ecosystem;
      // A third server of the first country has no part in this.
      ecosystem.securityServers = ecosystem.securityServers
        .filter((server) => server.name !== 'veliko-tarnovo')
        .map((server) => (server.name === alone ? { ...server, parameters: OFF } : server));
      if (name === 'neighbour') neighbour = ecosystem;
      const path = join(folder, `${name}.yaml`);
      writeFileSync(path, stringify(ecosystem));
      return path;
    });
    const data = join(folder, 'data');
    sandbox = new SandboxProcess('--ecosystem', first, '--federation', second, '--data', data);
    return sandbox.ready();
  }

  async function query(): Promise<string> {
    const { client, service, path, headers, body } = neighbour.query;
    const answer = await ask(`${SECOND}12`, {
      service: `${service}${path}`,
      client,
      headers,
      body: JSON.stringify(body),
    });
    return `${answer.status} ${answer.code ?? ''}`.trim();
  }

  const configurationOf = (instance: string, server: string): string =>
    join(folder, 'data', instance, server, 'data', 'globalconf');

  it('exchange messages as they print it, with evidence that verifies in either', async () => {
    const guide = await start();
    const printed = (text: string): string =>
      guide.slice(guide.indexOf(text), guide.indexOf('\n\n', guide.indexOf(text)));
    const { out } = await shell(printed('curl -sS -w'));
    expect(out).to.contain('"found":true');
    const [fetch = '', verify = ''] = printed('curl -sS --fail-with-body -o evidence.asice').split('\n');
    const file = join(folder, 'evidence.asice');
    await shell(fetch.replace('evidence.asice', file));
    const judged = verify.replace('evidence.asice', file).replace('npx drum', `node ${DRUM}`);
    const here = await shell(judged);
    expect(here.out).to.contain('VERIFIED').and.contain('Signed by     SUBSYSTEM:BG/GOV/831661388/grao-nbd');
    expect(here.code).to.equal(0);
    const there = await shell(`node ${DRUM} verify ${file} --configuration ${configurationOf('bg', 'grao')}`);
    expect(there.code).to.equal(0);
    for (const [instance, server] of [
      ['bg', 'grao'],
      ['bg', 'sofia'],
      ['ro', 'adr'],
      ['ro', 'giurgiu'],
    ] as const) {
      const kept = configurationOf(instance, server);
      expect(readdirSync(kept).sort()).to.deep.equal(['BG', 'RO', 'instance-identifier']);
      const other = instance === 'bg' ? 'RO' : 'BG';
      expect(readdirSync(join(kept, other)).sort()).to.deep.equal(['shared-params.xml', 'shared-params.xml.metadata']);
    }
    // What the provider keeps of the request names the other country's client.
    const id = /X-Road-Id: (first-query-[0-9a-f]+)/.exec(guide)?.[1] ?? '';
    const request = join(folder, 'request.asice');
    const grao = 'xRoadInstance=BG&memberClass=GOV&memberCode=831661388&subsystemCode=grao-nbd';
    await shell(`curl -s -o ${request} 'http://${FIRST}11:8080/asic?queryId=${id}&${grao}&requestOnly&unique&force'`);
    const asked = await shell(`node ${DRUM} verify ${request} --configuration ${configurationOf('bg', 'grao')} --json`);
    const report = JSON.parse(asked.out) as { verified: boolean; signer: string };
    expect(report).to.deep.include({ verified: true, signer: 'SUBSYSTEM:RO/MUN/10000002/evidenta-persoanelor' });
    expect((await sandbox?.interrupt())?.code).to.equal(0);
    sandbox = undefined;
  });

  it('are strangers to a consumer whose server allows no federation, and keeps nothing of the other', async () => {
    expect(existsSync(join(configurationOf('ro', 'giurgiu'), 'BG'))).to.equal(true);
    await start('giurgiu');
    expect(await query()).to.equal('500 server.clientproxy.unknown_member');
    expect(readdirSync(configurationOf('ro', 'giurgiu')).sort()).to.deep.equal(['RO', 'instance-identifier']);
  });

  it('are strangers to a provider whose server allows none', async () => {
    await start('grao');
    // It lets nobody in whose certificate its configuration does not name.
    expect(await query()).to.equal('500 server.clientproxy.network_error');
    expect(readdirSync(configurationOf('bg', 'grao')).sort()).to.deep.equal(['BG', 'instance-identifier']);
  });

  it('find each other again when it is allowed', async () => {
    await start();
    expect(await query()).to.equal('200');
  });
});
