import { expect } from 'chai';
import fc from 'fast-check';
import { fuzzRuns } from '../../test/fuzz.ts';
import { mutatedDer } from '../../test/mutation.ts';
import { issue, type CertificateToMake, type Issued } from '../../test/pki/certificates.ts';
import { refusal } from '../../test/refusal.ts';
import { Certificate } from '../certificate.ts';
import { derElement, derSequence } from '../der/write.ts';
import { buildCertificatePath, certificationServiceOf, issuerOf, type PathQuery } from '../path.ts';
import type { CertificationService, Trust } from '../trust.ts';

const AT = new Date('2026-06-01T12:00:00Z');
const CA: Partial<CertificateToMake> = { ca: true, keyUsage: ['keyCertSign', 'cRLSign'] };
const BLIND = '1.2.3.4.5';

const root = issue({ subject: 'Root', ...CA });
const middle = issue({ subject: 'Middle', issuer: root, ...CA });
const lower = issue({ subject: 'Lower', issuer: middle, ...CA });

interface ServiceToMake {
  readonly top?: Issued;
  readonly intermediates?: readonly Issued[];
  readonly authenticationOnly?: boolean;
}

function service({
  top = root,
  intermediates = [],
  authenticationOnly = false,
}: ServiceToMake = {}): CertificationService {
  return {
    name: 'Test',
    authenticationOnly,
    profile: '',
    top: { certificate: top.certificate, ocspResponders: [] },
    intermediates: intermediates.map(({ certificate }) => ({ certificate, ocspResponders: [] })),
  };
}

const trustIn = (...services: CertificationService[]): Trust => ({
  instance: 'XX',
  services,
  ocspFreshnessSecondsMax: 3_600,
  ocspVerifyNextUpdate: true,
});

function verdict(end: Issued | Certificate, trust: Trust, rest: Partial<PathQuery> = {}): string {
  const certificate = 'certificate' in end ? end.certificate : end;
  let names = '';
  const refused = refusal(() => {
    const path = buildCertificatePath({ certificate, trust, at: AT, ...rest });
    names = path.map(({ subject }) => subject.get('CN') ?? '?').join(' < ');
  });
  return refused === 'accepted' ? names : refused.replaceAll(/certificate \d+ of/g, 'certificate # of');
}

describe('A certificate path', () => {
  it('goes from the end entity up to, but not into, the top authority', () => {
    expect(verdict(issue({ subject: 'end', issuer: root }), trustIn(service()))).to.equal('end');
    const trust = trustIn(service({ intermediates: [middle, lower] }));
    expect(verdict(issue({ subject: 'end', issuer: lower }), trust)).to.equal('end < Lower < Middle');
  });

  describe('holds signatures', () => {
    const algorithms: [what: string, options: Partial<CertificateToMake>][] = [
      ['RSA with SHA-256', { key: 'rsa' }],
      ['RSA with SHA-512', { key: 'rsa', digest: 'sha512' }],
      ['RSA with SHA-1, as X-Road does', { key: 'rsa', digest: 'sha1' }],
      ['RSASSA-PSS with SHA-256', { key: 'rsa', pss: true }],
      ['RSASSA-PSS with SHA-512', { key: 'rsa', pss: true, digest: 'sha512' }],
      ['ECDSA with SHA-512', { digest: 'sha512' }],
    ];
    for (const [what, options] of algorithms) {
      it(`of ${what}`, () => {
        const top = issue({ subject: `Root of ${what}`, ...CA, ...options });
        const { pss, digest } = options;
        const end = issue({
          subject: 'end',
          issuer: top,
          ...(pss === undefined ? {} : { pss }),
          ...(digest === undefined ? {} : { digest }),
        });
        expect(verdict(end, trustIn(service({ top })))).to.equal('end');
      });
    }
  });

  describe('is refused', () => {
    const end = (options: Partial<CertificateToMake> = {}): Issued =>
      issue({ subject: 'end', issuer: root, ...options });
    const under = (authority: Partial<CertificateToMake>, depth = 1): [Issued, Trust] => {
      let issuer = issue({ subject: 'A', issuer: root, ...authority });
      const intermediates = [issuer];
      for (let level = 1; level < depth; level += 1) {
        issuer = issue({ subject: `A${level}`, issuer, ...CA });
        intermediates.push(issuer);
      }
      return [issue({ subject: 'end', issuer }), trustIn(service({ intermediates }))];
    };
    const approved = trustIn(service());
    const stranger = issue({ subject: 'Stranger', ...CA });
    const forger = issue({ subject: 'Root', keyLabel: 'another key', ...CA });
    const weak = issue({ subject: 'Weak', key: 'weak-rsa', ...CA });
    const old = issue({ subject: 'Old', key: 'rsa', ...CA });
    const refused = (message: string): string => `cannot_create_cert_path: ${message}`;
    const outside = (when: string, from = '2020-01-01T00:00:00', to = '2040-01-01T00:00:00'): string =>
      refused(`The certificate # of Root was ${when}: it is valid from ${from}.000Z to ${to}.000Z`);
    const rows: [what: string, certificate: Issued, trust: Trust, expected: string][] = [
      [
        'without approved services',
        end(),
        trustIn(),
        refused('The certificate # of Root is not issued by an approved certification service'),
      ],
      [
        'from an authority that is not approved',
        end({ issuer: stranger }),
        approved,
        refused('The certificate # of Stranger is not issued by an approved certification service'),
      ],
      [
        'signed by another of the same name',
        end({ issuer: forger }),
        approved,
        refused('The certificate # of Root is not signed by its issuer: the signature does not match'),
      ],
      [
        'naming another issuer than signed',
        end({ issuerName: 'Root 2' }),
        approved,
        refused('The certificate # of Root 2 is not issued by an approved certification service'),
      ],
      [
        'signed with MD5',
        end({ issuer: old, digest: 'md5' }),
        trustIn(service({ top: old })),
        refused(
          'The certificate # of Old is not signed by its issuer: signature algorithm 1.2.840.113549.1.1.4 is not accepted',
        ),
      ],
      [
        'signed with a key of 512 bits',
        end({ issuer: weak }),
        trustIn(service({ top: weak })),
        refused('The certificate # of Weak is not signed by its issuer: an RSA key of 512 bits is not accepted'),
      ],
      [
        'before it is valid',
        end({ notBefore: '2026-06-01T12:00:01Z' }),
        approved,
        outside('not yet valid at 2026-06-01T12:00:00.000Z', '2026-06-01T12:00:01'),
      ],
      [
        'after it has expired',
        end({ notAfter: '2026-06-01T11:59:59Z' }),
        approved,
        outside('no longer valid at 2026-06-01T12:00:00.000Z', undefined, '2026-06-01T11:59:59'),
      ],
      [
        'with an unknown critical extension',
        end({ extensions: [{ oid: BLIND, critical: true, value: Buffer.from('0500', 'hex') }] }),
        approved,
        refused('The certificate # of Root has an unknown critical extension 1.2.3.4.5'),
      ],
      [
        'through an expired authority',
        ...under({ ...CA, notAfter: '2025-01-01T00:00:00Z' }),
        outside('no longer valid at 2026-06-01T12:00:00.000Z', undefined, '2025-01-01T00:00:00'),
      ],
      [
        'through one that is no authority',
        ...under({ ca: false }),
        refused('The certificate # of Root is not one of a certification authority'),
      ],
      [
        'through one without basic constraints',
        ...under({}),
        refused('The certificate # of Root is not one of a certification authority'),
      ],
      [
        'through one that may not sign certificates',
        ...under({ ca: true, keyUsage: ['cRLSign'] }),
        refused('The certificate # of Root may not sign certificates'),
      ],
      [
        'longer than an authority allows',
        ...under({ ...CA, ca: { pathLength: 0 } }, 2),
        refused('The certificate # of A makes the path longer than an authority above allows'),
      ],
      [
        'longer than an authority two levels up allows',
        ...under({ ...CA, ca: { pathLength: 1 } }, 3),
        refused('The certificate # of A1 makes the path longer than an authority above allows'),
      ],
      [
        'through an authority with an unknown critical extension',
        ...under({ ...CA, extensions: [{ oid: BLIND, critical: true, value: Buffer.from('0500', 'hex') }] }),
        refused('The certificate # of Root has an unknown critical extension 1.2.3.4.5'),
      ],
      ['at no time', end(), approved, outside('not yet valid at an unknown time')],
    ];
    for (const [what, certificate, trust, expected] of rows) {
      const at = what === 'at no time' ? { at: new Date('x') } : {};
      it(what, () => expect(verdict(certificate, trust, at)).to.equal(expected));
    }

    it('when it needs more than eight certificates', () => {
      const [deepest, trust] = under(CA, 8);
      expect(verdict(deepest, trust)).to.match(/^cannot_create_cert_path: /);
      const [deep, fits] = under(CA, 7);
      expect(verdict(deep, fits)).to.match(/^end < A6 /);
    });
  });

  it('of the greatest length that its authorities allow is accepted', () => {
    const first = issue({ subject: 'A', issuer: root, ...CA, ca: { pathLength: 1 } });
    const second = issue({ subject: 'B', issuer: first, ...CA, ca: { pathLength: 0 } });
    const trust = trustIn(service({ intermediates: [first, second] }));
    expect(verdict(issue({ subject: 'end', issuer: second }), trust)).to.equal('end < B < A');
  });

  it('minds no critical extension that it heeds', () => {
    const extensions = [
      { oid: '2.5.29.17', critical: true, value: derSequence(derElement(0x82, Buffer.from('a.example'))) },
    ];
    expect(verdict(issue({ subject: 'end', issuer: root, extensions }), trustIn(service()))).to.equal('end');
  });

  it('takes the authority that really signed, of two with one name', () => {
    const renewed = issue({ subject: 'Root', keyLabel: 'renewed', ...CA });
    const trust = trustIn(service(), service({ top: renewed }));
    const certificate = issue({ subject: 'end', issuer: renewed }).certificate;
    expect(verdict(certificate, trust)).to.equal('end');
    expect(issuerOf(certificate, trust)?.sha256Hex).to.equal(renewed.certificate.sha256Hex);
    expect(certificationServiceOf(certificate, trust)?.top.certificate).to.equal(renewed.certificate);
  });

  it('takes the valid one of two certificates of one authority', () => {
    const expired = issue({ subject: 'Middle', issuer: root, ...CA, notAfter: '2024-01-01T00:00:00Z' });
    const trust = trustIn(service({ intermediates: [expired, middle] }));
    expect(verdict(issue({ subject: 'end', issuer: middle }), trust)).to.equal('end < Middle');
  });

  it('uses certificates that came along only between approved authorities', () => {
    const end = issue({ subject: 'end', issuer: lower });
    const additional = [middle.certificate, lower.certificate];
    const linked = trustIn(service({ intermediates: [lower] }));
    expect(verdict(end, linked, { additional })).to.equal('end < Lower < Middle');
    // The end entity's own issuer must be approved.
    expect(verdict(end, trustIn(service()), { additional })).to.equal(
      'cannot_create_cert_path: The certificate # of Lower is not issued by an approved certification service',
    );
  });

  it('ends at an approved intermediate whose issuer is not approved, whatever came along', () => {
    const end = issue({ subject: 'end', issuer: lower });
    const trust = trustIn(service({ top: issue({ subject: 'Other', ...CA }), intermediates: [lower] }));
    expect(verdict(end, trust)).to.equal('end');
    expect(verdict(end, trust, { additional: [middle.certificate, root.certificate] })).to.equal('end');
  });

  it('does not go round in circles', () => {
    const one = issue({ subject: 'One', issuerName: 'Two', issuer: issue({ subject: 'Two', ...CA }), ...CA });
    const two = issue({ subject: 'Two', issuerName: 'One', issuer: issue({ subject: 'One', ...CA }), ...CA });
    const end = issue({ subject: 'end', issuer: one });
    expect(verdict(end, trustIn(service({ intermediates: [one, two] })))).to.equal('end < One');
    const linked = trustIn(service({ intermediates: [one] }));
    expect(verdict(end, linked, { additional: [one.certificate, two.certificate] })).to.equal('end');
  });

  it('is searched within bounds of signatures and of certificates that came along', () => {
    const twins = Array.from({ length: 70 }, (_, index) =>
      issue({ subject: 'Twin', keyLabel: `twin ${index}`, ...CA }),
    );
    const end = issue({ subject: 'end', issuer: issue({ subject: 'Twin', keyLabel: 'no twin', ...CA }) });
    expect(verdict(end, trustIn(service({ intermediates: twins })))).to.equal(
      'cannot_create_cert_path: No path within 64 signatures from the certificate # of Twin',
    );
    const additional = twins.map(({ certificate }) => certificate);
    expect(verdict(end, trustIn(service()), { additional })).to.equal(
      'cannot_create_cert_path: More than 64 additional certificates',
    );
  });

  it('is refused for a certificate that was changed in anything @fuzz certificate path', () => {
    const end = issue({ subject: 'end', issuer: root, keyUsage: ['nonRepudiation'] }).certificate;
    const trust = trustIn(service());
    fc.assert(
      fc.property(mutatedDer([end.der]), (bytes) => {
        if (bytes.equals(end.der)) return;
        const refused = refusal(() => buildCertificatePath({ certificate: Certificate.fromDer(bytes), trust, at: AT }));
        expect(refused).to.match(/^(incorrect_certificate|cannot_create_cert_path): /);
      }),
      { numRuns: fuzzRuns(300) },
    );
  });

  describe('from a service for authentication only', () => {
    const trust = trustIn(service({ authenticationOnly: true }));
    const end = issue({ subject: 'end', issuer: root });

    it('is good for authentication, not for signing', () => {
      expect(verdict(end, trust, { purpose: 'authentication' })).to.equal('end');
      expect(verdict(end, trust)).to.equal('end');
      expect(verdict(end, trust, { purpose: 'signing' })).to.equal(
        'cannot_create_cert_path: The certificate # of Root is not issued by an approved certification service',
      );
    });

    it('does not lend its authorities to a service for signing', () => {
      const both = trustIn(service({ top: issue({ subject: 'Other', ...CA }) }), service({ authenticationOnly: true }));
      expect(certificationServiceOf(end.certificate, both, 'signing')).to.equal(undefined);
      expect(certificationServiceOf(end.certificate, both, 'authentication')?.authenticationOnly).to.equal(true);
    });
  });
});
