import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { readCentralServerFile } from '#central-server/file.ts';
import type { RunningCentralServer } from '#central-server/program.ts';
import { shiftedClock, systemClock } from '#config/clock.ts';
import { readAnchor } from '#protocol/configuration/anchor.ts';
import { CONFIGURATION_VERSIONS } from '#protocol/configuration/parameters.ts';
import { managementServicesWsdl } from '#protocol/management/wsdl.ts';
import { ConfigurationClient } from '#distribution/configuration-client/configuration-client.ts';
import { freePort } from '../free-port.ts';
import { temporaryFolders } from '../temporary.ts';
import { startInFolder, writeCentralServer } from './in-folder.ts';

describe('a central server', () => {
  const folder = temporaryFolders();
  let home: string;
  let port: number;
  let server: RunningCentralServer;

  before(async () => {
    home = folder();
    port = await freePort();
    await writeCentralServer(home, port);
    server = await startInFolder(home);
  });

  after(() => server.stop());

  for (const version of CONFIGURATION_VERSIONS) {
    it(`publishes internal configuration of version ${version}, which a client verifies and loads`, async () => {
      const client = new ConfigurationClient({
        anchor: readAnchor(readFileSync(server.anchors.INTERNAL)),
        directory: join(folder(), 'globalconf'),
        clock: systemClock,
        version,
      });
      const { configuration, error } = await client.fetch();
      expect(error).to.equal(undefined);
      const shared = configuration?.shared('TEST');
      expect(shared?.members.map(({ name }) => name)).to.deep.equal(['First']);
      expect(shared?.ocspFreshnessSeconds).to.equal(3600);
      expect(shared?.securityServers[0]?.authenticationCertificateHashes[0]).to.have.length(version === 2 ? 20 : 32);
      expect(shared?.sources.length).to.equal(version === 2 ? 0 : 1);
      expect(configuration?.private?.timeStampingIntervalSeconds).to.equal(60);
    });
  }

  it('publishes external configuration without private parameters', async () => {
    const client = new ConfigurationClient({
      anchor: readAnchor(readFileSync(server.anchors.EXTERNAL)),
      directory: join(folder(), 'globalconf'),
      clock: systemClock,
    });
    const { configuration } = await client.fetch();
    expect(configuration?.shared('TEST').version).to.equal(6);
    expect(configuration?.private).to.equal(undefined);
  });

  for (const [path, status] of [
    ['/internalconf', 200],
    ['/internalconf?version=6', 200],
    ['/externalconf?version=2', 200],
    ['/internalconf?version=7', 404],
    ['/internalconf?version=../../catalogue', 404],
    ['/V6/../../catalogue.sqlite', 404],
    ['/V6/%2e%2e/%2e%2e/catalogue.sqlite', 404],
    ['/managementservices.wsdl', 200],
    ['/wsdl/managementservices.wsdl', 404],
    ['/', 404],
  ] as const) {
    it(`answers GET ${path} with ${status}`, async () => {
      expect((await fetch(`http://127.0.0.1:${port}${path}`)).status).to.equal(status);
    });
  }

  it('describes the management services to whoever operates the server that brings their requests', async () => {
    const response = await fetch(`http://127.0.0.1:${port}/managementservices.wsdl`);
    expect(response.headers.get('content-type')).to.equal('text/xml');
    expect(Buffer.from(await response.arrayBuffer())).to.deep.equal(
      managementServicesWsdl('https://127.0.0.1:4002/managementservice/manage/'),
    );
  });

  it('answers no other method than GET and HEAD', async () => {
    const response = await fetch(`http://127.0.0.1:${port}/internalconf`, { method: 'POST', body: 'x' });
    expect(response.status).to.equal(405);
    expect(response.headers.get('allow')).to.equal('GET, HEAD');
  });

  it('keeps its keys over a restart, so that its anchor stays good', async () => {
    const before = readAnchor(readFileSync(server.anchors.INTERNAL));
    await server.stop();
    server = await startInFolder(home, shiftedClock(1000));
    const client = new ConfigurationClient({
      anchor: before,
      directory: join(folder(), 'globalconf'),
      clock: systemClock,
    });
    expect((await client.fetch()).error).to.equal(undefined);
  });
});

describe('the file of a central server', () => {
  const folder = temporaryFolders();

  for (const [what, more, message] of [
    [
      'a group that is declared twice',
      'globalGroups: [{ code: g, description: a }, { code: g, description: b }]',
      'Global group g is declared twice',
    ],
    [
      'the built-in group of owners',
      'globalGroups: [{ code: security-server-owners, description: a }]',
      'Global group security-server-owners is built in, and is not declared',
    ],
    ['an unknown field', 'colour: red', 'Unrecognized key: "colour"'],
    ['an owner that is not declared', '', 'Security server ss1: MEMBER:TEST/GOV/2 is not declared'],
    ['a missing certificate', '', 'central.yaml: The file '],
    [
      'a monitoring client that is not declared',
      'monitoringClient: TEST/GOV/1/other',
      'Monitoring client: SUBSYSTEM:TEST/GOV/1/other is not declared',
    ],
    ['a trusted anchor that is none', 'trustedAnchors: [auth.pem]', 'auth.pem: '],
    [
      'a parameter that does not exist',
      'parameters: { center.max-connection: 1 }',
      'did you mean center.max-connections?',
    ],
  ] as const) {
    it(`is refused for ${what}`, async () => {
      const home = folder();
      await writeCentralServer(home, 80, more);
      if (what === 'a missing certificate') rmSync(join(home, 'auth.pem'));
      const text = readFileSync(join(home, 'central.yaml'), 'utf8').replace(
        what.startsWith('an owner') ? 'owner: TEST/GOV/1' : '\u0000',
        'owner: TEST/GOV/2',
      );
      writeFileSync(join(home, 'central.yaml'), text);
      const error = await readCentralServerFile(join(home, 'central.yaml')).catch((thrown: unknown) => thrown);
      const codes: Record<string, string> = {
        'a missing certificate': 'file_not_found',
        'a trusted anchor that is none': 'malformed_anchor',
      };
      const code = codes[what] ?? 'malformed_server_conf';
      expect(error).to.be.instanceOf(Error).with.property('code', code);
      expect((error as Error).message).to.contain(message);
    });
  }
});
