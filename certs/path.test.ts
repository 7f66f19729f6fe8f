import { expect } from 'chai';
import { issue, type Issued } from '../test/pki/certificates.ts';
import { makeOcspResponse } from '../test/pki/ocsp.ts';
import { refusal } from '../test/refusal.ts';
import { CertificateVerifier, verifyCertificate, type CertificateQuery } from './path.ts';
import type { Trust } from './trust.ts';

const AT = new Date('2026-06-01T12:00:00Z');
const root = issue({ subject: 'Root', ca: true });
const middle = issue({ subject: 'Middle', issuer: root, ca: true });
const end = issue({ subject: 'end', issuer: middle, notAfter: '2026-12-31T00:00:00Z', serial: 5001 });

const trustNow = (): Trust => ({
  instance: 'XX',
  services: [
    {
      name: 'Test',
      authenticationOnly: false,
      profile: '',
      top: { certificate: root.certificate, ocspResponders: [] },
      intermediates: [{ certificate: middle.certificate, ocspResponders: [] }],
    },
  ],
  ocspFreshnessSecondsMax: 3_600,
  ocspVerifyNextUpdate: true,
});

function answer(about: Issued, issuer: Issued, rest: { thisUpdate?: string; revokedAt?: string } = {}): Buffer {
  const { thisUpdate = '2026-06-01T11:30:00Z', revokedAt } = rest;
  return makeOcspResponse({
    certificate: about.certificate,
    issuer: issuer.certificate,
    responder: issuer,
    thisUpdate,
    ...(revokedAt === undefined ? {} : { status: { revokedAt } }),
  });
}

const ofEnd = answer(end, middle);
const ofMiddle = answer(middle, root);
const query = (rest: Partial<CertificateQuery> = {}): CertificateQuery => ({
  certificate: end.certificate,
  ocspResponses: [ofMiddle, ofEnd],
  trust: trustNow(),
  at: AT,
  ...rest,
});
const verdict = (rest: Partial<CertificateQuery>): string => refusal(() => verifyCertificate(query(rest)));

describe('Verifying a certificate', () => {
  it('gives its path, and an OCSP response for each certificate of the path', () => {
    const { path, ocsp } = verifyCertificate(query());
    expect(path).to.deep.equal([end.certificate, middle.certificate]);
    expect(ocsp.map(({ response }) => response)).to.deep.equal([ofEnd, ofMiddle]);
    expect(ocsp.map(({ responder }) => responder.subject.get('CN'))).to.deep.equal(['Middle', 'Root']);
    expect(ocsp[0]?.producedAt.toISOString()).to.equal('2026-06-01T11:30:00.000Z');
  });

  describe('refuses', () => {
    const revoked = answer(middle, root, { revokedAt: '2026-05-01T00:00:00Z' });
    const stale = answer(end, middle, { thisUpdate: '2026-06-01T10:00:00Z' });
    const forged = answer(end, { ...middle, key: end.key });
    const many = Array.from({ length: 65 }, () => ofEnd);
    const status = "OCSP response says that the certificate's status is";
    const rows: [what: string, rest: Partial<CertificateQuery>, expected: string][] = [
      [
        'no response at all',
        { ocspResponses: [] },
        'invalid_cert_path.cert_validation: Unable to find OCSP response for certificate 5001',
      ],
      [
        'no response for the end entity',
        { ocspResponses: [ofMiddle] },
        'invalid_cert_path.cert_validation: Unable to find OCSP response for certificate 5001',
      ],
      [
        'no response for the intermediate',
        { ocspResponses: [ofEnd] },
        `invalid_cert_path.cert_validation: Unable to find OCSP response for certificate ${middle.certificate.serial}`,
      ],
      [
        'a revoked intermediate',
        { ocspResponses: [ofEnd, revoked] },
        `invalid_cert_path.cert_validation: ${status} REVOKED (date: 2026-05-01 00:00:00)`,
      ],
      [
        'a stale response',
        { ocspResponses: [stale, ofMiddle] },
        'invalid_cert_path.incorrect_validation_info: OCSP response is too old (thisUpdate: 2026-06-01T10:00:00Z)',
      ],
      [
        'a forged response',
        { ocspResponses: [forged, ofMiddle] },
        'invalid_cert_path.incorrect_validation_info: Signature on OCSP response is not valid',
      ],
      [
        'a response that cannot be read',
        { ocspResponses: [Buffer.from('x'), ofEnd, ofMiddle] },
        'invalid_cert_path.incorrect_validation_info: The OCSP response cannot be read: cut short',
      ],
      [
        'too many responses',
        { ocspResponses: many },
        'invalid_cert_path.incorrect_validation_info: More than 64 OCSP responses',
      ],
      [
        'an expired certificate',
        { at: new Date('2027-01-01T00:00:00Z') },
        'cannot_create_cert_path: The certificate 5001 of Middle was no longer valid at 2027-01-01T00:00:00.000Z: it is valid from 2020-01-01T00:00:00.000Z to 2026-12-31T00:00:00.000Z',
      ],
    ];
    for (const [what, rest, expected] of rows) it(what, () => expect(verdict(rest)).to.equal(expected));
  });
});

describe('A certificate verifier', () => {
  it('keeps verdicts for one configuration, and gives the same answer again', () => {
    const verifier = new CertificateVerifier();
    const trust = trustNow();
    const first = verifier.verify(query({ trust }));
    expect(verifier.kept(trust)).to.equal(5); // a path, two responses, two responders
    expect(verifier.verify(query({ trust }))).to.deep.equal(first);
    expect(verifier.kept(trust)).to.equal(5);
    expect(verifier.kept(trustNow())).to.equal(0);
  });

  it('spends no signature on what it knows', () => {
    const verifier = new CertificateVerifier();
    const trust = trustNow();
    verifier.verify(query({ trust }));
    // The best of several rounds, so that what else the machine does counts little.
    const cost = (action: () => unknown): number =>
      Math.min(
        ...Array.from({ length: 20 }, () => {
          const start = process.hrtime.bigint();
          for (let round = 0; round < 10; round += 1) action();
          return Number(process.hrtime.bigint() - start);
        }),
      );
    const known = cost(() => verifier.verify(query({ trust })));
    const unknown = cost(() => new CertificateVerifier().verify(query({ trust })));
    expect(known).to.be.lessThan(unknown / 3);
  });

  describe('judges anew at each call', () => {
    const verifier = new CertificateVerifier();
    const trust = trustNow();
    before(() => verifier.verify(query({ trust })));
    const rows: [what: string, rest: Partial<CertificateQuery>, expected: string][] = [
      [
        'the age of the response',
        { at: new Date('2026-06-01T12:30:01Z') },
        'invalid_cert_path.incorrect_validation_info: OCSP response is too old (thisUpdate: 2026-06-01T11:30:00Z)',
      ],
      [
        'the validity of the certificate',
        { at: new Date('2026-12-31T00:00:01Z') },
        'cannot_create_cert_path: The certificate 5001 of Middle was no longer valid at 2026-12-31T00:00:01.000Z: it is valid from 2020-01-01T00:00:00.000Z to 2026-12-31T00:00:00.000Z',
      ],
      [
        'the status in another response',
        { ocspResponses: [answer(end, middle, { revokedAt: '2026-06-01T11:00:00Z' }), ofMiddle] },
        "invalid_cert_path.cert_validation: OCSP response says that the certificate's status is REVOKED (date: 2026-06-01 11:00:00)",
      ],
      [
        'another configuration',
        { trust: { ...trust, services: [] } },
        'cannot_create_cert_path: The certificate 5001 of Middle is not issued by an approved certification service',
      ],
      [
        'another purpose',
        {
          purpose: 'signing',
          trust: { ...trust, services: trust.services.map((service) => ({ ...service, authenticationOnly: true })) },
        },
        'cannot_create_cert_path: The certificate 5001 of Middle is not issued by an approved certification service',
      ],
    ];
    for (const [what, rest, expected] of rows) {
      it(what, () => expect(refusal(() => verifier.verify(query({ trust, ...rest })))).to.equal(expected));
    }
  });

  it('keeps no more verdicts than it may', () => {
    const verifier = new CertificateVerifier({ verdictsMax: 2 });
    const trust = trustNow();
    for (let index = 0; index < 5; index += 1) {
      const leaf = issue({ subject: `leaf ${index}`, keyLabel: 'leaf', issuer: middle });
      verifier.verify(query({ trust, certificate: leaf.certificate, ocspResponses: [answer(leaf, middle), ofMiddle] }));
      expect(verifier.kept(trust)).to.be.at.most(6);
    }
    expect(verifier.verify(query({ trust })).path.length).to.equal(2);
  });
});
