import { expect } from 'chai';
import fc from 'fast-check';
import { fuzzRuns } from '../../test/fuzz.ts';
import { mutatedDer } from '../../test/mutation.ts';
import { issue, type Issued } from '../../test/pki/certificates.ts';
import { makeOcspError, makeOcspResponse, type OcspToMake } from '../../test/pki/ocsp.ts';
import { refusal } from '../../test/refusal.ts';
import { readDer } from '../der/read.ts';
import { PURPOSE } from '../extensions.ts';
import type { Trust } from '../trust.ts';
import { ocspRequest } from './request.ts';
import { readOcspResponse } from './response.ts';
import { verifyOcspResponse, type OcspOrigin } from './verification.ts';

const AT = new Date('2026-06-01T12:00:00Z');
const FRESH = '2026-06-01T11:30:00Z';

const root = issue({ subject: 'Root', ca: true });
const other = issue({ subject: 'Other', ca: true });
const end = issue({ subject: 'end', issuer: root });
const second = issue({ subject: 'second', issuer: root });
const named: [string, string][] = [
  ['2.5.4.6', 'BG'],
  ['2.5.4.10', 'Org'],
  ['2.5.4.3', 'OCSP'],
];
const purposes = [PURPOSE.ocspSigning];
const delegated = issue({ subject: named, issuer: root, purposes });
const stranger = issue({ subject: 'Stranger' });

function trustWith(responders: readonly Issued[] = [], rest: Partial<Trust> = {}): Trust {
  const ocspResponders = responders.map(({ certificate }) => ({ url: '', certificate }));
  return {
    instance: 'XX',
    services: [
      {
        name: 'Test',
        authenticationOnly: false,
        profile: '',
        top: { certificate: root.certificate, ocspResponders },
        intermediates: [],
      },
      {
        name: 'Other',
        authenticationOnly: false,
        profile: '',
        top: { certificate: other.certificate, ocspResponders: [] },
        intermediates: [],
      },
    ],
    ocspFreshnessSecondsMax: 3_600,
    ocspVerifyNextUpdate: true,
    ...rest,
  };
}

interface Case extends Partial<OcspToMake> {
  readonly trust?: Trust;
  readonly at?: string;
  readonly about?: Issued;
  readonly issuedBy?: Issued;
}

function ask({ trust = trustWith(), at, about = end, issuedBy = root, ...wanted }: Case): OcspOrigin {
  const der = makeOcspResponse({
    certificate: end.certificate,
    issuer: root.certificate,
    responder: root,
    thisUpdate: FRESH,
    ...wanted,
  });
  return verifyOcspResponse({
    response: readOcspResponse(der),
    certificate: about.certificate,
    issuer: issuedBy.certificate,
    trust,
    at: at === undefined ? AT : new Date(at),
  });
}

const verdict = (wanted: Case): string => {
  let right = '';
  const refused = refusal(() => {
    right = ask(wanted).right;
  });
  return refused === 'accepted' ? right : refused.replace(/certificate \d+$/, 'certificate #');
};

const unfit = (message: string): string => `incorrect_validation_info: ${message}`;

describe('An OCSP response', () => {
  describe('is believed when its responder', () => {
    const embedded = [delegated.certificate];
    const rows: [what: string, wanted: Case, right: string][] = [
      ['is the issuer', {}, 'issuer'],
      ['is named by its key', { responderId: 'key' }, 'issuer'],
      ['is configured for the authority', { responder: stranger, trust: trustWith([stranger]) }, 'configured'],
      [
        'is configured, and embedded as well',
        { responder: delegated, embedded, trust: trustWith([delegated]) },
        'configured',
      ],
      ['is delegated and embedded', { responder: delegated, embedded }, 'delegated'],
      [
        'is delegated, embedded and named by its key',
        { responder: delegated, embedded, responderId: 'key' },
        'delegated',
      ],
      [
        'is named with the order of its name turned round',
        { responder: delegated, embedded, responderId: 'reversed-name' },
        'delegated',
      ],
      ['signs with SHA-1, as X-Road takes it', { digest: 'sha1' }, 'issuer'],
    ];
    for (const [what, wanted, right] of rows) it(what, () => expect(verdict(wanted)).to.equal(right));

    it('has renewed its certificate and kept its name', () => {
      const renewed = issue({ subject: named, issuer: root, purposes, keyLabel: 'renewed' });
      const origin = ask({ responder: renewed, trust: trustWith([delegated, renewed]) });
      expect(origin).to.deep.equal({ responder: renewed.certificate, right: 'configured' });
    });

    it('comes with embedded certificates that cannot be read', () => {
      const der = makeOcspResponse({
        certificate: end.certificate,
        issuer: root.certificate,
        responder: root,
        thisUpdate: FRESH,
        embedded: [delegated.certificate],
      });
      // The version of the embedded certificate: 2 becomes 9.
      const at = der.indexOf(Buffer.from('a003020102', 'hex'));
      der[at + 4] = 9;
      const response = readOcspResponse(der);
      const query = { response, certificate: end.certificate, issuer: root.certificate, trust: trustWith(), at: AT };
      expect(verifyOcspResponse(query).right).to.equal('issuer');
    });
  });

  describe('is refused when', () => {
    const noPurpose = issue({ subject: 'No purpose', issuer: root });
    const foreign = issue({ subject: 'Foreign', issuer: other, purposes });
    const impostor = issue({ subject: 'Impostor', issuer: other, issuerName: 'Root', purposes });
    const expired = issue({ subject: 'Expired', issuer: root, purposes, notAfter: '2026-06-01T11:59:59Z' });
    const early = issue({ subject: 'Early', issuer: root, purposes, notBefore: '2026-06-01T12:00:01Z' });
    const old = issue({ subject: 'Old', key: 'rsa' });
    const forgedRoot = issue({ subject: 'Root', keyLabel: 'forged', ca: true });
    const notAuthorised = unfit('OCSP responder is not authorised for this certification authority');
    const unsigned = unfit('Signature on OCSP response is not valid');
    const lapsed = unfit('The certificate of the OCSP responder is not valid at this time');
    const rows: [what: string, wanted: Case, expected: string][] = [
      ['it is about another certificate', { about: second }, unfit('OCSP response is not about certificate #')],
      [
        'it is about a certificate of another issuer',
        { issuedBy: other },
        unfit('OCSP response is not about certificate #'),
      ],
      [
        'it names the certificate with SHA-256',
        { idDigest: 'sha256' },
        unfit('OCSP response is not about certificate #'),
      ],
      [
        'only its second part is about the certificate',
        { before: [{ certificate: second.certificate, issuer: root.certificate }] },
        unfit('OCSP response is not about certificate #'),
      ],
      [
        'nobody knows its responder',
        { responder: stranger },
        unfit('No certificate is known for the responder of the OCSP response'),
      ],
      ['its responder has authorised itself', { responder: stranger, embedded: [stranger.certificate] }, notAuthorised],
      ['its responder is another authority', { responder: other }, notAuthorised],
      [
        'its responder is one of the same authority, but not for OCSP',
        { responder: noPurpose, embedded: [noPurpose.certificate] },
        notAuthorised,
      ],
      [
        'its responder is delegated by another authority',
        { responder: foreign, embedded: [foreign.certificate] },
        notAuthorised,
      ],
      [
        'its responder only says that the authority delegated it',
        { responder: impostor, embedded: [impostor.certificate] },
        notAuthorised,
      ],
      [
        'its responder is configured for another authority only',
        { responder: stranger, trust: otherResponder(stranger) },
        notAuthorised,
      ],
      ['its delegated responder has expired', { responder: expired, embedded: [expired.certificate] }, lapsed],
      ['its delegated responder is not valid yet', { responder: early, embedded: [early.certificate] }, lapsed],
      ['another than the named responder signed', { signedBy: stranger }, unsigned],
      [
        'a forged certificate of the authority came along',
        { responder: forgedRoot, embedded: [forgedRoot.certificate] },
        notAuthorised,
      ],
      ['it is signed with MD5', { responder: old, digest: 'md5', trust: trustWith([old]) }, unsigned],
      [
        'it is too old',
        { thisUpdate: '2026-06-01T10:59:59Z' },
        unfit('OCSP response is too old (thisUpdate: 2026-06-01T10:59:59Z)'),
      ],
      [
        'its next update has passed',
        { nextUpdate: '2026-06-01T11:59:59Z' },
        unfit('OCSP response has been due for renewal (nextUpdate: 2026-06-01T11:59:59Z)'),
      ],
      ['the time is no time', { at: 'x' }, unfit('OCSP response is too old (thisUpdate: 2026-06-01T11:30:00Z)')],
      [
        'the status is revoked',
        { status: { revokedAt: '2026-05-31T23:57:51Z' } },
        "cert_validation: OCSP response says that the certificate's status is REVOKED (date: 2026-05-31 23:57:51)",
      ],
      [
        'the status is unknown',
        { status: 'unknown' },
        "cert_validation: OCSP response says that the certificate's status is UNKNOWN",
      ],
      [
        'it is stale and revoked, for its age',
        { thisUpdate: '2020-01-01T00:00:00Z', status: { revokedAt: '2019-01-01T00:00:00Z' } },
        unfit('OCSP response is too old (thisUpdate: 2020-01-01T00:00:00Z)'),
      ],
    ];
    for (const [what, wanted, expected] of rows) it(what, () => expect(verdict(wanted)).to.equal(expected));

    function otherResponder(responder: Issued): Trust {
      const trust = trustWith();
      const services = trust.services.map((service) =>
        service.name === 'Other'
          ? { ...service, top: { ...service.top, ocspResponders: [{ url: '', certificate: responder.certificate }] } }
          : service,
      );
      return { ...trust, services };
    }
  });

  describe('is fresh', () => {
    const rows: [what: string, wanted: Case, expected: string][] = [
      ['to the second of its greatest age', { thisUpdate: '2026-06-01T11:00:00Z' }, 'issuer'],
      ['to the second of its next update', { nextUpdate: '2026-06-01T12:00:00Z' }, 'issuer'],
      [
        'when it comes from a clock that is ahead, as X-Road takes it',
        { thisUpdate: '2026-06-01T12:00:30Z' },
        'issuer',
      ],
      [
        'past its next update, where the configuration says so',
        { nextUpdate: '2026-06-01T11:59:59Z', trust: trustWith([], { ocspVerifyNextUpdate: false }) },
        'issuer',
      ],
      [
        'within the age that the configuration gives',
        { thisUpdate: '2026-06-01T10:00:00Z', trust: trustWith([], { ocspFreshnessSecondsMax: 7_200 }) },
        'issuer',
      ],
    ];
    for (const [what, wanted, expected] of rows) it(what, () => expect(verdict(wanted)).to.equal(expected));
  });

  describe('cannot be read', () => {
    const good = makeOcspResponse({
      certificate: end.certificate,
      issuer: root.certificate,
      responder: root,
      thisUpdate: FRESH,
    });
    const rows: [what: string, bytes: Uint8Array, expected: string][] = [
      ['when it is empty', Buffer.alloc(0), unfit('The OCSP response cannot be read: cut short')],
      ['when it is cut short', good.subarray(0, -3), unfit('The OCSP response cannot be read: cut short')],
      [
        'when it is too long',
        Buffer.alloc(262_145),
        unfit('The OCSP response cannot be read: longer than 262144 bytes'),
      ],
      [
        'when bytes follow',
        Buffer.concat([good, Buffer.alloc(1)]),
        unfit('The OCSP response cannot be read: bytes follow the structure'),
      ],
      [
        'when the responder says malformedRequest',
        makeOcspError(1),
        unfit('The OCSP responder answered with malformedRequest'),
      ],
      ['when the responder says tryLater', makeOcspError(3), unfit('The OCSP responder answered with tryLater')],
      [
        'when the responder says unauthorized',
        makeOcspError(6),
        unfit('The OCSP responder answered with unauthorized'),
      ],
      [
        'when the responder says what nobody knows',
        makeOcspError(4),
        unfit('The OCSP responder answered with unknown status'),
      ],
      [
        'when it says successful and nothing more',
        makeOcspError(0),
        unfit('The OCSP response cannot be read: a field is missing'),
      ],
    ];
    for (const [what, bytes, expected] of rows) {
      it(what, () => expect(refusal(() => readOcspResponse(bytes))).to.equal(expected));
    }
  });

  it('is refused with a code or says the same, whatever changes in it @fuzz OCSP response', () => {
    const seed = makeOcspResponse({
      certificate: end.certificate,
      issuer: root.certificate,
      responder: delegated,
      thisUpdate: FRESH,
      embedded: [delegated.certificate],
    });
    fc.assert(
      fc.property(mutatedDer([seed]), (bytes) => {
        const outcome = refusal(() => {
          const response = readOcspResponse(bytes);
          const query = {
            response,
            certificate: end.certificate,
            issuer: root.certificate,
            trust: trustWith(),
            at: AT,
          };
          expect(verifyOcspResponse(query).responder.equals(delegated.certificate)).to.equal(true);
          expect(response.thisUpdate.toISOString()).to.equal('2026-06-01T11:30:00.000Z');
        });
        expect(outcome).to.match(/^(accepted$|incorrect_validation_info: )/);
      }),
      { numRuns: fuzzRuns(300) },
    );
  });
});

describe('An OCSP request', () => {
  it('names the certificate by SHA-1, and holds neither nonce nor extensions', () => {
    const request = readDer(ocspRequest(end.certificate, root.certificate), 1_000);
    const [tbs] = request.children;
    const [list] = tbs?.children ?? [];
    const [single] = list?.children ?? [];
    const [id] = single?.children ?? [];
    expect([request, tbs, list, single].map((node) => node?.children.length)).to.deep.equal([1, 1, 1, 1]);
    expect(id?.children[0]?.bytes.toString('hex')).to.equal('300906052b0e03021a0500');
    expect(id?.children.map(({ content }) => content.length)).to.deep.equal([9, 20, 20, 2]);
  });
});
