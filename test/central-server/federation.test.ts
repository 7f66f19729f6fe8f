import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { readCentralServerFile } from '#central-server/file.ts';
import type { RunningCentralServer } from '#central-server/program.ts';
import { shiftedClock, systemClock } from '#config/clock.ts';
import { readAnchor } from '#protocol/configuration/anchor.ts';
import { ConfigurationClient } from '#distribution/configuration-client/configuration-client.ts';
import { freePort } from '../free-port.ts';
import { refusalOf } from '../refusal.ts';
import { temporaryFolders } from '../temporary.ts';
import { startInFolder, writeCentralServer } from './in-folder.ts';

const HOUR_MS = 3_600_000;
const PARTS = `
monitoringClient: HOME/GOV/1/sub
ocspFetchIntervalSeconds: 300
ocspVerifyNextUpdate: false
`;

describe('a central server that trusts another instance', () => {
  const folder = temporaryFolders();
  let neighbour: RunningCentralServer;
  let own: RunningCentralServer;
  let there: string;
  let home: string;
  let port: number;

  before(async () => {
    there = folder();
    await writeCentralServer(there, await freePort(), '', 'NEIGHBOUR');
    neighbour = await startInFolder(there);
    home = folder();
    port = await freePort();
    await writeCentralServer(home, port, `trustedAnchors: [neighbour.xml]${PARTS}`, 'HOME');
    copyFileSync(neighbour.anchors.EXTERNAL, join(home, 'neighbour.xml'));
    own = await startInFolder(home);
  });

  after(() => Promise.all([own.stop(), neighbour.stop()]));

  const addressOf = (anchor: string): string =>
    new URL(readAnchor(readFileSync(anchor)).sources[0]?.downloadUrl ?? '').host;

  const clientOf = (directory: string, allowedFederations?: string): ConfigurationClient =>
    new ConfigurationClient({
      anchor: readAnchor(readFileSync(own.anchors.INTERNAL)),
      directory,
      clock: systemClock,
      removeOthers: true,
      ...(allowedFederations === undefined ? {} : { allowedFederations }),
    });

  it('publishes its anchor to its security servers, which then download its shared parameters and nothing else', async () => {
    const directory = folder();
    const { configuration, federated } = await clientOf(directory, 'neighbour').fetch();
    expect(federated.map(({ instance, error }) => ({ instance, error }))).to.deep.equal([
      { instance: 'NEIGHBOUR', error: undefined },
    ]);
    expect(configuration?.private?.configurationAnchors).to.deep.equal([
      readAnchor(readFileSync(neighbour.anchors.EXTERNAL)),
    ]);
    expect(configuration?.instances).to.deep.equal(['HOME', 'NEIGHBOUR']);
    expect(existsSync(join(directory, 'NEIGHBOUR', 'shared-params.xml'))).to.equal(true);
    expect(existsSync(join(directory, 'NEIGHBOUR', 'private-params.xml'))).to.equal(false);
  });

  it('is alone for a security server that allows no federation, which also drops what it had of the other', async () => {
    const directory = folder();
    await clientOf(directory, 'all').fetch();
    expect(existsSync(join(directory, 'NEIGHBOUR'))).to.equal(true);
    const { configuration } = await clientOf(directory).fetch();
    expect(configuration?.instances).to.deep.equal(['HOME']);
    expect(existsSync(join(directory, 'NEIGHBOUR'))).to.equal(false);
  });

  it('publishes the optional parts that it declares, to its own security servers alone', async () => {
    const { configuration, download } = await clientOf(folder()).fetch();
    expect(download?.files.map(({ part }) => part.contentIdentifier)).to.deep.equal([
      'PRIVATE-PARAMETERS',
      'SHARED-PARAMETERS',
      'MONITORING',
      'FETCHINTERVAL',
      'NEXTUPDATE',
    ]);
    expect(configuration?.ocspFetchIntervalSeconds).to.equal(300);
    expect(configuration?.trust('HOME').ocspVerifyNextUpdate).to.equal(false);
    expect(configuration?.monitoringClient).to.deep.include({ instance: 'HOME', subsystemCode: 'sub' });
    const outside = new ConfigurationClient({
      anchor: readAnchor(readFileSync(own.anchors.EXTERNAL)),
      directory: folder(),
      clock: systemClock,
    });
    const outcome = await outside.fetch();
    expect(outcome.download?.files.map(({ part }) => part.contentIdentifier)).to.deep.equal(['SHARED-PARAMETERS']);
  });

  it('signs for other instances with another key than for its own security servers', () => {
    const certificateOf = (path: string) => readAnchor(readFileSync(path)).sources[0]?.verificationCertificates[0];
    expect(certificateOf(own.anchors.EXTERNAL)).not.to.deep.equal(certificateOf(own.anchors.INTERNAL));
  });

  it('is followed to its next keys by those who know it, with the anchor that they have', async () => {
    const rotate = async (external: string, clock = systemClock): Promise<void> => {
      const port = Number(new URL(`http://${addressOf(neighbour.anchors.EXTERNAL)}`).port);
      await neighbour.stop();
      await writeCentralServer(
        there,
        port,
        `signingKeys: { internal: { active: first }, external: ${external} }`,
        'NEIGHBOUR',
      );
      neighbour = await startInFolder(there, clock);
    };
    const following = clientOf(folder(), 'all');
    const outcomes = async (client: ConfigurationClient) =>
      (await client.fetch()).federated.map(({ error }) => error?.code ?? 'followed');
    await rotate('{ active: first, others: [second] }');
    expect(await outcomes(following)).to.deep.equal(['followed']);
    await rotate('{ active: second, others: [first] }', shiftedClock(HOUR_MS));
    await rotate('{ active: second }', shiftedClock(HOUR_MS));
    expect(await outcomes(following)).to.deep.equal(['followed']);
    expect(await outcomes(clientOf(folder(), 'all'))).to.deep.equal(['global_conf_missing_verification_cert']);
  });

  it('does not trust itself as another, and no instance twice', async () => {
    const own2 = folder();
    await writeCentralServer(own2, port, 'trustedAnchors: [a.xml]', 'NEIGHBOUR');
    copyFileSync(join(home, 'neighbour.xml'), join(own2, 'a.xml'));
    expect(await refusalOf(() => readCentralServerFile(join(own2, 'central.yaml')))).to.equal(
      'malformed_server_conf: A trusted anchor is of instance NEIGHBOUR, which is this one',
    );
    await writeCentralServer(own2, port, 'trustedAnchors: [a.xml, a.xml]', 'HOME');
    expect(await refusalOf(() => readCentralServerFile(join(own2, 'central.yaml')))).to.equal(
      'malformed_server_conf: Trusted anchor of instance NEIGHBOUR is declared twice',
    );
  });

  it('trusts an instance no longer when its file does not', async () => {
    await own.stop();
    await writeCentralServer(home, port, '', 'HOME');
    own = await startInFolder(home);
    const { configuration } = await clientOf(folder(), 'all').fetch();
    expect(configuration?.private?.configurationAnchors).to.deep.equal([]);
    expect(configuration?.instances).to.deep.equal(['HOME']);
    expect(configuration?.ocspFetchIntervalSeconds).to.equal(1_200);
  });
});
