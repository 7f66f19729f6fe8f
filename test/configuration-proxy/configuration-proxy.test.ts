import { createServer } from 'node:http';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { stringify } from 'yaml';
import type { RunningCentralServer } from '#central-server/program.ts';
import { shiftedClock, systemClock } from '#config/clock.ts';
import { ConfigurationClient, type FetchOutcome } from '#distribution/configuration-client/configuration-client.ts';
import { readAnchor } from '#protocol/configuration/anchor.ts';
import { CONFIGURATION_VERSIONS, type ConfigurationVersion } from '#protocol/configuration/parameters.ts';
import { readSignedDirectory } from '#protocol/configuration/signed-directory.ts';
import { startInFolder, writeCentralServer } from '../central-server/in-folder.ts';
import { drum } from '../command-line/drum.ts';
import { DrumProcess } from '../command-line/drum-process.ts';
import { until } from '../country/poll.ts';
import { freePort } from '../free-port.ts';
import { temporaryFolders } from '../temporary.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const VALID_SECONDS = 6;
const QUICK = `
parameters:
  center.configuration-expire-interval: ${VALID_SECONDS}
  center.configuration-generation-interval: 1
`;

describe('a configuration proxy', function () {
  this.timeout(60_000);
  const folder = temporaryFolders();
  let upstreamHome: string;
  let upstreamPort: number;
  let upstream: RunningCentralServer;
  let config: string;
  let address: string;
  let anchor: string;
  let proxy: DrumProcess;

  before(async () => {
    upstreamHome = folder();
    upstreamPort = await freePort();
    await writeCentralServer(upstreamHome, upstreamPort, `ocspFetchIntervalSeconds: 300${QUICK}`);
    upstream = await startInFolder(upstreamHome);
    const home = folder();
    config = join(home, 'proxy.yaml');
    anchor = join(home, 'anchor.xml');
    const port = await freePort();
    address = `127.0.0.1:${port}`;
    writeFileSync(join(home, 'pin'), 'secret-5678\n');
    writeFileSync(
      config,
      stringify({
        data: 'data',
        listen: { address: '127.0.0.1', port },
        publicAddress: address,
        pin: { file: 'pin' },
        instances: [
          { name: 'LONG', anchor: upstream.anchors.INTERNAL },
          { name: 'SHORT', anchor: upstream.anchors.EXTERNAL, validitySeconds: 2 },
        ],
        parameters: { 'configuration-proxy.update-interval': 1 },
      }),
    );
  });

  after(async () => {
    await proxy.kill('SIGKILL');
    await upstream.stop().catch(() => undefined);
  });

  const command = (name: string, ...args: readonly string[]) =>
    drum('configuration-proxy', name, '--config', config, '--instance', 'LONG', ...args);

  const told = async (name: string, ...args: readonly string[]): Promise<string> => {
    const { code, out, err } = await command(name, ...args);
    expect({ code, err }).to.deep.equal({ code: 0, err: '' });
    return out;
  };

  const clientOf = (directory: string, version?: ConfigurationVersion): ConfigurationClient =>
    new ConfigurationClient({
      anchor: readAnchor(readFileSync(anchor)),
      directory,
      clock: systemClock,
      ...(version === undefined ? {} : { version }),
    });

  const raw = (path: string) => fetch(`http://${address}/${path}`);
  const directory = async (path = 'LONG/conf?version=6') =>
    readSignedDirectory(new Uint8Array(await (await raw(path)).arrayBuffer()));
  const signer = async () => (await directory()).certificateHash.value.toString('hex');
  const certificatesIn = ({ configuration }: FetchOutcome) =>
    configuration?.shared('TEST').sources.flatMap((source) => source.internalVerificationCertificates) ?? [];

  it('has no anchor before its first key, and one first key', async () => {
    expect((await command('generate-anchor', '--into', anchor)).err).to.match(/^key_not_found: Instance LONG has no/);
    expect(await told('create-instance', '--algorithm', 'EC')).to.match(
      /^Instance LONG signs with key [0-9a-f]{40}\n$/,
    );
    expect((await command('create-instance')).err).to.match(/^bad_request: Instance LONG has a signing key already/);
    expect(await told('generate-anchor', '--into', anchor)).to.match(/its SHA-224 is [0-9A-F]{56}\n$/);
    await drum('configuration-proxy', 'create-instance', '--config', config, '--instance', 'SHORT');
    expect((await drum('configuration-proxy', 'view-conf', '--config', config, '--instance', 'X')).err).to.match(
      /^not_found: .* declares no instance X; it has LONG, SHORT/,
    );
  });

  it('starts and tells where its configuration is', async () => {
    proxy = new DrumProcess('configuration-proxy', '--config', config);
    const ready = JSON.parse((await proxy.firstLine) ?? '') as { addresses: string[] };
    expect(ready.addresses).to.deep.equal([`http://${address}/LONG/conf`, `http://${address}/SHORT/conf`]);
  });

  for (const version of CONFIGURATION_VERSIONS) {
    it(`passes version ${version} on, with itself as the source`, async () => {
      const passed = await clientOf(folder(), version).fetch();
      expect(passed.error).to.equal(undefined);
      const direct = await new ConfigurationClient({
        anchor: readAnchor(readFileSync(upstream.anchors.INTERNAL)),
        directory: folder(),
        clock: systemClock,
        version,
      }).fetch();
      const { sources, ...rest } = passed.configuration?.shared('TEST') ?? {};
      const { sources: ignored, ...original } = direct.configuration?.shared('TEST') ?? {};
      expect(ignored).to.have.length(version === 2 ? 0 : 1);
      expect(rest).to.deep.equal(original);
      const certificates = readAnchor(readFileSync(anchor)).sources[0]?.verificationCertificates ?? [];
      const own = {
        address,
        internalVerificationCertificates: certificates,
        externalVerificationCertificates: certificates,
      };
      expect(sources).to.deep.equal(version === 2 ? [] : [own]);
      expect(passed.configuration?.private).to.deep.equal(direct.configuration?.private);
      expect(passed.configuration?.ocspFetchIntervalSeconds).to.equal(300);
      expect(passed.download?.directory.version).to.equal(version);
    });
  }

  it('writes as X-Road’s configuration proxy does', async () => {
    const answer = await raw('LONG/conf?version=6');
    const text = Buffer.from(await answer.arrayBuffer()).toString('latin1');
    expect(text).to.match(
      /^content-type: multipart\/related; type="multipart\/mixed"; charset=UTF-8; boundary=\w+\n\n--/,
    );
    expect(text).to.match(/\r\nexpire-date: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z\r\nVersion: 6\r\n\r\n\r\n--/);
    expect(text).to.match(
      /\r\ncontent-identifier: SHARED-PARAMETERS; instance="TEST"\r\ncontent-location: \/LONG\/\d{13}\/TEST\/shared-params\.xml\r\nhash-algorithm-id: http:\/\/www\.w3\.org\/2001\/04\/xmlenc#sha512\r\n\r\n[\w+/]+==\r\n/,
    );
    expect(text).to.match(/\r\nverification-certificate-hash: [\w+/=]+; hash-algorithm-id=http:[^"\r]+\r\n\r\n/);
  });

  for (const [path, status] of [
    ['LONG/conf', 200],
    ['LONG/conf?version=7', 404],
    ['OTHER/conf', 404],
    ['LONG/../../keys/keys.json', 404],
    ['LONG/conf-v6', 404],
  ] as const) {
    it(`answers GET /${path} with ${status}`, async () => {
      expect((await raw(path)).status).to.equal(status);
    });
  }

  it('signs for as long as it is told, and never for longer than what it has', async () => {
    const { expiresAt } = (await directory()).readSigned();
    expect(expiresAt.getTime()).to.be.at.most(systemClock.now().getTime() + VALID_SECONDS * 1000);
    const short = (await directory('SHORT/conf?version=6')).readSigned();
    expect(short.expiresAt.getTime()).to.be.at.most(systemClock.now().getTime() + 2_000);
    expect(short.parts.map(({ contentIdentifier }) => contentIdentifier)).to.deep.equal(['SHARED-PARAMETERS']);
  });

  it('changes its keys while it runs, and clients with the old anchor follow', async () => {
    const kept = folder();
    expect((await clientOf(kept).fetch()).error).to.equal(undefined);
    const before = await signer();
    const [, added = ''] =
      /^Key ([0-9a-f]{40}) is published/.exec(await told('add-signing-key', '--algorithm', 'EC')) ?? [];
    await until('both keys are published', async () => certificatesIn(await clientOf(kept).fetch()).length === 2);
    expect(await signer()).to.equal(before);
    const early = await command('activate-signing-key', '--key', added);
    expect(early.err).to.match(/^bad_request: Not every client of LONG knows key [0-9a-f]{40} yet; all do at 2/);
    await told('activate-signing-key', '--key', added, '--now');
    await until('the other key signs', async () => (await signer()) !== before);
    expect((await clientOf(kept).fetch()).error).to.equal(undefined);
    expect((await command('del-signing-key', '--key', added)).err).to.match(/^bad_request: Key [0-9a-f]{40} signs /);
    const [, old = ''] = /Key ([0-9a-f]{40}), made \S+Z\n/.exec(await told('view-conf')) ?? [];
    expect(await told('del-signing-key', '--key', old)).to.equal(`Key ${old} is deleted\n`);
    await until('one key is published', async () => certificatesIn(await clientOf(kept).fetch()).length === 1);
    const fresh = await clientOf(folder()).fetch();
    expect(fresh.error?.code).to.equal('global_conf_missing_verification_cert');
    await told('generate-anchor', '--into', anchor);
    expect((await clientOf(folder()).fetch()).error).to.equal(undefined);
  });

  it('follows its source to other keys by the anchor that it has, in every version', async () => {
    const kept = join(dirname(config), 'data', 'download', 'LONG', 'V6', 'TEST', 'shared-params.xml');
    const restart = async (internal: string, clock = systemClock): Promise<void> => {
      await upstream.stop();
      const keys = `signingKeys: { internal: ${internal}, external: { active: first } }`;
      await writeCentralServer(upstreamHome, upstreamPort, `${keys}\n${QUICK}`);
      upstream = await startInFolder(upstreamHome, clock);
    };
    await restart('{ active: first, others: [second] }');
    await until(
      'the next key is known',
      () => readFileSync(kept, 'utf8').split('<internalVerificationCert>').length === 3,
    );
    await restart('{ active: second, others: [first] }', shiftedClock(HOUR_MS));
    await restart('{ active: second }');
    const changed = systemClock.now();
    for (const version of [2, 6]) {
      await until(`version ${version} is of the next key`, async () => {
        const answer = await directory(`LONG/conf?version=${version}`).catch(() => undefined);
        const expiry = answer?.readSigned().expiresAt ?? changed;
        // Signed after the change, and by what is not an hour ahead.
        return (
          expiry.getTime() > changed.getTime() + (VALID_SECONDS + 1) * 1_000 &&
          expiry.getTime() < changed.getTime() + MINUTE_MS
        );
      });
    }
  });

  it('publishes nothing anew that it cannot verify, and what it has ends in its time', async () => {
    await upstream.stop();
    // Somebody else answers in its place, with what was signed by another key: this proxy's own.
    const stolen = Buffer.from(await (await raw('LONG/conf?version=6')).arrayBuffer());
    const forged = createServer((_request, response) => response.writeHead(200).end(stolen));
    forged.listen(upstreamPort, '127.0.0.1');
    await once(forged, 'listening');
    try {
      // A round that was under way may end with what it had.
      await until('the last round is over', async () => (await raw('SHORT/conf?version=6')).status === 404);
      const { expiresAt } = (await directory()).readSigned();
      await until('the last directory is gone', async () => {
        const answer = await raw('LONG/conf?version=6');
        if (answer.status === 404) return true;
        const now = readSignedDirectory(new Uint8Array(await answer.arrayBuffer())).readSigned();
        expect(now.expiresAt).to.deep.equal(expiresAt);
        return false;
      });
      expect(systemClock.now().getTime()).to.be.at.least(expiresAt.getTime());
    } finally {
      forged.closeAllConnections();
      forged.close();
    }
  });

  it('goes on when its source is there again, and stops when it is told to', async () => {
    upstream = await startInFolder(upstreamHome);
    await until('it publishes again', async () => (await raw('LONG/conf?version=6')).status === 200);
    expect((await clientOf(folder()).fetch()).error).to.equal(undefined);
    expect((await proxy.kill('SIGTERM')).code).to.equal(0);
  });
});
