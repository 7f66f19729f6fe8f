import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { readCentralServerFile } from '#central-server/file.ts';
import type { RunningCentralServer } from '#central-server/program.ts';
import { systemClock } from '#config/clock.ts';
import { readAnchor } from '#protocol/configuration/anchor.ts';
import { ConfigurationClient } from '#distribution/configuration-client/configuration-client.ts';
import { freePort } from '../free-port.ts';
import { refusalOf } from '../refusal.ts';
import { temporaryFolders } from '../temporary.ts';
import { startInFolder, writeCentralServer } from './in-folder.ts';

const PARTS = `
monitoringClient: HOME/GOV/1/sub
ocspFetchIntervalSeconds: 300
ocspVerifyNextUpdate: false
`;

describe('a central server that trusts another instance', () => {
  const folder = temporaryFolders();
  let neighbour: RunningCentralServer;
  let own: RunningCentralServer;
  let home: string;
  let port: number;

  before(async () => {
    const there = folder();
    await writeCentralServer(there, await freePort(), '', 'NEIGHBOUR');
    neighbour = await startInFolder(there);
    home = folder();
    port = await freePort();
    await writeCentralServer(home, port, `trustedAnchors: [neighbour.xml]${PARTS}`, 'HOME');
    copyFileSync(neighbour.anchors.EXTERNAL, join(home, 'neighbour.xml'));
    own = await startInFolder(home);
  });

  after(() => Promise.all([own.stop(), neighbour.stop()]));

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
