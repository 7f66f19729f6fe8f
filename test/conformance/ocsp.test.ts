import { expect } from 'chai';
import { ocspRequest } from '#certs/ocsp/request.ts';
import { readOcspResponse } from '#certs/ocsp/response.ts';
import { verifyOcspResponse } from '#certs/ocsp/verification.ts';
import { issuerOf, verifyCertificate } from '#certs/path.ts';
import type { Trust } from '#certs/trust.ts';
import { labCertificate, labFile, labTrust, readSignatureText, vectorFiles } from '../lab.ts';
import { refusal } from '../refusal.ts';
import { describeWithVectors, vectorsPath } from '../vectors.ts';
import { readRecordedHttp } from './recorded-http.ts';

const FRESH = new Date('2026-11-22T23:58:50Z');
const STALE = new Date('2026-11-23T12:00:00Z');
const SUBJECTS = ['sign-1001', 'sign-1002', 'sign-1003-ec', 'auth-ss1', 'auth-ss2', 'intermediate-ca'];

/** Judges a response about whichever of the lab's certificates it names. */
function judged(der: Buffer, at: Date, trust: Trust = labTrust()): string {
  let about = '';
  const refused = refusal(() => {
    const response = readOcspResponse(der);
    const name = SUBJECTS.find((each) => labCertificate(each).serial === response.certificateId.serial) ?? '';
    const certificate = labCertificate(name);
    const issuer = issuerOf(certificate, trust);
    if (issuer === undefined) throw new Error(`no issuer of ${name}`);
    about = `${name} good, says ${verifyOcspResponse({ response, certificate, issuer, trust, at }).right} responder`;
  });
  return refused === 'accepted' ? about : refused;
}

/** The OCSP parts of a recorded message between servers. */
function ocspParts(message: Buffer): Buffer[] {
  const text = message.toString('latin1');
  return [...text.matchAll(/content-type: ?application\/ocsp-response\r\n\r\n([^]*?)\r\n--/gi)].map(([, body = '']) =>
    Buffer.from(body, 'latin1'),
  );
}

const certificateStatus = "OCSP response says that the certificate's status is";

describeWithVectors('OCSP as X-Road asks and answers', () => {
  it('lab/tsp-ocsp/ocsp-request.der: our request has the same bytes', () => {
    const request = ocspRequest(labCertificate('sign-1003-ec'), labCertificate('root-ca'));
    expect(request.toString('hex')).to.equal(labFile('tsp-ocsp/ocsp-request.der').toString('hex'));
  });

  it('lab/tsp-ocsp/ocsp-response.der: good', () => {
    const der = labFile('tsp-ocsp/ocsp-response.der');
    expect(judged(der, FRESH)).to.equal('sign-1003-ec good, says configured responder');
  });

  it('lab/tsp-ocsp/ocsp-response.der: good by delegation alone, where no responder is configured', () => {
    const trust = labTrust();
    const services = trust.services.map((service) => ({
      ...service,
      top: { ...service.top, ocspResponders: [] },
      intermediates: service.intermediates.map((authority) => ({ ...authority, ocspResponders: [] })),
    }));
    const der = labFile('tsp-ocsp/ocsp-response.der');
    expect(judged(der, FRESH, { ...trust, services })).to.equal('sign-1003-ec good, says delegated responder');
  });

  describe('lab/ocsp-responder-5577: each part of the answer', () => {
    const rows: [file: string, expected: string[]][] = [
      ['one.http', ['auth-ss2 good, says configured responder']],
      ['two.http', ['auth-ss1 good, says configured responder', 'intermediate-ca good, says configured responder']],
      ['unknown.http', []],
    ];
    for (const [file, expected] of rows) {
      it(file, () => {
        const parts = ocspParts(labFile('ocsp-responder-5577', file));
        expect(parts.map((der) => judged(der, FRESH))).to.deep.equal(expected);
      });
    }
  });

  describe('lab/extracted: good at the time of the messages, too old at noon', () => {
    for (const file of vectorFiles('lab/extracted', '.der')) {
      it(file, () => {
        const der = labFile('extracted', file);
        expect(judged(der, FRESH)).to.match(/^(auth-ss1|intermediate-ca) good, says configured responder$/);
        expect(judged(der, STALE)).to.match(
          /^incorrect_validation_info: OCSP response is too old \(thisUpdate: 2026-11-22T23:\d\d:\d\dZ\)$/,
        );
      });
    }
  });

  describe('lab/extracted: signers with the responses beside their signatures', () => {
    const verdicts = labFile('extracted', 'VERIFIED-AT-2026-11-23T12:00:00Z.tsv').toString('utf8').split('\n');
    for (const file of vectorFiles('lab/extracted', 'signature.xml')) {
      it(file, () => {
        const { certificates, ocspResponses } = readSignatureText(labFile('extracted', file).toString('utf8'));
        const [certificate, ...additional] = certificates;
        if (certificate === undefined) throw new Error('no certificate');
        const at = (time: Date): string =>
          refusal(() =>
            verifyCertificate({
              certificate,
              additional,
              ocspResponses,
              trust: labTrust(),
              at: time,
              purpose: 'signing',
            }),
          );
        expect(at(FRESH)).to.equal('accepted');
        const line = verdicts.find((each) => each.includes(`./${file.replace('/signature.xml', '')}\t`)) ?? '';
        const [, , code = '', message = ''] = line.split('\t');
        // Of the variant with SHA-256 the reference refuses the hash chain before it looks at the certificate.
        if (code.startsWith('malformed_signature.')) expect(file).to.match(/^variant-sha256\//);
        else expect(at(STALE)).to.equal(`${code}: ${message}`);
      });
    }
  });

  describe('lab/variants: what the servers refused as revoked', () => {
    const revoked = (time: string): string =>
      `cert_validation: ${certificateStatus} REVOKED (date: 2026-11-22 ${time})`;
    const rows: [variant: string, hop: string, refused: string[]][] = [
      ['revoked-sign-1001', '2-clientproxy-to-serverproxy.http', [revoked('23:57:51')]],
      ['revoked-auth-ss1', '2-clientproxy-to-serverproxy.http', [revoked('23:58:04')]],
      ['revoked-sign-1002', '3-serverproxy-to-clientproxy.http', [revoked('23:58:22')]],
      // The intermediate's response stands in the message for the TLS certificate and in the signature.
      ['revoked-intermediate', '2-clientproxy-to-serverproxy.http', [revoked('23:58:47'), revoked('23:58:47')]],
    ];
    for (const [variant, hop, refused] of rows) {
      it(`${variant}/rest-get/${hop}`, () => {
        const { body } = readRecordedHttp(vectorsPath('lab/variants', variant, 'rest-get', hop));
        const { ocspResponses } = readSignatureText(body.toString('latin1'));
        const all = [...ocspParts(body), ...ocspResponses].map((der) => judged(der, FRESH));
        expect(all.filter((verdict) => !verdict.includes(' good, '))).to.deep.equal(refused);
        expect(all.length).to.be.greaterThan(refused.length - 1);
      });
    }
  });

  it('lab/replay-server-proxy/63-ocsp-response-tbs-modified: the signature does not hold', () => {
    const [file = ''] = vectorFiles('lab/replay-server-proxy', '.http').filter((each) => each.includes('63-'));
    const { body } = readRecordedHttp(vectorsPath('lab/replay-server-proxy', file));
    const all = ocspParts(body).map((der) => judged(der, FRESH));
    expect(all).to.include('incorrect_validation_info: Signature on OCSP response is not valid');
  });
});
