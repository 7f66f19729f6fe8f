import { expect } from 'chai';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Certificate, KeyUsage } from '#certs/certificate.ts';
import { randomSerial, writeCertificate } from '#certs/certificate-writer.ts';
import { readCertificateRequest } from '#certs/csr.ts';
import { DistinguishedName } from '#certs/distinguished-name.ts';
import { keyUsageExtension } from '#certs/extension-writer.ts';
import { signingKey } from '#certs/signing-key.ts';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { MemberId, ServerId } from '#protocol/identifiers/identifier.ts';
import { keptLog } from '../../test/quiet-log.ts';
import { refusalOf } from '../../test/refusal.ts';
import { temporaryFolders } from '../../test/temporary.ts';
import {
  activateCertificate,
  importAuthenticationCertificate,
  importSigningCertificate,
  requestCertificate,
  unlockToken,
  withSigner,
  type ProvisionedSigner,
  type RequestToMake,
} from './provision.ts';
import { startSigner } from './start.ts';

const PIN = 'Right-Pin-1234';
const PROFILE = 'ee.ria.xroad.common.certificateprofile.impl.EjbcaCertificateProfileInfoProvider';
const MEMBER: MemberId = { type: 'MEMBER', instance: 'BG', memberClass: 'GOV', memberCode: '1001' };
const OTHER: MemberId = { ...MEMBER, memberCode: '1002' };
const SERVER: ServerId = { ...MEMBER, type: 'SERVER', serverCode: 'SS1' };
const AUTHENTICATION: KeyUsage[] = ['digitalSignature', 'keyEncipherment'];
const log = keptLog();
const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });

const wanted = (usage: RequestToMake['usage'], rest: Partial<RequestToMake> = {}): RequestToMake => ({
  usage,
  spec: { kind: 'ec', curve: 'P-256' },
  label: 'a key',
  profile: PROFILE,
  parameters: { member: MEMBER, memberName: 'Столична община', server: SERVER },
  ...rest,
});

/** What an authority makes of a request, or of parts of it. */
function certify(
  request: Buffer,
  usages: readonly KeyUsage[],
  change: { subject?: DistinguishedName; ownKey?: boolean } = {},
) {
  const { publicKey, subject } = readCertificateRequest(request);
  return writeCertificate(
    {
      serial: randomSerial(),
      issuer: DistinguishedName.fromAttributes([{ type: 'CN', value: 'Authority' }]),
      subject: change.subject ?? subject,
      notBefore: new Date('2026-01-01T00:00:00Z'),
      notAfter: new Date('2036-01-01T00:00:00Z'),
      publicKey: change.ownKey === true ? authority.publicKey : publicKey,
      extensions: [keyUsageExtension(usages, true)],
    },
    signingKey(authority),
  );
}

describe('Setting up keys and certificates', function () {
  this.timeout(60_000);
  const folder = temporaryFolders();

  const onDirectory = <T>(directory: string, work: (signer: ProvisionedSigner) => Promise<T>) =>
    withSigner({ directory, clientTimeoutMs: 10_000, log }, work);

  const keysOf = async (signer: ProvisionedSigner) => (await signer.keys()).tokens.flatMap(({ keys }) => keys);

  const importFor = (signer: ProvisionedSigner, certificate: Certificate, member = MEMBER) =>
    refusalOf(() =>
      importSigningCertificate(signer, {
        certificate: certificate.der,
        member,
        profile: PROFILE,
        status: 'REGISTERED',
        active: true,
      }),
    );

  it('takes a member from nothing to a signing certificate, without a server, and then with one', async () => {
    const directory = join(folder(), 'signer');
    const certificate = await onDirectory(directory, async (signer) => {
      await unlockToken(signer, PIN);
      const { keyId, request } = await requestCertificate(signer, wanted('SIGNING'));
      const read = readCertificateRequest(request);
      expect(read.subject.toRfc2253()).to.equal('C=BG,O=GOV,CN=1001');
      expect([...read.keyUsage].sort()).to.deep.equal(['keyCertSign', 'nonRepudiation']);
      const [key] = await keysOf(signer);
      expect(key?.requests).to.have.length(1);
      expect(key?.requests[0]).to.deep.include({ subject: 'C=BG,O=GOV,CN=1001', certificateProfile: PROFILE });
      const made = await certify(request, ['nonRepudiation']);
      expect(await importFor(signer, made)).to.equal('accepted');
      const [changed] = await keysOf(signer);
      expect(changed).to.deep.include({ id: keyId, usage: 'SIGNING', requests: [] });
      expect(changed?.certificates).to.deep.equal([
        {
          certificate: made.der.toString('base64'),
          member: { instance: 'BG', memberClass: 'GOV', memberCode: '1001' },
          active: true,
          status: 'REGISTERED',
        },
      ]);
      return made;
    });
    expect(statSync(join(directory, 'keyconf.json')).mode & 0o777).to.equal(0o600);

    const server = await startSigner({ directory, pin: { kind: 'held', pin: PIN }, clientTimeoutMs: 10_000, log });
    try {
      await onDirectory(directory, (signer) => activateCertificate(signer, certificate, false));
      const [key] = await keysOf(server.client);
      expect(key?.certificates.map(({ active }) => active)).to.deep.equal([false]);
      expect(key?.usable).to.equal(true);
    } finally {
      await server.stop();
    }
  });

  it('makes an authentication key and takes its certificate', async () => {
    await onDirectory(folder(), async (signer) => {
      await unlockToken(signer, PIN);
      const { keyId, request } = await requestCertificate(signer, wanted('AUTHENTICATION'));
      const certificate = (await certify(request, AUTHENTICATION)).der;
      const imported = await importAuthenticationCertificate(signer, { certificate, status: 'SAVED', active: false });
      expect(imported).to.equal(keyId);
      const [key] = await keysOf(signer);
      expect(key?.certificates[0]).to.deep.include({ status: 'SAVED', active: false }).and.not.have.property('member');
    });
  });

  it('makes a second request with the same key', async () => {
    await onDirectory(folder(), async (signer) => {
      await unlockToken(signer, PIN);
      const first = await requestCertificate(signer, wanted('SIGNING'));
      const second = await requestCertificate(signer, wanted('SIGNING', { keyId: first.keyId }));
      const publicKeys = [first, second].map(({ request }) => readCertificateRequest(request).publicKey);
      expect(publicKeys[0]?.equals(publicKeys[1] ?? createPublicKey(authority.privateKey))).to.equal(true);
      expect(
        await refusalOf(() => requestCertificate(signer, wanted('AUTHENTICATION', { keyId: first.keyId }))),
      ).to.equal('wrong_cert_usage: The key is for SIGNING, not for AUTHENTICATION');
      expect(await refusalOf(() => requestCertificate(signer, wanted('SIGNING', { keyId: 'none' })))).to.equal(
        'key_not_found: There is no such key',
      );
    });
  });

  it('makes no key for a subject that cannot be', async () => {
    await onDirectory(folder(), async (signer) => {
      await unlockToken(signer, PIN);
      const values = { CN: 'another' };
      expect(await refusalOf(() => requestCertificate(signer, wanted('SIGNING', { values })))).to.equal(
        'incorrect_certificate: Field CN of the subject is fixed',
      );
      expect(await keysOf(signer)).to.deep.equal([]);
    });
  });

  it('refuses certificates that do not fit', async () => {
    await onDirectory(folder(), async (signer) => {
      await unlockToken(signer, PIN);
      const { request } = await requestCertificate(signer, wanted('SIGNING'));
      const authentication = await requestCertificate(signer, wanted('AUTHENTICATION'));
      const good = await certify(request, ['nonRepudiation']);
      const otherSubject = DistinguishedName.fromAttributes([
        { type: 'CN', value: OTHER.memberCode },
        { type: 'O', value: OTHER.memberClass },
        { type: 'C', value: OTHER.instance },
      ]);
      const nameless = DistinguishedName.fromAttributes([{ type: 'CN', value: '1001' }]);
      const refused: [string, Certificate, string][] = [
        [
          'a key that is not here',
          await certify(request, ['nonRepudiation'], { ownKey: true }),
          'key_not_found: No key here has the public key of the certificate',
        ],
        [
          'the name of another member',
          await certify(request, ['nonRepudiation'], { subject: otherSubject }),
          'cert_import_failed: The certificate names MEMBER:BG/GOV/1002, not MEMBER:BG/GOV/1001',
        ],
        [
          'a name without member',
          await certify(request, ['nonRepudiation'], { subject: nameless }),
          "incorrect_certificate: The certificate's subject has no country code",
        ],
        [
          'another usage than its key',
          await certify(request, AUTHENTICATION),
          'wrong_cert_usage: The certificate is for authentication, its key is a signing key',
        ],
        [
          'both usages',
          await certify(request, ['nonRepudiation', 'digitalSignature']),
          'wrong_cert_usage: The certificate is for signing and for authentication; it may be for one only',
        ],
        [
          'no usage of ours',
          await certify(request, ['cRLSign']),
          'wrong_cert_usage: The certificate is neither for signing nor for authentication',
        ],
      ];
      for (const [what, certificate, expected] of refused) {
        expect(await importFor(signer, certificate), what).to.equal(expected);
      }
      const importPlain = (certificate: Uint8Array) =>
        refusalOf(() => importAuthenticationCertificate(signer, { certificate, status: 'SAVED', active: false }));
      expect(await importPlain(good.der)).to.equal(
        'cert_import_failed: A signing certificate is imported with the member that it names',
      );
      expect(await importPlain((await certify(authentication.request, ['nonRepudiation'])).der)).to.equal(
        'wrong_cert_usage: The certificate is for signing, its key is an authentication key',
      );
      expect(await importPlain(Buffer.from('no certificate'))).to.match(/^incorrect_certificate: /);
      expect(await importFor(signer, good)).to.equal('accepted');
      expect(await importFor(signer, good)).to.match(/^cert_exists: The certificate is already here, under key /);
      expect((await keysOf(signer)).map(({ certificates }) => certificates.length)).to.deep.equal([1, 0]);
      const unknown = await certify(request, ['nonRepudiation']);
      expect(await refusalOf(() => activateCertificate(signer, unknown, true))).to.equal(
        `cert_not_found: There is no certificate with SHA-256 ${unknown.sha256Hex}`,
      );
    });
  });

  it('keeps a server from starting on the directory in the meantime, and says nothing of the PIN in what it writes', async () => {
    const directory = folder();
    await onDirectory(directory, async (signer) => {
      await unlockToken(signer, PIN);
      await requestCertificate(signer, wanted('SIGNING'));
      const start = () =>
        startSigner({ directory, pin: { kind: 'none' }, clientTimeoutMs: 1_000, log, logLevel: 'error' });
      expect(await refusalOf(start)).to.match(
        /^data_in_use: The folder .* is in use by another process; stop that process first$/,
      );
    });
    expect(readFileSync(join(directory, 'keyconf.json'), 'utf8')).to.not.include(PIN);
    expect(JSON.stringify(log.entries)).to.not.include(PIN);
  });

  it('asks for the right PIN', async () => {
    const directory = folder();
    await onDirectory(directory, (signer) => unlockToken(signer, PIN));
    await onDirectory(directory, async (signer) => {
      expect(await refusalOf(() => unlockToken(signer, 'Wrong-Pin-1234'))).to.equal('pin_incorrect: The PIN is wrong');
      expect(await refusalOf(() => requestCertificate(signer, wanted('SIGNING')))).to.equal(
        'token_not_active: Token 0 is not logged in',
      );
      await unlockToken(signer, PIN);
      await requestCertificate(signer, wanted('SIGNING'));
    });
  });
});
