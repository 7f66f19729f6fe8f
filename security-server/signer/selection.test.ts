import { expect } from 'chai';
import { createPrivateKey, type KeyObject } from 'node:crypto';
import type { Certificate } from '#certs/certificate.ts';
import { CertificateVerifier } from '#certs/path.ts';
import { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import type { SharedParameters } from '#protocol/configuration/parameters.ts';
import type { MemberId, ServerId } from '#protocol/identifiers/identifier.ts';
import { issue, type CertificateToMake, type Issued } from '../../test/pki/certificates.ts';
import { makeOcspResponse, type OcspToMake } from '../../test/pki/ocsp.ts';
import { refusalOf } from '../../test/refusal.ts';
import type { CertificateEntry, KeyUsage } from './key-configuration.ts';
import type { KeyState, SignerState } from './messages.ts';
import { OwnIdentities, usableCertificates } from './selection.ts';

const NOW = new Date('2026-06-01T12:00:00Z');
const MEMBER: MemberId = { type: 'MEMBER', instance: 'BG', memberClass: 'GOV', memberCode: '1001' };
const OTHER: MemberId = { ...MEMBER, memberCode: '1002' };
const SERVER: ServerId = { ...MEMBER, type: 'SERVER', serverCode: 'SS1' };

const CA: Partial<CertificateToMake> = { ca: true, keyUsage: ['keyCertSign', 'cRLSign'] };
const root = issue({ subject: 'Root', ...CA });
const middle = issue({ subject: 'Middle', issuer: root, ...CA });
const answerer = issue({ subject: 'Answerer', issuer: root });

function signing(label: string, rest: Partial<CertificateToMake> = {}): Issued {
  return issue({ subject: label, issuer: middle, keyUsage: ['nonRepudiation'], ...rest });
}

const first = signing('first');
const second = signing('second', { key: 'rsa' });
const authentication = issue({ subject: 'auth', issuer: middle, keyUsage: ['digitalSignature'] });

interface Facts {
  keys: KeyState[];
  loggedIn: boolean;
  /** By the common name of the certificate. */
  responses: Map<string, Buffer>;
  registered: readonly Certificate[];
  now: Date;
}

function entry({ certificate }: Issued, rest: Partial<CertificateEntry> = {}): CertificateEntry {
  const { instance, memberClass, memberCode } = MEMBER;
  const member = certificate.isSigning() ? { member: { instance, memberClass, memberCode } } : {};
  return { certificate: certificate.der.toString('base64'), active: true, status: 'REGISTERED', ...member, ...rest };
}

function key(id: string, usage: KeyUsage, certificates: CertificateEntry[], usable = true): KeyState {
  return { id, label: id, usage, publicKey: 'AA==', certificates, requests: [], usable };
}

function response(subject: Issued, issuer: Issued, rest: Partial<OcspToMake> = {}): Buffer {
  const facts = { certificate: subject.certificate, issuer: issuer.certificate, responder: answerer };
  return makeOcspResponse({ ...facts, thisUpdate: '2026-06-01T11:50:00Z', ...rest });
}

function configurationOf({ registered }: Facts, id = 'one'): GlobalConfiguration {
  const ocsp = [{ url: 'http://127.0.0.1:1/', certificate: answerer.certificate.der }];
  const parameters: SharedParameters = {
    version: 6,
    instance: 'BG',
    sources: [],
    approvedCas: [
      {
        name: 'Test',
        authenticationOnly: false,
        topCa: { certificate: root.certificate.der, ocsp },
        intermediateCas: [{ certificate: middle.certificate.der, ocsp }],
        certificateProfileInfo: 'ee.ria.xroad.common.certificateprofile.impl.EjbcaCertificateProfileInfoProvider',
      },
    ],
    approvedTsas: [],
    members: [
      { memberClass: { code: 'GOV', description: '' }, memberCode: '1001', name: 'Столична община', subsystems: [] },
    ],
    securityServers: [
      {
        owner: MEMBER,
        serverCode: 'SS1',
        authenticationCertificateHashes: registered.map(({ sha256Hex }) => Buffer.from(sha256Hex, 'hex')),
        clients: [],
      },
    ],
    globalGroups: [],
    memberClasses: [{ code: 'GOV', description: '' }],
    ocspFreshnessSeconds: 3_600,
  };
  return new GlobalConfiguration({ id, instance: 'BG', shared: [parameters], expiries: new Map(), problems: [] });
}

/** The selection over these facts, which a test may change between two questions. */
class Scene {
  readonly facts: Facts;
  stateQuestions = 0;
  authenticationKey: KeyObject = authentication.key;
  configuration: GlobalConfiguration;
  readonly identities: OwnIdentities;
  private readonly signerListeners: (() => void)[] = [];
  private readonly statusListeners: (() => void)[] = [];

  constructor(facts: Partial<Facts> = {}) {
    this.facts = {
      keys: [
        key('A', 'SIGNING', [entry(first)]),
        key('B', 'SIGNING', [entry(second)]),
        key('C', 'AUTHENTICATION', [entry(authentication)]),
      ],
      loggedIn: true,
      responses: new Map([
        ['first', response(first, middle)],
        ['second', response(second, middle)],
        ['auth', response(authentication, middle)],
        ['Middle', response(middle, root)],
      ]),
      registered: [authentication.certificate],
      now: NOW,
      ...facts,
    };
    this.configuration = configurationOf(this.facts);
    this.identities = new OwnIdentities({
      rsaSignMechanism: 'CKM_RSA_PKCS',
      signer: {
        keys: () => {
          this.stateQuestions += 1;
          return Promise.resolve(this.state());
        },
        authenticationKey: () =>
          Promise.resolve(createPrivateKey(this.authenticationKey.export({ type: 'pkcs8', format: 'pem' }))),
        onChange: (listener) => {
          this.signerListeners.push(listener);
          return () => undefined;
        },
      },
      status: {
        responseFor: ({ subject }) => this.facts.responses.get(subject.get('CN') ?? ''),
        onChange: (listener) => {
          this.statusListeners.push(listener);
          return () => undefined;
        },
      },
      configuration: () => this.configuration,
      verifier: new CertificateVerifier(),
      clock: { kind: 'fixed', now: () => this.facts.now },
    });
  }

  state(): SignerState {
    const { keys, loggedIn } = this.facts;
    return { pid: 1, tokens: [{ id: '0', label: 'token', initialised: true, loggedIn, keys }] };
  }

  keysChanged(): void {
    for (const listener of this.signerListeners) listener();
  }

  responsesChanged(): void {
    for (const listener of this.statusListeners) listener();
  }

  async signer(): Promise<string> {
    let name = '';
    const refused = await refusalOf(async () => {
      name = (await this.identities.signing(MEMBER)).certificate.subject.get('CN') ?? '';
    });
    return refused === 'accepted' ? name : refused.replaceAll(/certificate \d+/g, 'certificate #');
  }
}

describe('The certificate that a member signs with', () => {
  it('is the first that is active, registered, valid and good, with all that proves it', async () => {
    const scene = new Scene();
    const identity = await scene.identities.signing(MEMBER);
    expect(identity).to.deep.include({ keyId: 'A', algorithm: 'SHA512withECDSA' });
    expect(identity.certificate.equals(first.certificate)).to.equal(true);
    expect(identity.intermediates.map(({ subject }) => subject.get('CN'))).to.deep.equal(['Middle']);
    expect(identity.ocspResponses).to.deep.equal([
      scene.facts.responses.get('first'),
      scene.facts.responses.get('Middle'),
    ]);
    expect(identity.validUntil.toISOString()).to.equal('2026-06-01T12:50:00.000Z');
  });

  const passedOver: [string, Partial<CertificateEntry>, string][] = [
    ['is not active', { active: false }, 'it is not active'],
    ['is not registered', { status: 'SAVED' }, 'its status is SAVED'],
    ['is being deleted', { status: 'DELETION_IN_PROGRESS' }, 'its status is DELETION_IN_PROGRESS'],
  ];
  for (const [what, change, reason] of passedOver) {
    it(`is another than one that ${what}; where there is no other, it says so`, async () => {
      const changed = key('A', 'SIGNING', [entry(first, change)]);
      expect(await new Scene({ keys: [changed, key('B', 'SIGNING', [entry(second)])] }).signer()).to.equal('second');
      expect(await new Scene({ keys: [changed] }).signer()).to.equal(
        `cannot_create_signature: MEMBER:BG/GOV/1001 cannot sign: certificate #: ${reason}`,
      );
    });
  }

  const unproven: [string, (responses: Map<string, Buffer>) => unknown, RegExp][] = [
    [
      'no OCSP response',
      (all) => all.delete('first'),
      /invalid_cert_path\.cert_validation: Unable to find OCSP response/,
    ],
    [
      'a revocation',
      (all) => all.set('first', response(first, middle, { status: { revokedAt: '2026-05-01T00:00:00Z' } })),
      /invalid_cert_path\.cert_validation: OCSP response says that the certificate's status is REVOKED/,
    ],
    [
      'a stale OCSP response',
      (all) => all.set('first', response(first, middle, { thisUpdate: '2026-06-01T10:59:59Z' })),
      /invalid_cert_path\.incorrect_validation_info: OCSP response is too old/,
    ],
    [
      'an intermediate without OCSP response',
      (all) => all.delete('Middle'),
      /invalid_cert_path\.cert_validation: Unable to find OCSP response/,
    ],
  ];
  for (const [what, change, expected] of unproven) {
    it(`is none with ${what}`, async () => {
      const scene = new Scene({ keys: [key('A', 'SIGNING', [entry(first)])] });
      change(scene.facts.responses);
      expect(await scene.signer()).to.match(
        new RegExp(`^cannot_create_signature: MEMBER:BG/GOV/1001 cannot sign: certificate #: ${expected.source}`),
      );
    });
  }

  it('is none that has expired', async () => {
    const expired = signing('first', { notAfter: '2026-05-01T00:00:00Z' });
    const scene = new Scene({ keys: [key('A', 'SIGNING', [entry(expired)])] });
    expect(await scene.signer()).to.match(
      /^cannot_create_signature: .* cannot sign: certificate #: cannot_create_cert_path: /,
    );
  });

  it('is none whose key cannot be used, and none of a token that is logged out', async () => {
    const keys = [key('A', 'SIGNING', [entry(first)], false)];
    expect(await new Scene({ keys }).signer()).to.equal(
      'cannot_create_signature: MEMBER:BG/GOV/1001 cannot sign: certificate #: its key cannot be used',
    );
    expect(await new Scene({ keys, loggedIn: false }).signer()).to.equal(
      'cannot_create_signature: MEMBER:BG/GOV/1001 cannot sign: certificate #: token 0 is not logged in',
    );
  });

  it('is none of another member, and none that is for authentication', async () => {
    const scene = new Scene();
    expect(await refusalOf(() => scene.identities.signing(OTHER))).to.equal(
      'cannot_create_signature: MEMBER:BG/GOV/1002 cannot sign: no certificate names it',
    );
  });

  it('is told with the reason when the signer is away', async () => {
    const scene = new Scene();
    scene.state = () => {
      throw new Error('away');
    };
    expect(await scene.signer()).to.equal(
      'cannot_create_signature: The keys of this server are not known: Internal error',
    );
  });

  it('is chosen once, until keys, responses or configuration change or its time is over', async () => {
    const scene = new Scene();
    const choices = async (change: () => void): Promise<number> => {
      change();
      const before = scene.stateQuestions;
      await scene.identities.signing(MEMBER);
      await scene.identities.signing(MEMBER);
      return scene.stateQuestions - before;
    };
    expect(await choices(() => undefined)).to.equal(1);
    expect(await choices(() => undefined)).to.equal(0);
    expect(
      await choices(() => {
        scene.keysChanged();
      }),
    ).to.equal(1);
    expect(
      await choices(() => {
        scene.responsesChanged();
      }),
    ).to.equal(1);
    expect(
      await choices(() => {
        scene.configuration = configurationOf(scene.facts, 'two');
      }),
    ).to.equal(1);
    scene.facts.responses.set('first', response(first, middle, { thisUpdate: '2026-06-01T12:40:00Z' }));
    scene.facts.responses.set('Middle', response(middle, root, { thisUpdate: '2026-06-01T12:40:00Z' }));
    expect(
      await choices(() => {
        scene.facts.now = new Date('2026-06-01T12:50:00Z');
      }),
    ).to.equal(0);
    expect(
      await choices(() => {
        scene.facts.now = new Date('2026-06-01T12:50:01Z');
      }),
    ).to.equal(1);
  });

  it('is not kept when something has changed while it was chosen', async () => {
    const scene = new Scene();
    const asked = scene.identities.signing(MEMBER);
    scene.keysChanged();
    await asked;
    await scene.identities.signing(MEMBER);
    expect(scene.stateQuestions).to.equal(2);
  });

  it('stops being used when its response is due for renewal', async () => {
    const scene = new Scene();
    scene.facts.responses.set('first', response(first, middle, { nextUpdate: '2026-06-01T12:10:00Z' }));
    expect((await scene.identities.signing(MEMBER)).validUntil.toISOString()).to.equal('2026-06-01T12:10:00.000Z');
    scene.facts.now = new Date('2026-06-01T12:10:01Z');
    expect(await scene.signer()).to.equal('second');
  });
});

describe('The certificate that a server shows to others', () => {
  it('is the one that is registered for it, with its key', async () => {
    const identity = await new Scene().identities.authentication(SERVER);
    expect(identity.keyId).to.equal('C');
    expect(identity.key.type).to.equal('private');
    expect(identity.ocspResponses).to.have.length(2);
  });

  it('is none that global configuration does not know for this server', async () => {
    const refused = (scene: Scene, server = SERVER) => refusalOf(() => scene.identities.authentication(server));
    expect(await refused(new Scene({ registered: [] }))).to.equal(
      'key_not_found: SERVER:BG/GOV/1001/SS1 has no authentication certificate that may be used: no certificate names it',
    );
    expect(await refused(new Scene(), { ...SERVER, serverCode: 'SS2' })).to.equal(
      'key_not_found: SERVER:BG/GOV/1001/SS2 has no authentication certificate that may be used: no certificate names it',
    );
  });
});

describe('The certificates whose status is kept fresh', () => {
  it('are those that are active and registered', () => {
    const keys = [
      key('A', 'SIGNING', [entry(first), entry(second, { active: false })]),
      key('C', 'AUTHENTICATION', [entry(authentication, { status: 'SAVED' })]),
    ];
    const names = usableCertificates(new Scene({ keys }).state()).map(({ subject }) => subject.get('CN'));
    expect(names).to.deep.equal(['first']);
  });
});
