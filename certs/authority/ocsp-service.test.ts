import { generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { fixedClock, type Clock } from '#config/clock.ts';
import { AUTHORITY_NOW, openAuthority, trustIn } from '../../test/authority.ts';
import { fuzzRuns } from '../../test/fuzz.ts';
import { refusal } from '../../test/refusal.ts';
import { temporaryFolders } from '../../test/temporary.ts';
import { digest } from '../algorithms.ts';
import type { Certificate } from '../certificate.ts';
import { contextConstructed } from '../der/read.ts';
import { derElement, derOctetString, derOidOf, derSequence } from '../der/write.ts';
import { DistinguishedName } from '../distinguished-name.ts';
import { writeCertificateId } from '../ocsp/certificate-id.ts';
import { ocspRequest } from '../ocsp/request.ts';
import { readOcspResponse } from '../ocsp/response.ts';
import { verifyOcspResponse } from '../ocsp/verification.ts';
import { verifyCertificate } from '../path.ts';
import type { Authority, Issuer } from './authority.ts';
import { GOOD, type Behaviour } from './behaviour.ts';
import { answerOcsp } from './ocsp-service.ts';

const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const subject = DistinguishedName.fromAttributes([{ type: 'CN', value: 'member' }]);
const SETTINGS = { nextUpdateSeconds: 1800 };

describe('the OCSP responder', () => {
  const newFolder = temporaryFolders();
  let authority: Authority;
  let intermediate: Issuer;
  let clock: Clock = fixedClock(AUTHORITY_NOW);

  before(async () => {
    authority = await openAuthority(newFolder(), { clock: { kind: 'fixed', now: () => clock.now() } });
    const issuer = authority.intermediate;
    if (issuer === undefined) throw new Error('no intermediate authority');
    intermediate = issuer;
  });
  after(() => authority.close());
  beforeEach(() => {
    clock = fixedClock(AUTHORITY_NOW);
  });

  const issue = (issuer: 'root' | 'intermediate' = 'intermediate'): Promise<Certificate> =>
    authority.issue({ profile: 'sign', subject, publicKey, issuer });

  const ask = (certificate: Certificate, issuer: Issuer, behaviour: Partial<Behaviour<'ocsp'>> = {}): Promise<Buffer> =>
    answerOcsp(authority, ocspRequest(certificate, issuer.certificate), SETTINGS, { ...GOOD, ...behaviour });

  /** What a party that approves the authority makes of the answer. */
  async function verdict(
    certificate: Certificate,
    issuer: Issuer,
    behaviour: Partial<Behaviour<'ocsp'>> = {},
  ): Promise<string> {
    const der = await ask(certificate, issuer, behaviour);
    return refusal(() => {
      const response = readOcspResponse(der);
      const query = { response, certificate, issuer: issuer.certificate, trust: trustIn(authority), at: AUTHORITY_NOW };
      expect(verifyOcspResponse(query).right).to.equal('delegated');
    });
  }

  it('answers for the root and for the intermediate authority, by the delegate of each', async () => {
    expect(await verdict(await issue('root'), authority.root)).to.equal('accepted');
    expect(await verdict(await issue(), intermediate)).to.equal('accepted');
    const certificate = await issue();
    const ocspResponses = [await ask(certificate, intermediate), await ask(intermediate.certificate, authority.root)];
    const trust = trustIn(authority);
    const { path, ocsp } = verifyCertificate({ certificate, ocspResponses, trust, at: AUTHORITY_NOW });
    expect(path).to.have.length(2);
    expect(ocsp.map(({ responder }) => responder.subject.toRfc2253())).to.deep.equal([
      'CN=Test OCSP Responder of the Intermediate CA,O=Test',
      'CN=Test OCSP Responder,O=Test',
    ]);
  });

  it('tells the time now, and when it will know more', async () => {
    clock = fixedClock(new Date('2026-11-22T12:34:56.789Z'));
    const response = readOcspResponse(await ask(await issue(), intermediate));
    const times = [response.producedAt, response.thisUpdate, response.nextUpdate];
    expect(times.map((time) => time?.toISOString())).to.deep.equal([
      '2026-11-22T12:34:56.000Z',
      '2026-11-22T12:34:56.000Z',
      '2026-11-22T13:04:56.000Z',
    ]);
    const never = await answerOcsp(
      authority,
      ocspRequest(await issue(), intermediate.certificate),
      { nextUpdateSeconds: undefined },
      GOOD,
    );
    expect(readOcspResponse(never).nextUpdate).to.equal(undefined);
  });

  const status = (text: string): string =>
    `cert_validation: OCSP response says that the certificate's status is ${text}`;

  it('tells what became of a certificate', async () => {
    const certificate = await issue();
    const states = [
      ['revoked', status('REVOKED (date: 2026-11-22 12:00:00)')],
      ['suspended', status('REVOKED (date: 2026-11-22 12:00:00)')],
      ['unknown', status('UNKNOWN')],
      ['good', 'accepted'],
    ] as const;
    for (const [standing, expected] of states) {
      await authority.setStanding(certificate.serial, standing);
      expect(await verdict(certificate, intermediate), standing).to.equal(expected);
    }
  });

  it('gives the reason of a suspension', async () => {
    const certificate = await issue();
    await authority.setStanding(certificate.serial, 'suspended');
    // [0] EXPLICIT CRLReason certificateHold
    expect((await ask(certificate, intermediate)).includes(Buffer.of(0xa0, 3, 0x0a, 1, 6))).to.equal(true);
  });

  it('does not know what it did not issue', async () => {
    const other = await openAuthority(newFolder(), { seed: 'other', name: 'Test' });
    const foreign = await other.issue({ profile: 'sign', subject, publicKey });
    expect(await verdict(foreign, intermediate)).to.equal(status('UNKNOWN'));
    const otherIntermediate = other.intermediate ?? intermediate;
    expect(await verdict(foreign, otherIntermediate)).to.equal(
      'incorrect_validation_info: The OCSP responder answered with unauthorized',
    );
    await other.close();
  });

  it('repeats the CertID as it was asked, in any digest', async () => {
    const { serial } = await issue();
    for (const name of ['SHA-1', 'SHA-256', 'SHA-512'] as const) {
      const id = {
        digest: name,
        issuerNameHash: digest(name, intermediate.certificate.subject.der),
        issuerKeyHash: digest(name, intermediate.certificate.publicKeyBits),
        serial,
      };
      const request = derSequence(derSequence(derSequence(derSequence(writeCertificateId(id)))));
      const response = readOcspResponse(await answerOcsp(authority, request, SETTINGS, GOOD));
      expect([response.certificateId, response.status.kind]).to.deep.equal([id, 'good']);
    }
  });

  it('repeats a nonce, and answers several questions at once', async () => {
    const [one, other] = [await issue(), await issue('root')];
    const idOf = (certificate: Certificate, issuer: Issuer): Buffer => {
      const hash = (bytes: Uint8Array): Buffer => digest('SHA-1', bytes);
      return writeCertificateId({
        digest: 'SHA-1',
        issuerNameHash: hash(issuer.certificate.subject.der),
        issuerKeyHash: hash(issuer.certificate.publicKeyBits),
        serial: certificate.serial,
      });
    };
    const ids = [idOf(one, intermediate), idOf(other, authority.root)];
    const nonce = derSequence(derOidOf('1.3.6.1.5.5.7.48.1.2'), derOctetString(derOctetString(Buffer.alloc(16, 7))));
    const request = derSequence(
      derSequence(
        derSequence(...ids.map((id) => derSequence(id))),
        derElement(contextConstructed(2), derSequence(nonce)),
      ),
    );
    const response = await answerOcsp(authority, request, SETTINGS, GOOD);
    expect([...ids, nonce].map((part) => response.includes(part))).to.deep.equal([true, true, true]);
    // Both are good: [0] IMPLICIT NULL after each CertID.
    for (const id of ids) expect(response.includes(Buffer.concat([id, Buffer.of(0x80, 0)]))).to.equal(true);
  });

  const faults: [Partial<Behaviour<'ocsp'>>, string][] = [
    [{ fault: 'try-later' }, 'incorrect_validation_info: The OCSP responder answered with tryLater'],
    [{ fault: 'bad-signature' }, 'incorrect_validation_info: Signature on OCSP response is not valid'],
    [
      { fault: 'wrong-key' },
      'incorrect_validation_info: OCSP responder is not authorised for this certification authority',
    ],
    [{ fault: 'stale' }, 'incorrect_validation_info: OCSP response is too old (thisUpdate: 2026-10-23T12:00:00Z)'],
    [
      { fault: 'stale', staleSeconds: 3000 },
      'incorrect_validation_info: OCSP response has been due for renewal (nextUpdate: 2026-11-22T11:40:00Z)',
    ],
  ];
  for (const [behaviour, expected] of faults) {
    it(`misbehaves as told: ${JSON.stringify(behaviour)}`, async () => {
      expect(await verdict(await issue(), intermediate, behaviour)).to.equal(expected);
    });
  }

  it('misbehaves as told: about another certificate', async () => {
    const certificate = await issue();
    expect(await verdict(certificate, intermediate, { fault: 'wrong-certificate-id' })).to.equal(
      `incorrect_validation_info: OCSP response is not about certificate ${certificate.serial}`,
    );
  });

  it('says malformedRequest to bytes that are none', async () => {
    const refused = 'incorrect_validation_info: The OCSP responder answered with malformedRequest';
    const request = ocspRequest(await issue(), intermediate.certificate);
    const answer = async (bytes: Uint8Array): Promise<string> => {
      const der = await answerOcsp(authority, bytes, SETTINGS, GOOD);
      return refusal(() => readOcspResponse(der));
    };
    const tooMany = derSequence(derSequence(derSequence(...Array<Buffer>(17).fill(derSequence(Buffer.of(5, 0))))));
    for (const bytes of [Buffer.alloc(0), request.subarray(0, -1), derSequence(derSequence(derSequence())), tooMany]) {
      expect(await answer(bytes)).to.equal(refused);
    }
    await fc.assert(
      fc.asyncProperty(fc.nat(request.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const changed = Buffer.from(request);
        changed[at] = (changed[at] ?? 0) ^ change;
        expect(await answer(changed)).to.match(/^accepted$|answered with (malformedRequest|unauthorized)$/);
      }),
      { numRuns: fuzzRuns(300) },
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        expect(await answer(bytes)).to.equal(refused);
      }),
      { numRuns: fuzzRuns(200) },
    );
  });
});
