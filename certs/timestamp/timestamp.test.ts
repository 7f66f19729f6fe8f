import * as asn1js from 'asn1js';
import { expect } from 'chai';
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import * as pkijs from 'pkijs';
import { fuzzRuns } from '../../test/fuzz.ts';
import { mutatedDer } from '../../test/mutation.ts';
import { issue } from '../../test/pki/certificates.ts';
import { makeTimestampResponse, makeToken, type TokenToMake } from '../../test/pki/timestamps.ts';
import { refusal } from '../../test/refusal.ts';
import type { Certificate } from '../certificate.ts';
import { readDer } from '../der/read.ts';
import { PURPOSE } from '../extensions.ts';
import { timestampRequest } from './request.ts';
import { acceptTimestampResponse, readTimestampResponse } from './response.ts';
import { readTimestampToken, withTsaCertificate } from './token.ts';
import { verifyTimestampToken } from './verification.ts';

const DATA = Buffer.from('what is stamped');
const AT = '2026-06-01T12:00:00Z';
const root = issue({ subject: 'Root', ca: true });
const purposes = [PURPOSE.timeStamping];
const tsa = issue({ subject: 'TSA', issuer: root, purposes, keyIdentifier: true });
const rsaTsa = issue({ subject: 'RSA TSA', issuer: root, purposes, key: 'rsa' });
const other = issue({ subject: 'Other TSA', issuer: root, purposes });

const token = (rest: Partial<TokenToMake> = {}): Buffer => makeToken({ data: DATA, genTime: AT, tsa, ...rest });

interface Case extends Partial<TokenToMake> {
  readonly approved?: readonly Certificate[];
  readonly asked?: Uint8Array;
}

function verdict({ approved = [tsa.certificate], asked = DATA, ...rest }: Case): string {
  let found = '';
  const refused = refusal(() => {
    const read = readTimestampToken(token(rest));
    const { genTime, signer } = verifyTimestampToken({ token: read, data: asked, tsaCertificates: approved });
    found = `${signer.subject.get('CN') ?? ''} ${genTime.toISOString()}`;
  });
  return refused === 'accepted' ? found : refused;
}

describe('A time-stamp', () => {
  describe('holds when it is signed', () => {
    const good = 'TSA 2026-06-01T12:00:00.000Z';
    const rows: [what: string, wanted: Case, expected: string][] = [
      ['with ECDSA', {}, good],
      ['with RSA', { tsa: rsaTsa, approved: [rsaTsa.certificate] }, `RSA ${good}`],
      [
        'with RSA and SHA-1, as old evidence is',
        { tsa: rsaTsa, approved: [rsaTsa.certificate], digest: 'sha1' },
        `RSA ${good}`,
      ],
      ['with SHA-512', { digest: 'sha512' }, good],
      ['by the second of two approved authorities', { approved: [other.certificate, tsa.certificate] }, good],
      ['by one that it names by key identifier', { signerId: 'key-identifier' }, good],
      ['with the certificate named by ESS version 1', { essVersion: 1 }, good],
      ['with its algorithms protected', { algorithmProtection: 'sha256' }, good],
      ['with certificates inside', { embedded: [tsa.certificate, root.certificate] }, good],
    ];
    for (const [what, wanted, expected] of rows) it(what, () => expect(verdict(wanted)).to.equal(expected));
  });

  describe('is refused when', () => {
    const noPurpose = issue({ subject: 'No purpose', issuer: root });
    const expired = issue({ subject: 'Expired', issuer: root, purposes, notAfter: '2026-06-01T11:59:59Z' });
    const twin = issue({
      subject: 'TSA',
      issuer: root,
      purposes,
      serial: Number(tsa.certificate.serial),
      keyLabel: 'twin',
    });
    const broken = (reason: string): string =>
      `mlog.timestamp_signer_verification_failed: The time-stamp does not hold: ${reason}`;
    const rows: [what: string, wanted: Case, expected: string][] = [
      [
        'it is over other data',
        { asked: Buffer.from('other') },
        'malformed_signature: The time-stamp is over other data',
      ],
      [
        'no authority is approved',
        { approved: [] },
        'mlog.no_timestamping_provider_found: No time-stamping authority is approved',
      ],
      [
        'its authority is not approved',
        { approved: [other.certificate] },
        'mlog.tsp_certificate_not_found: The time-stamp is signed with a certificate that is not approved',
      ],
      [
        'its authority is not approved, though it came along',
        { approved: [other.certificate], embedded: [tsa.certificate] },
        'mlog.tsp_certificate_not_found: The time-stamp is signed with a certificate that is not approved',
      ],
      ['another signed in the name of the authority', { signedBy: other }, broken('the signature does not match')],
      [
        'it was signed with another key under the same name and number',
        { tsa: twin },
        broken('the signature does not match'),
      ],
      ['another content was signed', { messageDigest: Buffer.alloc(32) }, broken('the digest of its content differs')],
      [
        'another type of content was signed',
        { contentType: '1.2.840.113549.1.7.1' },
        broken('another content type is signed'),
      ],
      ['it names no certificate', { named: 'none' }, broken('it does not name its certificate')],
      ['it names another certificate', { named: other.certificate }, broken('it names another certificate')],
      [
        'it names another certificate by ESS version 1',
        { named: other.certificate, essVersion: 1 },
        broken('it names another certificate'),
      ],
      [
        'its protected algorithms are others',
        { algorithmProtection: 'sha512' },
        broken('it names other algorithms than were used'),
      ],
      [
        "its authority's certificate is not one for time-stamps",
        { tsa: noPurpose, approved: [noPurpose.certificate] },
        broken('the certificate is not one for time-stamps'),
      ],
      [
        "its authority's certificate had expired",
        { tsa: expired, approved: [expired.certificate] },
        broken("the authority's certificate was not valid at its time"),
      ],
      ['it has no signer', { signers: 0 }, 'malformed_signature: The time-stamp cannot be read: 0 signers'],
      ['it has two signers', { signers: 2 }, 'malformed_signature: The time-stamp cannot be read: 2 signers'],
      [
        'an attribute stands there twice',
        { extraAttributes: [contentTypeAttribute()] },
        'malformed_signature: The time-stamp cannot be read: attribute 1.2.840.113549.1.9.3 is ambiguous',
      ],
    ];
    for (const [what, wanted, expected] of rows) it(what, () => expect(verdict(wanted)).to.equal(expected));

    function contentTypeAttribute(): pkijs.Attribute {
      return new pkijs.Attribute({
        type: '1.2.840.113549.1.9.3',
        values: [new asn1js.ObjectIdentifier({ value: '1.2.3' })],
      });
    }
  });

  it('says what it stamps and who signed', () => {
    const read = readTimestampToken(token({ embedded: [tsa.certificate] }));
    expect(read.imprint).to.deep.equal({ digestName: 'SHA-256', digest: createHash('sha256').update(DATA).digest() });
    expect(read.serial).to.equal(7n);
    expect(read.embedded.map((der) => der.equals(tsa.certificate.der))).to.deep.equal([true]);
  });

  describe('cannot be read', () => {
    const prefix = 'malformed_signature: The time-stamp cannot be read';
    const rows: [what: string, bytes: Uint8Array, expected: string][] = [
      ['when it is empty', Buffer.alloc(0), `${prefix}: cut short`],
      ['when it is too long', Buffer.alloc(262_145), `${prefix}: longer than 262144 bytes`],
      ['when bytes follow', Buffer.concat([token(), Buffer.alloc(1)]), `${prefix}: bytes follow the structure`],
      ['when it is something else', Buffer.from('30030601 2a'.replace(' ', ''), 'hex'), `${prefix}: not signed data`],
    ];
    for (const [what, bytes, expected] of rows) {
      it(what, () => expect(refusal(() => readTimestampToken(bytes))).to.equal(expected));
    }
  });

  describe("with the authority's certificate put in", () => {
    it('has it among its certificates, and all that is signed as before', () => {
      const bare = readTimestampToken(token());
      const filled = readTimestampToken(withTsaCertificate(bare.der, tsa.certificate));
      expect(filled.embedded.map((der) => der.equals(tsa.certificate.der))).to.deep.equal([true]);
      expect(filled.content).to.deep.equal(bare.content);
      expect(filled.signer.signedBytes).to.deep.equal(bare.signer.signedBytes);
      expect(
        verifyTimestampToken({ token: filled, data: DATA, tsaCertificates: [tsa.certificate] }).genTime,
      ).to.deep.equal(new Date(AT));
    });

    it('has it once, beside those that were there, in the order of DER', () => {
      const filled = withTsaCertificate(token({ embedded: [root.certificate] }), tsa.certificate);
      expect(withTsaCertificate(filled, tsa.certificate).equals(filled)).to.equal(true);
      const expected = [root.certificate.der, tsa.certificate.der].toSorted((one, next) => Buffer.compare(one, next));
      expect(readTimestampToken(filled).embedded).to.deep.equal(expected);
    });

    it('is DER, whatever form it came in', () => {
      const der = token();
      // The outermost SEQUENCE with an indefinite length.
      const ber = Buffer.concat([Buffer.from([0x30, 0x80]), der.subarray(4), Buffer.from([0, 0])]);
      expect(withTsaCertificate(ber, tsa.certificate)).to.deep.equal(withTsaCertificate(der, tsa.certificate));
    });
  });

  it('is refused with a code or says the same, whatever changes in it @fuzz time-stamp token', () => {
    const seed = token({ embedded: [tsa.certificate], algorithmProtection: 'sha256' });
    fc.assert(
      fc.property(mutatedDer([seed]), (bytes) => {
        const outcome = refusal(() => {
          const read = readTimestampToken(bytes);
          const { genTime } = verifyTimestampToken({ token: read, data: DATA, tsaCertificates: [tsa.certificate] });
          expect(genTime.toISOString()).to.equal('2026-06-01T12:00:00.000Z');
          withTsaCertificate(bytes, tsa.certificate);
        });
        expect(outcome).to.match(/^(accepted$|malformed_signature: |mlog\.(tsp_cert|timestamp_signer)[a-z_]*: )/);
      }),
      { numRuns: fuzzRuns(300) },
    );
  });
});

describe('A time-stamp response', () => {
  const imprint = { digestName: 'SHA-256' as const, digest: createHash('sha256').update(DATA).digest() };
  const accept = (response: Uint8Array, approved = [tsa.certificate]) =>
    acceptTimestampResponse({ response, imprint, tsaCertificates: approved });

  it("gives evidence: the token with the authority's certificate", () => {
    for (const status of [0, 1]) {
      const sent = token();
      const { token: kept, genTime, signer } = accept(makeTimestampResponse(sent, status, 'Operation Okay'));
      expect(kept).to.deep.equal(withTsaCertificate(sent, tsa.certificate));
      expect([genTime.toISOString(), signer]).to.deep.equal(['2026-06-01T12:00:00.000Z', tsa.certificate]);
    }
  });

  const rows: [what: string, response: () => Uint8Array, expected: string][] = [
    [
      'is no response',
      () => Buffer.from('<html>'),
      'mlog.reading_timestamp_response_failed: The time-stamp response cannot be read: cut short',
    ],
    [
      'is granted without a token',
      () => makeTimestampResponse(undefined),
      'mlog.reading_timestamp_response_failed: The time-stamp response cannot be read: no token',
    ],
    [
      'is a rejection',
      () => makeTimestampResponse(undefined, 2, 'bad request\n'),
      'mlog.timestamp_non_granted_response: The authority refused with status 2: "bad request\\n"',
    ],
    [
      'is a rejection without reason',
      () => makeTimestampResponse(undefined, 3),
      'mlog.timestamp_non_granted_response: The authority refused with status 3: ""',
    ],
    [
      'is over another imprint',
      () => makeTimestampResponse(token({ data: Buffer.from('other') })),
      'mlog.timestamp_response_validation_failed: The time-stamp is over another imprint than was sent',
    ],
    [
      'is over another kind of digest',
      () => makeTimestampResponse(token({ digest: 'sha512' })),
      'mlog.timestamp_response_validation_failed: The time-stamp is over another imprint than was sent',
    ],
    [
      'is of an authority that is not approved',
      () => makeTimestampResponse(token({ tsa: other })),
      'mlog.tsp_certificate_not_found: The time-stamp is signed with a certificate that is not approved',
    ],
    [
      'has a token that is none',
      () => makeTimestampResponse(Buffer.from('3000', 'hex')),
      'malformed_signature: The time-stamp cannot be read: a field is missing',
    ],
  ];
  for (const [what, response, expected] of rows) {
    it(`is refused when it ${what}`, () => expect(refusal(() => accept(response()))).to.equal(expected));
  }

  it('is read or refused with a code, whatever the bytes @fuzz time-stamp response', () => {
    fc.assert(
      fc.property(
        mutatedDer([makeTimestampResponse(token(), 0, 'ok'), makeTimestampResponse(undefined, 2, 'no')]),
        (bytes) => {
          const outcome = refusal(() => readTimestampResponse(bytes));
          expect(outcome).to.match(
            /^(accepted$|mlog\.(reading_timestamp_response_failed|timestamp_non_granted_response): )/,
          );
        },
      ),
      { numRuns: fuzzRuns(300) },
    );
  });
});

describe('A time-stamp request', () => {
  it('asks for no certificate and holds no nonce', () => {
    const request = readDer(timestampRequest({ digestName: 'SHA-512', digest: Buffer.alloc(64, 7) }), 1_000);
    expect(request.children.map(({ tag }) => tag)).to.deep.equal([0x02, 0x30]);
    expect(request.children[1]?.children.map(({ bytes }) => bytes.subarray(0, 4).toString('hex'))).to.deep.equal([
      '300b0609',
      '04400707',
    ]);
  });
});
