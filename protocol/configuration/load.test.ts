import { expect } from 'chai';
import { digest } from '#certs/algorithms.ts';
import type { Certificate } from '#certs/certificate.ts';
import { issue } from '../../test/pki/certificates.ts';
import { refusal } from '../../test/refusal.ts';
import type { ClientId, ServerId } from '../identifiers/identifier.ts';
import { loadConfiguration, type ConfigurationFiles } from './load.ts';
import { writeMetadata, type PartMetadata } from './metadata.ts';
import type { ConfigurationVersion, SharedParameters } from './parameters.ts';
import { writePrivateParameters } from './private-parameters.ts';
import { writeSharedParameters } from './shared-parameters-writer.ts';

const PROFILE = 'ee.ria.xroad.common.certificateprofile.impl.BasicCertificateProfileInfoProvider';
const ROOT = issue({ subject: 'Root', ca: true, keyUsage: ['keyCertSign'] });
const TSA = issue({ subject: 'TSA', issuer: ROOT });
const AUTH = issue({ subject: 'ss1', issuer: ROOT }).certificate;
const STRANGER = issue({ subject: 'stranger' }).certificate;

const GOV = { memberClass: 'GOV' } as const;
const member = (instance: string, memberCode: string): ClientId => ({ type: 'MEMBER', instance, ...GOV, memberCode });
const subsystem = (instance: string, memberCode: string): ClientId => ({
  ...member(instance, memberCode),
  type: 'SUBSYSTEM',
  subsystemCode: 'sub',
});
const server = (instance: string, memberCode: string, serverCode: string): ServerId => ({
  type: 'SERVER',
  instance,
  ...GOV,
  memberCode,
  serverCode,
});

/** Owner 1 with subsystem; 2 with subsystem, a client of 1's server and owner of another without address. */
function sharedOf(instance: string, version: ConfigurationVersion, changes: Partial<SharedParameters> = {}): Buffer {
  const hash = (certificate: Certificate) => digest(version === 2 ? 'SHA-1' : 'SHA-256', certificate.der);
  const parameters: SharedParameters = {
    version,
    instance,
    sources: [{ address: 'cs', internalVerificationCertificates: [], externalVerificationCertificates: [] }],
    approvedCas: [
      {
        name: 'CA',
        authenticationOnly: false,
        topCa: {
          certificate: ROOT.certificate.der,
          ocsp: [{ url: 'http://ocsp/', certificate: ROOT.certificate.der }],
        },
        intermediateCas: [],
        certificateProfileInfo: PROFILE,
      },
    ],
    approvedTsas: [{ name: 'TSA', url: 'http://tsa/', certificate: TSA.certificate.der }],
    members: ['1', '2'].map((memberCode) => ({
      memberClass: { code: 'GOV', description: '' },
      memberCode,
      name: `Member ${memberCode}`,
      subsystems: [{ subsystemCode: 'sub', name: `Subsystem of ${memberCode}` }],
    })),
    securityServers: [
      {
        owner: member(instance, '1'),
        serverCode: 'ss1',
        address: 'ss1.example',
        authenticationCertificateHashes: [hash(AUTH)],
        clients: [subsystem(instance, '2')],
      },
      {
        owner: member(instance, '2'),
        serverCode: 'ss2',
        authenticationCertificateHashes: [],
        clients: [subsystem(instance, '2'), subsystem(instance, '2')],
        maintenance: { message: 'soon back' },
      },
    ],
    globalGroups: [{ groupCode: 'group', description: 'G', members: [subsystem('EE', '9')] }],
    memberClasses: [],
    ocspFreshnessSeconds: instance === 'BG' ? 3600 : 60,
    ...changes,
  };
  return writeSharedParameters(parameters, version);
}

const privateOf = (instance: string) =>
  writePrivateParameters({
    instance,
    configurationAnchors: [],
    managementService: { authCertRegServiceAddress: 'https://cs/', providerId: member(instance, '1') },
    timeStampingIntervalSeconds: 60,
  });

const text = (content: string) => Buffer.from(content);
const metadata = (fields: PartMetadata) => writeMetadata({ configurationVersion: 6, ...fields });

/** The own instance BG and the federated EE. */
function files(changes: Record<string, Uint8Array | undefined> = {}): ConfigurationFiles {
  const all: Record<string, Uint8Array | undefined> = {
    'instance-identifier': text('BG\n'),
    'BG/shared-params.xml': sharedOf('BG', 6),
    'BG/shared-params.xml.metadata': metadata({ expirationDate: new Date('2026-01-01T00:10:00Z') }),
    'BG/private-params.xml': privateOf('BG'),
    'BG/private-params.xml.metadata': metadata({ expirationDate: new Date('2026-01-01T00:05:00Z') }),
    'EE/shared-params.xml': sharedOf('EE', 2),
    'EE/shared-params.xml.metadata': writeMetadata({ expirationDate: new Date('2026-01-01T00:02:00Z') }),
    ...changes,
  };
  return new Map(Object.entries(all).flatMap(([path, bytes]) => (bytes === undefined ? [] : [[path, bytes]])));
}

const conf = (content: string) => text(`<x:conf xmlns:x="http://x-road.eu/xsd/xroad.xsd">${content}</x:conf>`);
const problemsOf = (changed: ConfigurationFiles) =>
  loadConfiguration(changed).problems.map(({ where, error }) => `${where}: ${error.message}`);

describe('Global configuration', () => {
  const configuration = loadConfiguration(files());

  it('knows its own instance and those federated with it, each in its own version', () => {
    expect(configuration.instance).to.equal('BG');
    expect(configuration.instances).to.deep.equal(['BG', 'EE']);
    expect(configuration.problems).to.deep.equal([]);
    expect([configuration.shared('BG').version, configuration.shared('EE').version]).to.deep.equal([6, 2]);
    expect(configuration.private?.timeStampingIntervalSeconds).to.equal(60);
  });

  it('refuses questions about an instance that it does not know', () => {
    for (const ask of [
      () => configuration.shared('FI'),
      () => configuration.trust('FI'),
      () => configuration.approvedTsas('FI'),
      () => configuration.certificationServices('FI'),
      () => configuration.clients('FI'),
    ]) {
      expect(refusal(ask)).to.equal('unknown_member: Instance FI is not in the global configuration');
    }
    expect(configuration.serversOf(member('FI', '1'))).to.deep.equal([]);
    expect(configuration.clientExists(member('FI', '1'))).to.equal(false);
    expect(configuration.expiresAt('FI')).to.equal(undefined);
  });

  it('expires for an instance when the first of its files does', () => {
    expect(configuration.expiresAt('BG')?.toISOString()).to.equal('2026-01-01T00:05:00.000Z');
    expect(configuration.expiresAt('EE')?.toISOString()).to.equal('2026-01-01T00:02:00.000Z');
    expect(configuration.isExpired(new Date('2026-01-01T00:05:00Z'))).to.equal(false);
    expect(configuration.isExpired(new Date('2026-01-01T00:05:00.001Z'))).to.equal(true);
    const at = new Date('2026-01-01T00:03:00Z');
    configuration.assertValid(at);
    expect(
      refusal(() => {
        configuration.assertValid(at, 'EE');
      }),
    ).to.equal('global_conf_outdated: Global configuration of instance EE expired at 2026-01-01T00:02:00Z');
  });

  it('without metadata is of version 2 and does not expire', () => {
    const bare = loadConfiguration(
      new Map([
        ['instance-identifier', text('EE')],
        ['EE/shared-params.xml', sharedOf('EE', 2)],
      ]),
    );
    expect(bare.shared('EE').version).to.equal(2);
    expect(bare.expiresAt('EE')).to.equal(undefined);
    expect(bare.private).to.equal(undefined);
    bare.assertValid(new Date('9999-01-01T00:00:00Z'));
  });

  it('trusts for each instance its services, with the own instance’s rules for OCSP', () => {
    const trust = configuration.trust('EE');
    expect(trust).to.include({ instance: 'EE', ocspFreshnessSecondsMax: 3600, ocspVerifyNextUpdate: true });
    expect(trust.services.map(({ name, profile }) => [name, profile])).to.deep.equal([['CA', PROFILE]]);
    expect(trust.services[0]?.top.certificate.equals(ROOT.certificate)).to.equal(true);
    expect(trust.services[0]?.top.ocspResponders[0]?.certificate?.equals(ROOT.certificate)).to.equal(true);
    expect(configuration.tsaCertificates().map(({ sha256Hex }) => sha256Hex)).to.deep.equal([
      TSA.certificate.sha256Hex,
      TSA.certificate.sha256Hex,
    ]);
    expect(configuration.approvedTsas('BG').map(({ url }) => url)).to.deep.equal(['http://tsa/']);
  });

  it('finds the servers that serve a client: as its client, or as its owner', () => {
    const codes = (client: ClientId) => configuration.serversOf(client).map(({ id }) => id.serverCode);
    expect(codes(subsystem('BG', '2'))).to.deep.equal(['ss1', 'ss2']);
    expect(codes(member('BG', '1'))).to.deep.equal(['ss1']);
    expect(codes(subsystem('BG', '1'))).to.deep.equal([]);
    expect(configuration.server(server('BG', '1', 'ss1'))).to.include({ address: 'ss1.example' });
    expect(configuration.server(server('BG', '2', 'ss2'))).to.deep.include({ maintenance: { message: 'soon back' } });
    expect(configuration.server(server('BG', '2', 'ss2'))).not.to.have.property('address');
    expect(configuration.server(server('BG', '1', 'none'))).to.equal(undefined);
  });

  it('knows whose authentication certificate it is, by SHA-256, or SHA-1 in version 2', () => {
    const only = (instance: string) =>
      loadConfiguration(
        files(
          instance === 'BG'
            ? { 'EE/shared-params.xml': undefined }
            : { 'BG/shared-params.xml': sharedOf('BG', 6, { securityServers: [] }) },
        ),
      );
    for (const instance of ['BG', 'EE']) {
      const found = only(instance);
      expect(found.serverOfAuthenticationCertificate(AUTH), instance).to.deep.equal(server(instance, '1', 'ss1'));
      expect(found.authenticationCertificateServes(AUTH, member(instance, '1')), 'owner').to.equal(true);
      expect(found.authenticationCertificateServes(AUTH, subsystem(instance, '2')), 'client').to.equal(true);
      expect(found.authenticationCertificateServes(AUTH, member(instance, '2')), 'not a client').to.equal(false);
    }
    expect(configuration.serverOfAuthenticationCertificate(STRANGER)).to.equal(undefined);
    expect(configuration.authenticationCertificateServes(STRANGER, member('BG', '1'))).to.equal(false);
  });

  it('names members, subsystems and groups', () => {
    expect(configuration.memberName(subsystem('BG', '2'))).to.equal('Member 2');
    expect(configuration.subsystemName(subsystem('BG', '2'))).to.equal('Subsystem of 2');
    expect(configuration.subsystemName(member('BG', '2'))).to.equal(undefined);
    expect(configuration.memberName(member('BG', '3'))).to.equal(undefined);
    expect(configuration.clients('BG').map(({ id, memberName }) => [id.type, memberName])).to.deep.equal([
      ['MEMBER', 'Member 1'],
      ['SUBSYSTEM', 'Member 1'],
      ['MEMBER', 'Member 2'],
      ['SUBSYSTEM', 'Member 2'],
    ]);
    const group = { type: 'GLOBALGROUP', instance: 'BG', groupCode: 'group' } as const;
    expect(configuration.groupMembers(group)).to.deep.equal([subsystem('EE', '9')]);
    expect(configuration.isInGlobalGroup(subsystem('EE', '9'), group)).to.equal(true);
    expect(configuration.isInGlobalGroup(member('EE', '9'), group)).to.equal(false);
    expect(configuration.isInGlobalGroup(subsystem('EE', '9'), { ...group, groupCode: 'other' })).to.equal(false);
    expect(configuration.groupMembers({ ...group, groupCode: 'other' })).to.deep.equal([]);
  });

  it('reads the member out of a signing certificate by the profile of its issuer', () => {
    const subject = [
      ['2.5.4.6', 'BG'],
      ['2.5.4.10', 'Member 1'],
      ['2.5.4.15', 'GOV'],
      ['2.5.4.5', '1'],
    ] as const;
    const certificate = issue({ subject, issuer: ROOT, keyUsage: ['nonRepudiation'] }).certificate;
    expect(configuration.signingMember(subsystem('BG', '1'), certificate)).to.deep.equal(member('BG', '1'));
    expect(refusal(() => configuration.signingMember(member('BG', '1'), STRANGER))).to.equal(
      'cannot_create_cert_path: The certificate is not issued by an approved certification service',
    );
    const authenticationOnly = loadConfiguration(
      files({
        'BG/shared-params.xml': sharedOf('BG', 6, {
          approvedCas: configuration.shared('BG').approvedCas.map((ca) => ({ ...ca, authenticationOnly: true })),
        }),
      }),
    );
    expect(refusal(() => authenticationOnly.signingMember(member('BG', '1'), certificate))).to.match(
      /^cannot_create_cert_path: /,
    );
  });

  it('takes the optional parts of its own instance', () => {
    const monitoring =
      '<monitoringClient><monitoringClientId xmlns:i="http://x-road.eu/xsd/identifiers" i:objectType="MEMBER"><i:xRoadInstance>BG</i:xRoadInstance><i:memberClass>GOV</i:memberClass><i:memberCode>1</i:memberCode></monitoringClientId></monitoringClient>';
    const loaded = loadConfiguration(
      files({
        'BG/fetchinterval-params.xml': conf('<ocspFetchInterval>600</ocspFetchInterval>'),
        'BG/nextupdate-params.xml': conf('<verifyNextUpdate>false</verifyNextUpdate>'),
        'BG/monitoring-params.xml': conf(monitoring),
      }),
    );
    expect(loaded.ocspFetchIntervalSeconds).to.equal(600);
    expect(loaded.trust('EE').ocspVerifyNextUpdate).to.equal(false);
    expect(loaded.monitoringClient).to.deep.equal(member('BG', '1'));
    expect([configuration.ocspFetchIntervalSeconds, configuration.monitoringClient]).to.deep.equal([1200, undefined]);
    const least = loadConfiguration(
      files({ 'BG/fetchinterval-params.xml': conf('<ocspFetchInterval>1</ocspFetchInterval>') }),
    );
    expect(least.ocspFetchIntervalSeconds).to.equal(60);
    const nobody = loadConfiguration(files({ 'BG/monitoring-params.xml': conf('<monitoringClient/>') }));
    expect(nobody.monitoringClient).to.equal(undefined);
  });

  for (const [what, changes, problem] of [
    [
      'an optional part',
      { 'BG/nextupdate-params.xml': conf('<verifyNextUpdate>perhaps</verifyNextUpdate>') },
      'BG/nextupdate-params.xml: Element conf has a verifyNextUpdate that is not true or false',
    ],
    [
      'a federated instance',
      { 'EE/shared-params.xml': text('xxx') },
      'EE/shared-params.xml: The document is not well-formed XML in UTF-8',
    ],
    [
      'a federated instance in another’s folder',
      { 'FI/shared-params.xml': sharedOf('EE', 2) },
      'FI/shared-params.xml: The parameters are of instance EE',
    ],
    [
      'metadata of a federated instance',
      { 'EE/shared-params.xml.metadata': text('{') },
      'EE/shared-params.xml: The metadata of a configuration file is not JSON',
    ],
    [
      'a certification service',
      {
        'BG/shared-params.xml': sharedOf('BG', 6, {
          approvedTsas: [],
          approvedCas: [
            {
              name: 'Bad',
              authenticationOnly: false,
              topCa: { certificate: text('x'), ocsp: [] },
              intermediateCas: [],
              certificateProfileInfo: PROFILE,
            },
          ],
        }),
      },
      /^approvedCA Bad: /,
    ],
    [
      'a time-stamping service',
      {
        'BG/shared-params.xml': sharedOf('BG', 6, {
          approvedTsas: [{ name: 'Bad', url: 'http://x/', certificate: text('x') }],
        }),
      },
      /^approvedTSA Bad: /,
    ],
  ] as const) {
    it(`leaves out ${what} that cannot be used, and tells of it`, () => {
      const found = problemsOf(files(changes));
      expect(found).to.have.lengthOf(1);
      expect(found[0]).to.match(
        problem instanceof RegExp ? problem : new RegExp(`^${problem.replace(/[.*]/g, '\\$&')}$`),
      );
    });
  }

  for (const [what, changes, reason] of [
    ['no instance-identifier', { 'instance-identifier': undefined }, 'The file instance-identifier is missing'],
    ['an empty instance-identifier', { 'instance-identifier': text(' \n') }, 'The file instance-identifier is empty'],
    [
      'an instance that names the folder above',
      { 'instance-identifier': text('..') },
      'The instance identifier cannot name a folder',
    ],
    [
      'no parameters of its own',
      { 'BG/shared-params.xml': undefined },
      'There are no usable shared parameters of the own instance BG',
    ],
    [
      'parameters of its own that are none',
      { 'BG/shared-params.xml': text('xxx') },
      'There are no usable shared parameters of the own instance BG; BG/shared-params.xml: The document is not well-formed XML in UTF-8',
    ],
    [
      'parameters of another version than its metadata say',
      { 'BG/shared-params.xml.metadata': writeMetadata({}) },
      'There are no usable shared parameters of the own instance BG; BG/shared-params.xml: Element conf has source where globalSettings is expected',
    ],
    [
      'private parameters that are none',
      { 'BG/private-params.xml': text('xxx') },
      'The document is not well-formed XML in UTF-8',
    ],
    [
      'private parameters of another instance',
      { 'BG/private-params.xml': privateOf('EE') },
      'The private parameters are of instance EE',
    ],
  ] as const) {
    it(`is refused with ${what}`, () => {
      expect(refusal(() => loadConfiguration(files(changes)))).to.equal(`malformed_global_conf: ${reason}`);
    });
  }

  it('keeps its maps and its id when only the expiry is new', () => {
    const later = new Date('2026-01-01T01:00:00Z');
    const renewed = loadConfiguration(
      files({
        'BG/shared-params.xml.metadata': metadata({ expirationDate: later }),
        'BG/private-params.xml.metadata': metadata({ expirationDate: later }),
      }),
      configuration,
    );
    expect(renewed.id).to.equal(configuration.id);
    expect(renewed.expiresAt('BG')).to.deep.equal(later);
    expect(renewed.trust('BG')).to.equal(configuration.trust('BG'));
    expect(configuration.expiresAt('BG')?.toISOString()).to.equal('2026-01-01T00:05:00.000Z');
  });

  it('has another id with other contents, another version, or another instance', () => {
    const others = [
      files({ 'EE/shared-params.xml': undefined }),
      files({ 'EE/shared-params.xml.metadata': writeMetadata({ configurationVersion: 3 }) }),
      files({ 'EE/shared-params.xml.metadata': text('{') }),
      files({ 'BG/nextupdate-params.xml': conf('<verifyNextUpdate>true</verifyNextUpdate>') }),
    ].map((changed) => loadConfiguration(changed, configuration).id);
    expect(new Set([configuration.id, ...others]).size).to.equal(5);
    expect(loadConfiguration(files({ 'BG/foo.xml': text('x') })).id).to.equal(configuration.id);
  });
});
