import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { AUTHORITY_NOW, openAuthority } from '../../test/authority.ts';
import { fuzzRuns } from '../../test/fuzz.ts';
import { describeWithOpenssl, openssl } from '../../test/openssl.ts';
import { refusal } from '../../test/refusal.ts';
import { temporaryFolders } from '../../test/temporary.ts';
import { digest, type DigestName } from '../algorithms.ts';
import { contextConstructed } from '../der/read.ts';
import { derElement, derIntegerOf, derOctetString, derOidOf, derSequence } from '../der/write.ts';
import { derBooleanOf } from '../der/write-values.ts';
import { timestampRequest } from '../timestamp/request.ts';
import { acceptTimestampResponse, readTimestampResponse } from '../timestamp/response.ts';
import { readTimestampToken } from '../timestamp/token.ts';
import { verifyTimestampToken } from '../timestamp/verification.ts';
import type { Authority } from './authority.ts';
import { GOOD, type Behaviour } from './behaviour.ts';
import { answerTimestamp, TIMESTAMP_POLICY } from './timestamp-service.ts';

const data = Buffer.from('what is stamped');
const imprintOf = (digestName: DigestName) => ({ digestName, digest: digest(digestName, data) });

describe('the time-stamping authority', () => {
  const newFolder = temporaryFolders();
  let authority: Authority;
  before(async () => {
    authority = await openAuthority(newFolder());
  });
  after(() => authority.close());

  const approved = () => [authority.tsa.certificate];

  for (const digestName of ['SHA-256', 'SHA-384', 'SHA-512'] as const) {
    it(`stamps ${digestName}`, async () => {
      const imprint = imprintOf(digestName);
      const response = await answerTimestamp(authority, timestampRequest(imprint), GOOD);
      const accepted = acceptTimestampResponse({ response, imprint, tsaCertificates: approved() });
      expect(accepted.genTime).to.deep.equal(AUTHORITY_NOW);
      const token = readTimestampToken(accepted.token);
      const { signer } = verifyTimestampToken({ token, data, tsaCertificates: approved() });
      expect(signer.subject.toRfc2253()).to.equal('CN=Test Time-Stamping Authority,O=Test');
    });
  }

  it('gives every time-stamp a serial number of its own', async () => {
    const serials = new Set<bigint>();
    for (let i = 0; i < 20; i += 1) {
      const response = await answerTimestamp(authority, timestampRequest(imprintOf('SHA-256')), GOOD);
      serials.add(readTimestampToken(readTimestampResponse(response)).serial);
    }
    expect(serials.size).to.equal(20);
  });

  const request = (...further: Buffer[]): Buffer => {
    const imprint = derSequence(
      derSequence(derOidOf('2.16.840.1.101.3.4.2.1')),
      derOctetString(digest('SHA-256', data)),
    );
    return derSequence(derIntegerOf(1n), imprint, ...further);
  };

  it('brings its certificate when it is asked to, and then only', async () => {
    const embedded = async (...further: Buffer[]): Promise<readonly Buffer[]> =>
      readTimestampToken(readTimestampResponse(await answerTimestamp(authority, request(...further), GOOD))).embedded;
    expect(await embedded()).to.deep.equal([]);
    expect(await embedded(derBooleanOf(true))).to.deep.equal([authority.tsa.certificate.der]);
  });

  it('repeats the nonce and takes its own policy', async () => {
    const nonce = derIntegerOf(BigInt(`0x${randomBytes(8).toString('hex')}`));
    const response = await answerTimestamp(authority, request(derOidOf(TIMESTAMP_POLICY), nonce), GOOD);
    expect(readTimestampToken(readTimestampResponse(response)).content.subarray(-nonce.length)).to.deep.equal(nonce);
  });

  const rejections: [string, Buffer, number, string][] = [
    ['bytes that are no request', Buffer.from('hello'), 5, 'the request cannot be read'],
    ['a request cut short', request().subarray(0, -1), 5, 'the request cannot be read'],
    ['another version', Buffer.from(request()).fill(2, 4, 5), 2, 'the version of the request is not 1'],
    ['SHA-1', timestampRequest(imprintOf('SHA-1')), 0, 'SHA-1 is not stamped'],
    [
      'a digest that nobody knows',
      derSequence(derIntegerOf(1n), derSequence(derSequence(derOidOf('1.2.3')), derOctetString(Buffer.alloc(32)))),
      0,
      'the digest of the imprint is not known',
    ],
    [
      'an imprint of another length',
      timestampRequest({ digestName: 'SHA-512', digest: Buffer.alloc(32) }),
      5,
      'the imprint is not of SHA-512',
    ],
    ['another policy', request(derOidOf('1.2.3.4')), 15, `time-stamps here have policy ${TIMESTAMP_POLICY}`],
    ['an extension', request(derElement(contextConstructed(0), derSequence())), 16, 'no extension is known here'],
    ['an endless nonce', request(derIntegerOf(1n << 1000n)), 5, 'the request cannot be read'],
  ];
  for (const [what, bytes, bit, reason] of rejections) {
    it(`rejects ${what}, and says why`, async () => {
      const response = await answerTimestamp(authority, bytes, GOOD);
      expect(refusal(() => readTimestampResponse(response))).to.equal(
        `mlog.timestamp_non_granted_response: The authority refused with status 2: "${reason}"`,
      );
      // PKIFailureInfo stands last: a BIT STRING with this bit and no other.
      const bits = response.subarray(-1 - (bit >> 3));
      expect(
        [...bits]
          .map((byte) => byte.toString(2).padStart(8, '0'))
          .join('')
          .indexOf('1'),
      ).to.equal(bit);
    });
  }

  const faults: [Partial<Behaviour<'tsa'>>, string][] = [
    [
      { fault: 'rejection' },
      'mlog.timestamp_non_granted_response: The authority refused with status 2: "told to reject"',
    ],
    [
      { fault: 'bad-signature' },
      'mlog.timestamp_signer_verification_failed: The time-stamp does not hold: the signature does not match',
    ],
    [
      { fault: 'wrong-key' },
      'mlog.tsp_certificate_not_found: The time-stamp is signed with a certificate that is not approved',
    ],
    [
      { fault: 'wrong-imprint' },
      'mlog.timestamp_response_validation_failed: The time-stamp is over another imprint than was sent',
    ],
  ];
  for (const [behaviour, expected] of faults) {
    it(`misbehaves as told: ${JSON.stringify(behaviour)}`, async () => {
      const imprint = imprintOf('SHA-512');
      const response = await answerTimestamp(authority, timestampRequest(imprint), { ...GOOD, ...behaviour });
      expect(refusal(() => acceptTimestampResponse({ response, imprint, tsaCertificates: approved() }))).to.equal(
        expected,
      );
    });
  }

  it('answers any bytes with a response', async () => {
    const good = timestampRequest(imprintOf('SHA-512'));
    const changed = fc.tuple(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 })).map(([at, change]) => {
      const bytes = Buffer.from(good);
      bytes[at] = (bytes[at] ?? 0) ^ change;
      return bytes;
    });
    await fc.assert(
      fc.asyncProperty(fc.oneof(changed, fc.uint8Array({ maxLength: 200 })), async (bytes) => {
        const response = await answerTimestamp(authority, bytes, GOOD);
        expect(refusal(() => readTimestampResponse(response))).to.match(
          /^accepted$|^mlog.timestamp_non_granted_response: /,
        );
      }),
      { numRuns: fuzzRuns(500) },
    );
  });
});

describeWithOpenssl('the time-stamping authority with OpenSSL as the other party', () => {
  const newFolder = temporaryFolders();

  for (const keys of ['EC', 'RSA'] as const) {
    for (const digestName of ['sha256', 'sha512'] as const) {
      it(`stamps what OpenSSL asks for: ${keys} key, ${digestName}`, async () => {
        const folder = newFolder();
        const authority = await openAuthority(folder, { keys, intermediate: false });
        const path = (name: string): string => join(folder, name);
        writeFileSync(path('data'), data);
        const query = openssl(['ts', '-query', '-data', path('data'), `-${digestName}`, '-cert']).output;
        writeFileSync(path('request.tsq'), query);
        writeFileSync(path('response.tsr'), await answerTimestamp(authority, query, GOOD));
        const at = ['-attime', String(AUTHORITY_NOW.getTime() / 1000)];
        const verified = openssl([
          ...['ts', '-verify', '-in', path('response.tsr'), '-queryfile', path('request.tsq')],
          ...['-CAfile', path('root.pem'), ...at],
        ]);
        expect(verified.text).to.include('Verification: OK');
        expect(openssl(['ts', '-reply', '-in', path('response.tsr'), '-text']).text).to.include(
          'Accuracy: 0x01 seconds',
        );
        writeFileSync(path('data'), 'something else');
        const other = openssl([
          ...['ts', '-verify', '-in', path('response.tsr'), '-data', path('data')],
          ...['-CAfile', path('root.pem'), ...at],
        ]);
        expect(other.text).to.include('Verification: FAILED');
        await authority.close();
      });
    }
  }

  it('tells OpenSSL why it rejects', async () => {
    const folder = newFolder();
    const authority = await openAuthority(folder);
    const response = join(folder, 'response.tsr');
    writeFileSync(response, await answerTimestamp(authority, Buffer.from('hello'), GOOD));
    const { text } = openssl(['ts', '-reply', '-in', response, '-text']);
    expect(text)
      .to.include('Status: Rejected.')
      .and.to.include('Failure info: the data submitted has the wrong format');
    await authority.close();
  });
});
