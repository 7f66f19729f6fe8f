import { expect } from 'chai';
import { CatalogueRepository } from '#central-server/catalogue/repository.ts';
import { addSigningKey } from '#central-server/catalogue/signing-keys.ts';
import type { Catalogue, TrustedAnchor } from '#central-server/catalogue/catalogue.ts';
import { anchorFingerprint, writeAnchor } from '#protocol/configuration/anchor.ts';
import type { MemberId, SubsystemId } from '#protocol/identifiers/identifier.ts';
import type { ServerConfiguration } from '#security-server/server-configuration/model.ts';
import { ServerConfigurationRepository } from '#security-server/server-configuration/repository.ts';
import { describeOnBothEngines } from './engines.ts';

const member: MemberId = { type: 'MEMBER', instance: 'BG', memberClass: 'GOV', memberCode: '831661388' };
const register: SubsystemId = { ...member, type: 'SUBSYSTEM', subsystemCode: 'grao-nbd' };
const town: SubsystemId = { ...register, memberClass: 'MUN', memberCode: '000696327', subsystemCode: 'local-taxes' };

const configuration: ServerConfiguration = {
  timeStampingServices: [{ name: 'Second TSA' }, { name: 'First TSA' }],
  clients: [
    {
      id: register,
      status: 'SAVED',
      connectionType: 'HTTPS',
      tlsCertificates: [Buffer.from([1, 2, 3])],
      localGroups: [{ groupCode: 'towns', description: 'Общини', members: [town] }],
      services: [
        {
          serviceCode: 'person',
          type: 'OPENAPI3',
          url: 'http://127.0.0.1:8000/v1',
          descriptionUrl: 'http://127.0.0.1:8000/openapi.yaml',
          endpoints: [
            { method: 'POST', path: '/person-data' },
            { method: 'GET', path: '/health' },
          ],
          timeoutSeconds: 30,
          verifyTls: false,
          disabledNotice: 'Closed for the night',
          rights: [
            { subject: town, endpoint: { method: 'POST', path: '/person-data' } },
            { subject: { type: 'LOCALGROUP', groupCode: 'towns' }, endpoint: { method: '*', path: '**' } },
            {
              subject: { type: 'GLOBALGROUP', instance: 'BG', groupCode: 'security-server-owners' },
              endpoint: { method: 'GET', path: '/health' },
            },
          ],
        },
      ],
    },
    { id: town, status: 'SAVED', connectionType: 'HTTP', tlsCertificates: [], localGroups: [], services: [] },
  ],
};

function trustedAnchor(instance: string): TrustedAnchor {
  const anchor = {
    generatedAt: new Date(1_700_000_000_000),
    instance,
    sources: [{ downloadUrl: 'http://127.0.0.2/externalconf', verificationCertificates: [Buffer.from([11])] }],
  };
  const file = writeAnchor(anchor);
  return { anchor, file, fingerprint: anchorFingerprint(file) };
}

const catalogue: Catalogue = {
  settings: {
    ocspFreshnessSeconds: 3600,
    timeStampingIntervalSeconds: 60,
    managementServiceProvider: register,
    monitoringClient: register,
    ocspFetchIntervalSeconds: 600,
    ocspVerifyNextUpdate: false,
  },
  memberClasses: [
    { code: 'GOV', description: 'Държавна администрация' },
    { code: 'MUN', description: 'Община' },
  ],
  members: [
    {
      memberClass: { code: 'GOV', description: 'Държавна администрация' },
      memberCode: '831661388',
      name: 'ГРАО',
      subsystems: [{ subsystemCode: 'grao-nbd', name: 'Национална база данни' }, { subsystemCode: 'bare' }],
    },
  ],
  securityServers: [
    {
      owner: member,
      serverCode: 'ss1',
      address: '127.0.0.11',
      authenticationCertificates: [Buffer.from([4, 5, 6])],
      clients: [register],
      maintenance: { message: 'Until noon' },
    },
    { owner: member, serverCode: 'ss2', authenticationCertificates: [], clients: [], maintenance: {} },
  ],
  globalGroups: [{ groupCode: 'registers', description: 'Регистри', members: [register, member] }],
  certificationServices: [
    {
      name: 'Demo CA',
      authenticationOnly: false,
      certificateProfileInfo: 'ee.ria.xroad.common.certificateprofile.impl.EjbcaCertificateProfileInfoProvider',
      defaultCsrFormat: 'PEM',
      topCa: { certificate: Buffer.from([7]), ocsp: [{ url: 'http://127.0.0.9/ocsp', certificate: Buffer.from([8]) }] },
      intermediateCas: [{ certificate: Buffer.from([9]), ocsp: [{ url: 'http://127.0.0.9/ocsp', costType: 'FREE' }] }],
    },
  ],
  timeStampingServices: [
    { name: 'Demo TSA', url: 'http://127.0.0.9/tsa', certificate: Buffer.from([10]), costType: 'PAID' },
  ],
  trustedAnchors: [trustedAnchor('FRIEND')],
};

describeOnBothEngines('the configuration of a security server', (engine) => {
  it('comes back as it was declared, and declaring it again changes nothing', async () => {
    const repository = await ServerConfigurationRepository.open(await engine.fresh());
    expect(await repository.applyDeclared(configuration)).to.have.length(15);
    expect(await repository.load()).to.deep.equal(configuration);
    expect(await repository.applyDeclared(configuration)).to.deep.equal([]);
    await repository.close();
  });

  it('says what a new declaration changes, and drops what is no longer declared', async () => {
    const repository = await ServerConfigurationRepository.open(await engine.fresh());
    await repository.applyDeclared(configuration);
    const [first] = configuration.clients;
    if (first === undefined) throw new Error('no client');
    const changed = { ...configuration, clients: [{ ...first, connectionType: 'HTTP' as const }] };
    expect(await repository.applyDeclared(changed)).to.deep.equal([
      { kind: 'client', key: 'SUBSYSTEM:BG/GOV/831661388/grao-nbd', change: 'changed' },
      { kind: 'client', key: 'SUBSYSTEM:BG/MUN/000696327/local-taxes', change: 'removed' },
    ]);
    expect(await repository.load()).to.deep.equal(changed);
    await repository.close();
  });

  it('keeps the status of a client apart from what is declared, and changes it only from the one that is expected', async () => {
    const repository = await ServerConfigurationRepository.open(await engine.fresh());
    await repository.applyDeclared(configuration);
    expect(await repository.changeStatus(town, 'REGISTERED', 'GLOBAL_ERROR')).to.equal(false);
    expect(await repository.changeStatus(town, 'SAVED', 'REGISTERED')).to.equal(true);
    expect(await repository.changeStatus(town, 'SAVED', 'REGISTRATION_IN_PROGRESS')).to.equal(false);
    expect(await repository.changeStatus(town, 'REGISTERED', 'DISABLING_IN_PROGRESS')).to.equal(true);
    expect(await repository.changeStatus(member, 'SAVED', 'REGISTERED')).to.equal(false);
    await repository.applyDeclared(configuration);
    const statuses = async () => (await repository.load()).clients.map(({ status }) => status);
    expect(await statuses()).to.deep.equal(['SAVED', 'DISABLING_IN_PROGRESS']);
    await repository.applyDeclared({ ...configuration, clients: configuration.clients.slice(0, 1) });
    await repository.applyDeclared(configuration);
    expect(await statuses()).to.deep.equal(['SAVED', 'SAVED']);
    await repository.close();
  });
});

describeOnBothEngines('the member catalogue', (engine) => {
  it('comes back as it was declared, and declaring it again changes nothing', async () => {
    const repository = await CatalogueRepository.open(await engine.fresh(), 'BG');
    expect(await repository.applyDeclared(catalogue)).to.have.length(24);
    expect(await repository.catalogue()).to.deep.equal(catalogue);
    expect(await repository.applyDeclared(catalogue)).to.deep.equal([]);
    await repository.close();
  });

  it('keeps its signing keys through a new declaration', async () => {
    const repository = await CatalogueRepository.open(await engine.fresh(), 'BG');
    const key = {
      tokenKeyId: 'abc',
      tokenId: '0',
      source: 'INTERNAL' as const,
      certificate: Buffer.from([1]),
      active: true,
      createdAt: new Date(1_700_000_000_000),
      name: 'first',
      node: 'node_0',
    };
    await addSigningKey(repository.reader, key);
    await repository.applyDeclared(catalogue);
    expect(await repository.signingKeys()).to.deep.equal([key]);
    await repository.close();
  });
});
