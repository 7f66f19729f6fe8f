import { expect } from 'chai';
import { join } from 'node:path';
import { verifyBytes } from '#certs/algorithms.ts';
import type { Fault } from '#certs/authority/behaviour.ts';
import { startAuthority, type RunningAuthority } from '#certs/authority/program.ts';
import type { Certificate } from '#certs/certificate.ts';
import { CertificateVerifier } from '#certs/path.ts';
import type { Trust } from '#certs/trust.ts';
import { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import type { CaParameters, SharedParameters } from '#protocol/configuration/parameters.ts';
import type { MemberId, ServerId } from '#protocol/identifiers/identifier.ts';
import { AUTHORITY_NOW } from '../../test/authority.ts';
import { keptLog } from '../../test/quiet-log.ts';
import { refusalOf } from '../../test/refusal.ts';
import { temporaryFolders } from '../../test/temporary.ts';
import {
  importAuthenticationCertificate,
  importSigningCertificate,
  requestCertificate,
  unlockToken,
  withSigner,
  type ProvisionedSigner,
} from '../signer/provision.ts';
import { OwnIdentities, usableCertificates } from '../signer/selection.ts';
import { startSigner, type RunningSigner } from '../signer/start.ts';
import { OwnCertificateStatus } from './own-certificates.ts';
import { PeerCertificates } from './peer-certificates.ts';
import { OcspService } from './service.ts';

const PIN = 'Right-Pin-1234';
const PROFILE = 'ee.ria.xroad.common.certificateprofile.impl.EjbcaCertificateProfileInfoProvider';
const MEMBER: MemberId = { type: 'MEMBER', instance: 'TEST', memberClass: 'GOV', memberCode: '1001' };
const SERVER: ServerId = { ...MEMBER, type: 'SERVER', serverCode: 'SS1' };
const FRESH_SECONDS = 3_600;
const log = keptLog();

describe('A server’s certificates, from a real authority through a real signer to a peer', function () {
  this.timeout(60_000);
  const folder = temporaryFolders();
  let now = AUTHORITY_NOW;
  const clock = { kind: 'fixed' as const, now: () => now };
  let authority: RunningAuthority;
  let signer: RunningSigner;
  let configuration: GlobalConfiguration;
  let own: readonly Certificate[];
  let status: OwnCertificateStatus;
  let identities: OwnIdentities;
  let service: OcspService;
  let port: number;

  before(async () => {
    const ports = { ca: 0, ocsp: 0, tsa: 0 };
    const options = { folder: folder(), name: 'Test', seed: 'seed', keys: 'EC', intermediate: true } as const;
    authority = await startAuthority(
      { ...options, clock, address: '127.0.0.1', ports, ocspNextUpdateSeconds: undefined },
      log,
    );
    const directory = folder();
    const certificates = await withSigner({ directory, clientTimeoutMs: 10_000, log }, provision);
    configuration = configurationOf(certificates.authentication);
    signer = await startSigner({
      directory,
      pin: { kind: 'held', pin: PIN },
      clientTimeoutMs: 10_000,
      log,
      logLevel: 'warn',
    });
    own = usableCertificates(await signer.client.keys());
  });

  after(async () => {
    await signer.stop();
    await authority.stop();
  });

  beforeEach(async () => {
    now = AUTHORITY_NOW;
    status = makeStatus(folder());
    await status.start();
    await status.refresh('missing');
    identities = new OwnIdentities({
      rsaSignMechanism: 'CKM_RSA_PKCS',
      signer: signer.client,
      status,
      configuration: () => configuration,
      verifier: new CertificateVerifier(),
      clock,
    });
    service = new OcspService((hash) => status.responseByHash(hash), log);
    port = await service.listen('127.0.0.1', 0);
  });

  afterEach(async () => {
    identities.close();
    await Promise.all([service.close(), status.stop()]);
    await authority.reset();
  });

  async function provision(provisioned: ProvisionedSigner) {
    await unlockToken(provisioned, PIN);
    const common = {
      spec: { kind: 'ec', curve: 'P-256' },
      label: 'key',
      profile: PROFILE,
      parameters: { member: MEMBER, memberName: 'Столична община', server: SERVER },
    } as const;
    const held = { status: 'REGISTERED', active: true } as const;
    const sign = await requestCertificate(provisioned, { ...common, usage: 'SIGNING' });
    const signing = await authority.authority.issueFor(sign.request, { profile: 'sign' });
    await importSigningCertificate(provisioned, {
      ...held,
      certificate: signing.der,
      member: MEMBER,
      profile: PROFILE,
    });
    const auth = await requestCertificate(provisioned, { ...common, usage: 'AUTHENTICATION' });
    const authentication = await authority.authority.issueFor(auth.request, { profile: 'auth' });
    await importAuthenticationCertificate(provisioned, { ...held, certificate: authentication.der });
    return { signing, authentication };
  }

  function configurationOf(authentication: Certificate): GlobalConfiguration {
    const { root, intermediate } = authority.authority;
    const ca = (issuer: { certificate: Certificate } | undefined): CaParameters[] =>
      issuer === undefined ? [] : [{ certificate: issuer.certificate.der, ocsp: [{ url: authority.urls.ocsp }] }];
    const [topCa = { certificate: new Uint8Array(), ocsp: [] }] = ca(root);
    const parameters: SharedParameters = {
      version: 6,
      instance: 'TEST',
      sources: [],
      approvedCas: [
        {
          name: 'Test',
          authenticationOnly: false,
          topCa,
          intermediateCas: ca(intermediate),
          certificateProfileInfo: PROFILE,
        },
      ],
      approvedTsas: [],
      members: [{ memberClass: { code: 'GOV', description: '' }, memberCode: '1001', name: 'Sofia', subsystems: [] }],
      securityServers: [
        {
          owner: MEMBER,
          serverCode: 'SS1',
          authenticationCertificateHashes: [Buffer.from(authentication.sha256Hex, 'hex')],
          clients: [],
        },
      ],
      globalGroups: [],
      memberClasses: [{ code: 'GOV', description: '' }],
      ocspFreshnessSeconds: FRESH_SECONDS,
    };
    return new GlobalConfiguration({
      id: 'one',
      instance: 'TEST',
      shared: [parameters],
      expiries: new Map(),
      problems: [],
    });
  }

  const trust = (): Trust => configuration.trust('TEST');

  function makeStatus(directory: string): OwnCertificateStatus {
    return new OwnCertificateStatus({
      directory,
      certificates: () => own,
      trust,
      fetchIntervalSeconds: () => configuration.ocspFetchIntervalSeconds,
      retrySeconds: 60,
      timeouts: { connectMs: 300, readMs: 300 },
      clock,
      log,
    });
  }

  const states = (): string[] =>
    status
      .state()
      .map(({ certificate, kind, fault }) => `${certificate.isCa ? 'CA ' : ''}${kind} ${fault?.code ?? ''}`.trim());

  /** A peer that connects for the first time, and judges the server by its port 5577. */
  async function peerVerdict(): Promise<string> {
    const peers = new PeerCertificates({
      own: () => undefined,
      timeouts: { connectMs: 1_000, readMs: 1_000 },
      verifier: new CertificateVerifier(),
      clock,
    });
    const certificate = own.find((candidate) => candidate.isAuthentication());
    if (certificate === undefined) throw new Error('The server has an authentication certificate');
    return refusalOf(() => peers.verify({ address: '127.0.0.1', port, certificate, additional: [], trust: trust() }));
  }

  it('sign, show themselves and are believed', async () => {
    const signing = await identities.signing(MEMBER);
    const data = Buffer.from('<ds:SignedInfo/>');
    const { keyId, algorithm, certificate } = signing;
    const signature = await signer.client.sign({ keyId, algorithm, form: 'ieee-p1363', data });
    expect(verifyBytes(algorithm, certificate.publicKey, data, signature, 'ieee-p1363')).to.equal(true);
    const authentication = await identities.authentication(SERVER);
    expect(authentication.intermediates).to.have.length(1);
    expect(authentication.ocspResponses).to.deep.equal(
      status.responsesFor([authentication.certificate, ...authentication.intermediates]),
    );
    expect(states()).to.deep.equal(['good', 'CA good', 'good']);
    expect(await peerVerdict()).to.equal('accepted');
  });

  const faults: [Fault<'ocsp'>, string][] = [
    ['silent', 'unreachable network_error'],
    ['http-error', 'unreachable http_error'],
    ['malformed', 'unknown incorrect_validation_info'],
    ['try-later', 'unknown incorrect_validation_info'],
    ['bad-signature', 'unknown incorrect_validation_info'],
    ['wrong-key', 'unknown incorrect_validation_info'],
    ['wrong-certificate-id', 'unknown incorrect_validation_info'],
    ['stale', 'unknown incorrect_validation_info'],
  ];
  for (const [fault, expected] of faults) {
    it(`go on with fresh responses while the responder's fault is ${fault}, stop when none is fresh, and come back with it`, async () => {
      authority.behave('ocsp', { fault });
      now = new Date(AUTHORITY_NOW.getTime() + 600_000);
      await status.refresh('all');
      expect(states()).to.deep.equal(
        ['good', 'CA good', 'good'].map((state) => `${state} ${expected.split(' ')[1] ?? ''}`),
      );
      expect(await refusalOf(() => identities.signing(MEMBER))).to.equal('accepted');
      expect(await peerVerdict()).to.equal('accepted');

      now = new Date(AUTHORITY_NOW.getTime() + 1000 * (FRESH_SECONDS + 1));
      expect(await refusalOf(() => identities.signing(MEMBER))).to.match(/^cannot_create_signature: /);
      expect(await peerVerdict()).to.match(/^http_error: .* answered with status 500$/);
      const restarted = makeStatus(folder());
      await restarted.start();
      await restarted.refresh('missing');
      expect(restarted.state().map(({ kind, fault: why }) => `${kind} ${why?.code ?? ''}`)).to.deep.equal([
        expected,
        expected,
        expected,
      ]);
      await restarted.stop();

      await authority.reset();
      await status.refresh('missing');
      expect(states()).to.deep.equal(['good', 'CA good', 'good']);
      expect(await refusalOf(() => identities.signing(MEMBER))).to.equal('accepted');
      expect(await peerVerdict()).to.equal('accepted');
    });
  }

  for (const [standing, kind] of [
    ['revoked', 'revoked'],
    ['suspended', 'revoked'],
    ['unknown', 'unknown'],
  ] as const) {
    it(`stop being used when the authority calls them ${standing}, and peers hear it from us`, async () => {
      for (const certificate of own) await authority.authority.setStanding(certificate.serial, standing);
      now = new Date(AUTHORITY_NOW.getTime() + 600_000);
      await status.refresh('all');
      expect(states()).to.deep.equal([kind, 'CA good', kind]);
      const text = kind === 'revoked' ? 'REVOKED' : 'UNKNOWN';
      expect(await refusalOf(() => identities.signing(MEMBER))).to.match(
        new RegExp(`^cannot_create_signature: .* invalid_cert_path\\.cert_validation: .* ${text}`),
      );
      expect(await refusalOf(() => identities.authentication(SERVER))).to.match(
        new RegExp(`^key_not_found: .* invalid_cert_path\\.cert_validation: .* ${text}`),
      );
      expect(await peerVerdict()).to.match(new RegExp(`^invalid_cert_path\\.cert_validation: .* ${text}`));
    });
  }

  it('wait for a responder that is late, up to the timeout', async () => {
    const late = makeStatus(join(folder(), 'late'));
    authority.behave('ocsp', { delayMs: 150 });
    await late.start();
    await late.refresh('missing');
    expect(late.state().map(({ kind }) => kind)).to.deep.equal(['good', 'good', 'good']);
    await late.stop();
  });
});
