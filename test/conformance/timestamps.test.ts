import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Certificate } from '#certs/certificate.ts';
import { timestampRequest } from '#certs/timestamp/request.ts';
import { acceptTimestampResponse, readTimestampResponse } from '#certs/timestamp/response.ts';
import { readTimestampToken } from '#certs/timestamp/token.ts';
import { verifyTimestampToken } from '#certs/timestamp/verification.ts';
import { labCertificate, labFile } from '../lab.ts';
import { refusal } from '../refusal.ts';
import { describeWithVectors, vectorsPath } from '../vectors.ts';

describeWithVectors('Time-stamps as X-Road asks, takes and keeps them', () => {
  /** SHA-256 of the token that X-Road's message log then kept in its containers (lab/containers/good). */
  const rows: [number: string, genTime: string, kept: string][] = [
    ['838', '2026-11-22T23:42:09.000Z', '64349ec5ad'],
    ['839', '2026-11-22T23:42:09.000Z', 'a5a06d0a86'],
    ['840', '2026-11-22T23:43:10.000Z', '0b0484150a'],
    ['841', '2026-11-22T23:43:10.000Z', '578268a449'],
  ];
  for (const [number, genTime, kept] of rows) {
    describe(`lab/tsp-ocsp/tsp-request-${number}.tsq and tsp-response-${number}.tsr`, () => {
      const request = (): Buffer => labFile('tsp-ocsp', `tsp-request-${number}.tsq`);
      const response = (): Buffer => labFile('tsp-ocsp', `tsp-response-${number}.tsr`);
      const tsaCertificates = (): Certificate[] => [labCertificate('root-ca'), labCertificate('tsa')];

      it('our request for the same imprint has the same bytes', () => {
        const { imprint } = readTimestampToken(readTimestampResponse(response()));
        expect(timestampRequest(imprint).toString('hex')).to.equal(request().toString('hex'));
      });

      it('our evidence is byte for byte what X-Road kept', () => {
        const imprint = { digestName: 'SHA-512' as const, digest: request().subarray(-64) };
        const accepted = acceptTimestampResponse({ response: response(), imprint, tsaCertificates: tsaCertificates() });
        expect(accepted.genTime.toISOString()).to.equal(genTime);
        expect(accepted.signer.subject.get('CN')).to.equal('Lab TSA');
        expect(createHash('sha256').update(accepted.token).digest('hex').slice(0, 10)).to.equal(kept);
      });

      it('is refused where another authority is approved', () => {
        const imprint = { digestName: 'SHA-512' as const, digest: request().subarray(-64) };
        const query = { response: response(), imprint, tsaCertificates: [labCertificate('ocsp')] };
        expect(refusal(() => acceptTimestampResponse(query))).to.equal(
          'mlog.tsp_certificate_not_found: The time-stamp is signed with a certificate that is not approved',
        );
      });
    });
  }
});

describeWithVectors('Time-stamps of 2012, in BER', () => {
  const file = (name: string): Buffer => readFileSync(vectorsPath('globalconf-impl/timestamps', name));
  const authority = (): Certificate => Certificate.fromParameter(readFileSync(vectorsPath('certs/tsp.pem')));
  const changedData = (): Buffer => {
    const data = file('stamped-data');
    data[42] = 1;
    return data;
  };
  const rows: [name: string, what: string, data: () => Buffer, approved: () => Certificate[], expected: string][] = [
    ['valid', 'over its data', () => file('stamped-data'), () => [authority()], 'accepted'],
    ['valid', 'over other data', changedData, () => [], 'malformed_signature: The time-stamp is over other data'],
    [
      'valid',
      'with another authority',
      () => file('stamped-data'),
      () => [labCertificate('tsa')],
      'mlog.tsp_certificate_not_found: The time-stamp is signed with a certificate that is not approved',
    ],
    [
      'invalid-signature',
      'over its data',
      () => file('stamped-data'),
      () => [authority()],
      'mlog.timestamp_signer_verification_failed: The time-stamp does not hold: the signature does not match',
    ],
  ];
  for (const [name, what, data, approved, expected] of rows) {
    it(`globalconf-impl/timestamps/${name}, ${what}`, () => {
      const verdict = refusal(() => {
        const token = readTimestampToken(file(name));
        const { genTime } = verifyTimestampToken({ token, data: data(), tsaCertificates: approved() });
        expect(genTime.toISOString()).to.equal('2012-11-29T13:10:04.000Z');
      });
      expect(verdict).to.equal(expected);
    });
  }
});
