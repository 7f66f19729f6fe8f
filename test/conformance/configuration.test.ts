import { expect } from 'chai';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import yauzl from 'yauzl';
import { Certificate } from '#certs/certificate.ts';
import { anchorFingerprint, readAnchor } from '#protocol/configuration/anchor.ts';
import { readConfigurationDirectory } from '#distribution/configuration-client/read-directory.ts';
import { refusal, refusalOf } from '../refusal.ts';
import { temporaryFolders } from '../temporary.ts';
import { describeWithVectors, vectorsPath } from '../vectors.ts';

const GOOD: readonly [directory: string, instances: string, versions: string, expires: string | undefined][] = [
  ['globalconf_good2_v3', 'DEV', '3', undefined],
  ['globalconf_good_v2', 'EE bar foo', '2 2 2', '2124-05-20T17:42:55.000Z'],
  ['globalconf_good_v3', 'EE bar foo_v2', '3 3 2', '2124-05-20T17:42:55.000Z'],
  ['globalconf_good_v4', 'EE bar baz_v3 foo_v2', '4 3 3 2', '2124-05-20T17:42:55.000Z'],
  ['globalconf_good_v5', 'EE bar baz_v3 foo_v2 qux_v4', '5 3 3 2 4', '2124-05-20T17:42:55.000Z'],
  ['globalconf_good_v6', 'EE bar baz_v3 foo_v2 quux_v5 qux_v4', '6 3 3 2 5 4', '2124-05-20T17:42:55.000Z'],
];
const REFUSED: readonly [directory: string, reason: string][] = [
  ['globalconf_empty', 'There are no usable shared parameters of the own instance EE'],
  [
    'globalconf_malformed',
    'There are no usable shared parameters of the own instance EE; foo/shared-params.xml: The document is not well-formed XML in UTF-8',
  ],
  [
    'globalconf_missing_identifier',
    'The folder DIRECTORY holds no global configuration: the file instance-identifier is missing',
  ],
];

describeWithVectors('Conformance: configuration folders', () => {
  const folder = temporaryFolders();

  it('are all in the tables', () => {
    const listed = [...GOOD.map(([name]) => name), ...REFUSED.map(([name]) => name), 'configuration-anchor1.xml'];
    expect(readdirSync(vectorsPath('configuration')).sort()).to.deep.equal(listed.sort());
  });

  for (const [directory, instances, versions, expires] of GOOD) {
    it(`configuration/${directory} loads, with nothing left out`, async () => {
      const configuration = await readConfigurationDirectory(vectorsPath('configuration', directory));
      expect(configuration.problems).to.deep.equal([]);
      expect(configuration.instances.join(' ')).to.equal(instances);
      expect(configuration.instances.map((instance) => configuration.shared(instance).version).join(' ')).to.equal(
        versions,
      );
      expect(configuration.expiresAt(configuration.instance)?.toISOString()).to.equal(expires);
      for (const instance of configuration.instances) expect(configuration.trust(instance).services).not.to.be.empty;
    });
  }

  for (const [directory, reason] of REFUSED) {
    it(`configuration/${directory} is refused: ${reason}`, async () => {
      const path = vectorsPath('configuration', directory);
      expect(await refusalOf(() => readConfigurationDirectory(path))).to.equal(
        `malformed_global_conf: ${reason.replace('DIRECTORY', path)}`,
      );
    });
  }

  it('confclient/test-conf-simple loads, though it has no metadata', async () => {
    const configuration = await readConfigurationDirectory(vectorsPath('confclient', 'test-conf-simple'));
    expect([configuration.instance, configuration.shared('EE').version]).to.deep.equal(['EE', 2]);
  });

  for (const directory of ['V2', 'V3', 'V3-many-nodes']) {
    it(`confclient/${directory} is refused as it is, and loads with an instance-identifier`, async () => {
      const path = vectorsPath('confclient', directory);
      expect(await refusalOf(() => readConfigurationDirectory(path))).to.equal(
        `malformed_global_conf: The folder ${path} holds no global configuration: the file instance-identifier is missing`,
      );
      const copy = folder();
      for (const file of ['shared-params.xml', 'shared-params.xml.metadata']) {
        mkdirSync(join(copy, 'EE'), { recursive: true });
        writeFileSync(join(copy, 'EE', file), readFileSync(join(path, 'EE', file)));
      }
      writeFileSync(join(copy, 'instance-identifier'), 'EE');
      const configuration = await readConfigurationDirectory(copy);
      expect(configuration.shared('EE').version).to.equal(directory === 'V2' ? 2 : 3);
      expect(configuration.shared('EE').sources).to.have.lengthOf(directory === 'V2' ? 0 : directory === 'V3' ? 1 : 3);
    });
  }
});

const LAB: readonly [directory: string, version: number, withPrivate: boolean][] = [
  ['externalconf', 6, false],
  ['internalconf', 6, true],
  ['v2', 2, true],
  ['v3', 3, true],
  ['v4', 4, true],
  ['v5', 5, true],
  ['v6', 6, true],
];

describeWithVectors('Conformance: what the real client stored of the lab', () => {
  const certificate = (name: string) =>
    Certificate.fromPem(readFileSync(vectorsPath('lab', 'pki', `${name}.crt.pem`), 'utf8'));
  const client = (memberCode: string, subsystemCode: string) =>
    ({ type: 'SUBSYSTEM', instance: 'LAB', memberClass: 'COM', memberCode, subsystemCode }) as const;

  it('are all in the table', () => {
    expect(readdirSync(vectorsPath('lab', 'globalconf-downloaded')).sort()).to.deep.equal(LAB.map(([name]) => name));
  });

  for (const [directory, version, withPrivate] of LAB) {
    it(`lab/globalconf-downloaded/${directory} loads and knows servers, members and certificates`, async () => {
      const configuration = await readConfigurationDirectory(vectorsPath('lab', 'globalconf-downloaded', directory));
      expect(configuration.shared('LAB').version).to.equal(version);
      expect(configuration.private !== undefined).to.equal(withPrivate);
      expect(configuration.problems).to.deep.equal([]);
      const consumer = client('1001', 'ConsumerSub');
      const provider = client('1002', 'ProviderSub');
      expect(configuration.serversOf(provider).map(({ id, address }) => [id.serverCode, address])).to.deep.equal([
        ['ss2', '127.0.0.2'],
      ]);
      // SHA-1 hashes in version 2, SHA-256 from version 3 on.
      expect(configuration.serverOfAuthenticationCertificate(certificate('auth-ss1'))?.serverCode).to.equal('ss1');
      expect(configuration.authenticationCertificateServes(certificate('auth-ss1'), consumer)).to.equal(true);
      expect(configuration.authenticationCertificateServes(certificate('auth-ss1'), provider)).to.equal(false);
      for (const [name, of] of [
        ['sign-1001', consumer],
        ['sign-1002', provider],
        ['sign-1003-ec', client('1003', 'EcSub')],
      ] as const) {
        const { memberCode } = of;
        expect(configuration.signingMember(of, certificate(name))).to.deep.equal({
          type: 'MEMBER',
          instance: 'LAB',
          memberClass: 'COM',
          memberCode,
        });
      }
    });
  }
});

/** The entries of a ZIP file. */
async function entriesOf(path: string): Promise<Map<string, Buffer>> {
  const zip = await promisify<string, yauzl.ZipFile>(yauzl.open)(path);
  const open = promisify<yauzl.Entry, Readable>(zip.openReadStream.bind(zip));
  const reading: Promise<[string, Buffer]>[] = [];
  zip.on('entry', (entry: yauzl.Entry) => {
    const read = async (): Promise<[string, Buffer]> => [entry.fileName, await buffer(await open(entry))];
    reading.push(read());
  });
  await once(zip, 'end');
  return new Map(await Promise.all(reading));
}

describeWithVectors('Conformance: a /verificationconf answer', () => {
  const folder = temporaryFolders();

  it('lab/verificationconf.zip loads unpacked, and its one folder by itself', async () => {
    const place = folder();
    for (const [name, bytes] of await entriesOf(vectorsPath('lab', 'verificationconf.zip'))) {
      mkdirSync(dirname(join(place, name)), { recursive: true });
      writeFileSync(join(place, name), bytes);
    }
    for (const directory of [place, join(place, 'verificationconf')]) {
      const configuration = await readConfigurationDirectory(directory);
      expect([configuration.instance, configuration.shared('LAB').version]).to.deep.equal(['LAB', 6]);
      expect([configuration.private, configuration.expiresAt('LAB')]).to.deep.equal([undefined, undefined]);
    }
  });
});

describeWithVectors('Conformance: anchors', () => {
  for (const [path, instance, sources, fingerprint] of [
    ['configuration/configuration-anchor1.xml', 'EE', 1, 'B35F4AFCC4BD30F272291771234EC3613B3B43C3637AC379C5DDB7F0'],
    ['confclient/configuration-anchor1.xml', 'EE', 3, '90D8E06D421D547AE099996EA0F2B06AC5660003C63542C58D25AC9C'],
    ['lab/anchor-internalconf.xml', 'LAB', 1, 'BB87C5E432CB82A71FCB9A03C29AB8424CFB27E617FF14BF6442ABB7'],
    ['lab/anchor-externalconf.xml', 'LAB', 1, '5708D1B4EC63FB90B59776685372CB83638C31557142AE9E091F42C8'],
    ['lab/anchor-bad-signature.xml', 'LAB', 1, 'FEA44D411D238A01FD59D1EAFB2AA2577C568E050164FFE204538793'],
    ['lab/anchor-expired.xml', 'LAB', 1, '425637A9D2CD3E8FF09FF1B13C64447D00725EF2531E0CEB0ED82A58'],
  ] as const) {
    it(`${path} is read`, () => {
      const bytes = readFileSync(vectorsPath(...path.split('/')));
      const anchor = readAnchor(bytes);
      expect([anchor.instance, anchor.sources.length]).to.deep.equal([instance, sources]);
      expect(anchorFingerprint(bytes)).to.equal(fingerprint);
    });
  }

  it('no other configuration file is taken for one', () => {
    const shared = readFileSync(vectorsPath('lab', 'globalconf-downloaded', 'v6', 'LAB', 'shared-params.xml'));
    expect(refusal(() => readAnchor(shared))).to.equal(
      'malformed_anchor: The root element is conf, not configurationAnchor of http://x-road.eu/xsd/xroad.xsd',
    );
  });
});
