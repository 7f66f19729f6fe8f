import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { readCentralServerFile } from '#central-server/file.ts';
import type { RunningCentralServer } from '#central-server/program.ts';
import { digest } from '#certs/algorithms.ts';
import { shiftedClock, systemClock } from '#config/clock.ts';
import { readAnchor } from '#protocol/configuration/anchor.ts';
import { readSignedDirectory } from '#protocol/configuration/signed-directory.ts';
import { ConfigurationClient } from '#distribution/configuration-client/configuration-client.ts';
import { freePort } from '../free-port.ts';
import { freshPostgresDatabase } from '../postgres.ts';
import { refusalOf } from '../refusal.ts';
import { temporaryFolders } from '../temporary.ts';
import { startInFolder, writeCentralServer } from './in-folder.ts';

const HOUR_MS = 3_600_000;

describe('the signing keys of a central server', () => {
  const folder = temporaryFolders();
  let home: string;
  let port: number;
  let server: RunningCentralServer | undefined;

  beforeEach(async () => {
    home = folder();
    port = await freePort();
  });

  afterEach(() => server?.stop());

  async function restart(signingKeys: string, clock = systemClock): Promise<Buffer[]> {
    await server?.stop();
    server = undefined;
    await writeCentralServer(home, port, signingKeys);
    server = await startInFolder(home, clock);
    return anchorCertificates(server);
  }

  const anchorCertificates = ({ anchors }: RunningCentralServer): Buffer[] =>
    readAnchor(readFileSync(anchors.INTERNAL)).sources.flatMap((source) =>
      source.verificationCertificates.map((der) => Buffer.from(der)),
    );

  /** The SHA-512 of the certificate that a directory names as its signer's. */
  async function signerOf(path: string): Promise<string> {
    const answer = await fetch(`http://127.0.0.1:${port}/${path}?version=6`);
    return readSignedDirectory(new Uint8Array(await answer.arrayBuffer())).certificateHash.value.toString('hex');
  }

  const hashOf = (certificate: Buffer | undefined): string =>
    digest('SHA-512', certificate ?? Buffer.alloc(0)).toString('hex');

  const keysInToken = (): number =>
    readdirSync(join(home, 'data', 'token')).filter((name) => /^[0-9a-f]{40}\.p12$/.test(name)).length;

  const withKeys = (internal: string): string => `signingKeys: { internal: ${internal}, external: { active: first } }`;

  it('are published before they sign, take over when all clients know them, and go when they are declared no longer', async () => {
    const [first] = await restart('');
    expect(await signerOf('internalconf')).to.equal(hashOf(first));
    const both = await restart(withKeys('{ active: first, others: [second] }'));
    expect(both).to.have.length(2);
    expect(both[0]).to.deep.equal(first);
    expect(await signerOf('internalconf')).to.equal(hashOf(first));
    await restart(withKeys('{ active: second, others: [first] }'));
    expect(await signerOf('internalconf')).to.equal(hashOf(first));
    await restart(withKeys('{ active: second, others: [first] }'), shiftedClock(HOUR_MS));
    expect(await signerOf('internalconf')).to.equal(hashOf(both[1]));
    expect(keysInToken()).to.equal(3);
    expect(await restart(withKeys('{ active: second }'))).to.deep.equal([both[1]]);
    expect(await signerOf('internalconf')).to.equal(hashOf(both[1]));
    expect(keysInToken()).to.equal(2);
  });

  it('stay as they are where the file says nothing of them', async () => {
    await restart(withKeys('{ active: first, others: [second] }'));
    await restart(withKeys('{ active: second, others: [first] }'), shiftedClock(HOUR_MS));
    const signer = await signerOf('internalconf');
    expect(await restart('')).to.have.length(2);
    expect(await signerOf('internalconf')).to.equal(signer);
  });

  it('are replaced at once where none of the old ones is declared', async () => {
    await restart('');
    const [only, ...more] = await restart(withKeys('{ active: other }'));
    expect(more).to.deep.equal([]);
    expect(await signerOf('internalconf')).to.equal(hashOf(only));
  });

  it('are told apart by their names', async () => {
    await writeCentralServer(home, port, withKeys('{ active: first, others: [first] }'));
    expect(await refusalOf(() => readCentralServerFile(join(home, 'central.yaml')))).to.match(
      /^malformed_server_conf: .*signingKeys\.internal: names a key twice/,
    );
  });

  it('belong to one node each, and all nodes stand in anchors and shared parameters', async () => {
    const database = `database: { engine: postgresql, url: '${await freshPostgresDatabase()}' }\n`;
    const otherHome = folder();
    const otherPort = await freePort();
    const one = await restartNode(home, port, `${database}node: { name: one, others: [two] }`);
    const two = await restartNode(otherHome, otherPort, `${database}node: { name: two, others: [one] }`);
    await one.stop();
    server = await startInFolder(home);
    try {
      const anchor = readAnchor(readFileSync(server.anchors.INTERNAL));
      expect(anchor.sources.map(({ downloadUrl }) => downloadUrl)).to.deep.equal([
        `http://127.0.0.1:${port}/internalconf`,
        `http://127.0.0.1:${otherPort}/internalconf`,
      ]);
      const client = new ConfigurationClient({ anchor, directory: folder(), clock: systemClock });
      const { configuration } = await client.fetch();
      const addresses = configuration?.shared('TEST').sources.map(({ address }) => address);
      expect(addresses).to.deep.equal([`127.0.0.1:${port}`, `127.0.0.1:${otherPort}`]);
      await server.stop();
      server = undefined;
      const outcome = await client.fetch();
      expect(outcome.error).to.equal(undefined);
      expect(outcome.download?.source.port).to.equal(String(otherPort));
    } finally {
      await two.stop();
    }
  });

  async function restartNode(place: string, at: number, more: string): Promise<RunningCentralServer> {
    await writeCentralServer(place, at);
    appendFileSync(join(place, 'central.yaml'), more);
    return startInFolder(place);
  }
});
