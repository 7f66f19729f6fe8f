import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { signBytes } from '#certs/algorithms.ts';
import { selfSignedCertificate } from '#certs/certificate-writer.ts';
import { DistinguishedName } from '#certs/distinguished-name.ts';
import { toPem } from '#certs/pem.ts';
import { readCentralServerFile } from '#central-server/file.ts';
import { startCentralServer, type RunningCentralServer } from '#central-server/program.ts';
import { shiftedClock, systemClock } from '#config/clock.ts';
import { readAnchor } from '#protocol/configuration/anchor.ts';
import { CONFIGURATION_VERSIONS } from '#protocol/configuration/parameters.ts';
import { ConfigurationClient } from '#security-server/configuration-client/configuration-client.ts';
import { openLoggedInToken } from '../../cli/open-token.ts';
import { keptLog } from '../quiet-log.ts';
import { freePort } from '../free-port.ts';
import { temporaryFolders } from '../temporary.ts';

async function certificatePem(name: string): Promise<string> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { der } = await selfSignedCertificate({
    subject: DistinguishedName.fromAttributes([{ type: 'CN', value: name }]),
    key: {
      publicKey: createPublicKey(privateKey),
      sign: (algorithm, data) => Promise.resolve(signBytes(algorithm, privateKey, data, 'der')),
    },
    notBefore: new Date('2020-01-01T00:00:00Z'),
    notAfter: new Date('2060-01-01T00:00:00Z'),
  });
  return toPem('CERTIFICATE', der);
}

const yaml = (port: number, more = '') => `
data: data
instance: TEST
listen: { address: 127.0.0.1, port: ${port} }
publicAddress: 127.0.0.1:${port}
pin: { file: pin }
signingKeyType: EC
memberClasses: [{ code: GOV, description: Government }]
members:
  - { memberClass: GOV, memberCode: '1', name: First, subsystems: [{ code: sub, name: A subsystem }, { code: management }] }
securityServers:
  - { owner: TEST/GOV/1, code: ss1, address: 127.0.0.2, authenticationCertificates: [auth.pem], clients: [TEST/GOV/1/sub] }
certificationServices:
  - { name: CA, certificate: ca.pem, profile: Ejbca, ocsp: [{ url: 'http://127.0.0.1:1/ocsp' }] }
timeStampingServices: [{ name: TSA, url: 'http://127.0.0.1:1/tsa', certificate: tsa.pem }]
managementServiceProvider: TEST/GOV/1/management
${more}`;

describe('a central server', () => {
  const folder = temporaryFolders();
  let home: string;
  let port: number;
  let server: RunningCentralServer;

  before(async () => {
    home = folder();
    port = await freePort();
    for (const name of ['auth', 'ca', 'tsa']) writeFileSync(join(home, `${name}.pem`), await certificatePem(name));
    writeFileSync(join(home, 'pin'), 'secret-1234\n');
    writeFileSync(join(home, 'central.yaml'), yaml(port));
    server = await start(systemClock);
  });

  after(() => server.stop());

  async function start(clock: typeof systemClock): Promise<RunningCentralServer> {
    const file = await readCentralServerFile(join(home, 'central.yaml'));
    const token = await openLoggedInToken(join(file.data, 'token'), file.pin);
    const running = await startCentralServer(file, token, clock, keptLog());
    return {
      ...running,
      stop: async () => {
        await running.stop();
        await token.close();
      },
    };
  }

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
    ['/', 404],
  ] as const) {
    it(`answers GET ${path} with ${status}`, async () => {
      expect((await fetch(`http://127.0.0.1:${port}${path}`)).status).to.equal(status);
    });
  }

  it('answers no other method than GET and HEAD', async () => {
    const response = await fetch(`http://127.0.0.1:${port}/internalconf`, { method: 'POST', body: 'x' });
    expect(response.status).to.equal(405);
    expect(response.headers.get('allow')).to.equal('GET, HEAD');
  });

  it('keeps its keys over a restart, so that its anchor stays good', async () => {
    const before = readAnchor(readFileSync(server.anchors.INTERNAL));
    await server.stop();
    server = await start(shiftedClock(1000));
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
    ['an unknown field', 'colour: red', 'Unrecognized key: "colour"'],
    ['an owner that is not declared', '', 'Security server ss1: MEMBER:TEST/GOV/2 is not declared'],
    ['a missing certificate', '', 'central.yaml: The file '],
    [
      'a parameter that does not exist',
      'parameters: { center.max-connection: 1 }',
      'did you mean center.max-connections?',
    ],
  ] as const) {
    it(`is refused for ${what}`, async () => {
      const home = folder();
      for (const name of ['auth', 'ca', 'tsa']) {
        if (!(what === 'a missing certificate' && name === 'auth')) {
          writeFileSync(join(home, `${name}.pem`), await certificatePem(name));
        }
      }
      const text = yaml(80, more).replace(
        what.startsWith('an owner') ? 'owner: TEST/GOV/1' : '\u0000',
        'owner: TEST/GOV/2',
      );
      writeFileSync(join(home, 'central.yaml'), text);
      const error = await readCentralServerFile(join(home, 'central.yaml')).catch((thrown: unknown) => thrown);
      const code = what === 'a missing certificate' ? 'file_not_found' : 'malformed_server_conf';
      expect(error).to.be.instanceOf(Error).with.property('code', code);
      expect((error as Error).message).to.contain(message);
    });
  }
});
