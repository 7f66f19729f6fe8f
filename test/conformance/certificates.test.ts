import { expect } from 'chai';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import yauzl from 'yauzl';
import { Certificate } from '#certs/certificate.ts';
import { PasswordKeys, readPkcs12 } from '#certs/pkcs12.ts';
import { buildCertificatePath } from '#certs/path.ts';
import { signSubjectMember } from '#certs/profiles/index.ts';
import type { Trust } from '#certs/trust.ts';
import { labCertificate, labCertificateNames, labTrust, readSignatureText, vectorFiles } from '../lab.ts';
import { refusal } from '../refusal.ts';
import { describeWithVectors, vectorsPath } from '../vectors.ts';

const AT = new Date('2026-11-22T23:58:50Z');
const PROFILES = 'ee.ria.xroad.common.certificateprofile.impl.';

function pathOf(certificate: Certificate, trust: Trust, at: Date, additional: readonly Certificate[] = []): string {
  let path = '';
  const refused = refusal(() => {
    const found = buildCertificatePath({ certificate, additional, trust, at });
    path = found.map(({ subject }) => subject.get('CN') ?? subject.get('OU') ?? '?').join(' < ');
  });
  return refused === 'accepted' ? path : refused;
}

describeWithVectors('Certificates of the vectors', () => {
  describe('are read as node:crypto reads them', () => {
    const files = ['certs', 'test-ca', 'lab/pki'].flatMap((folder) =>
      vectorFiles(folder, '.pem')
        .filter((file) => !file.includes('key'))
        .map((file) => `${folder}/${file}`),
    );
    for (const file of files) {
      it(file, () => {
        const certificate = read(file);
        const other = new X509Certificate(certificate.der);
        expect(certificate.serial).to.equal(BigInt(`0x${other.serialNumber}`));
        expect(certificate.sha256Hex).to.equal(other.fingerprint256.replaceAll(':', '').toLowerCase());
        expect([certificate.notBefore, certificate.notAfter]).to.deep.equal([other.validFromDate, other.validToDate]);
        expect(certificate.isCa).to.equal(other.ca);
        expect(certificate.publicKey.equals(other.publicKey)).to.equal(true);
      });
    }
  });

  describe('of the lab have paths', () => {
    const rows: Record<string, string> = {
      'auth-ss1': 'ss1.lab < Lab Intermediate CA',
      'auth-ss2': 'ss2.lab',
      'conf-sign-ec':
        'cannot_create_cert_path: The certificate 1013 of N/A is not issued by an approved certification service',
      'conf-sign-not-in-anchor':
        'cannot_create_cert_path: The certificate 1014 of N/A is not issued by an approved certification service',
      'conf-sign-rsa':
        'cannot_create_cert_path: The certificate 1012 of N/A is not issued by an approved certification service',
      'consumer-is':
        'cannot_create_cert_path: The certificate 1011 of consumer.is is not issued by an approved certification service',
      'intermediate-ca': 'Lab Intermediate CA',
      'internal-ss1':
        'cannot_create_cert_path: The certificate 1009 of ss1.internal is not issued by an approved certification service',
      'internal-ss2':
        'cannot_create_cert_path: The certificate 1010 of ss2.internal is not issued by an approved certification service',
      ocsp: 'Lab OCSP',
      'root-ca':
        'cannot_create_cert_path: The certificate 1000 of Lab Root CA is not issued by an approved certification service',
      'sign-1001': '1001 < Lab Intermediate CA',
      'sign-1002': '1002',
      'sign-1003-ec': '1003',
      tsa: 'Lab TSA',
    };
    for (const name of labCertificateNames()) {
      it(`pki/${name}.crt.pem`, () => expect(pathOf(labCertificate(name), labTrust(), AT)).to.equal(rows[name]));
    }
  });

  describe('of the lab name members and have uses', () => {
    const rows: [name: string, member: string | undefined, authentication: boolean, signing: boolean][] = [
      ['sign-1001', 'LAB COM 1001', false, true],
      ['sign-1002', 'LAB COM 1002', false, true],
      ['sign-1003-ec', 'LAB COM 1003', false, true],
      ['auth-ss1', undefined, true, false],
      ['auth-ss2', undefined, true, false],
    ];
    for (const [name, member, authentication, signing] of rows) {
      it(`pki/${name}.crt.pem`, () => {
        const certificate = labCertificate(name);
        expect([certificate.isAuthentication(), certificate.isSigning()]).to.deep.equal([authentication, signing]);
        if (member === undefined) return;
        const profile = `${PROFILES}FiVRKCertificateProfileInfoProvider`;
        const found = signSubjectMember(profile, certificate, { instance: 'LAB' });
        expect([found.instance, found.memberClass, found.memberCode].join(' ')).to.equal(member);
      });
    }
  });

  it('certs/NTREE.pem names a member by its organization identifier', () => {
    const profile = `${PROFILES}SkKlass3CertificateProfileInfoProvider`;
    expect(signSubjectMember(profile, read('certs/NTREE.pem'), { instance: 'XX' })).to.deep.equal({
      instance: 'XX',
      memberClass: 'COM',
      memberCode: '10747013',
    });
  });

  describe('of certs/test_chain, of 2012 and signed with SHA-1, have paths or none', () => {
    const chain = (name: string): Certificate => read(`certs/test_chain/${name}.pem`);
    const trust = (...intermediates: string[]): Trust => ({
      instance: 'EE',
      services: [
        {
          name: 'Test chain',
          authenticationOnly: false,
          profile: '',
          top: { certificate: chain('root_ca'), ocspResponders: [] },
          intermediates: intermediates.map((name) => ({ certificate: chain(name), ocspResponders: [] })),
        },
      ],
      ocspFreshnessSecondsMax: 3_600,
      ocspVerifyNextUpdate: true,
    });
    const at = new Date('2012-10-01T00:00:00Z');
    const missing = 'is not issued by an approved certification service';
    const rows: [user: string, trust: () => Trust, at: Date, expected: string][] = [
      ['user_0', () => trust(), at, 'User 0'],
      ['user_3', () => trust('ca_1', 'ca_2', 'ca_3'), at, 'User 3 < CA 3 < CA 2 < CA 1'],
      [
        'user_3',
        () => trust('ca_1', 'ca_2'),
        at,
        `cannot_create_cert_path: The certificate # of its authority ${missing}`,
      ],
      [
        'user_3',
        () => trust('ca_1', 'ca_2', 'ca_3'),
        new Date('2014-01-01T00:00:00Z'),
        'cannot_create_cert_path: The certificate # of its authority was no longer valid at 2014-01-01T00:00:00.000Z: it is valid from 2012-09-14T12:01:54.000Z to 2013-09-14T12:01:54.000Z',
      ],
      [
        'user_4',
        () => trust('ca_1', 'ca_2', 'ca_3', 'ca_4_no_ext'),
        at,
        'cannot_create_cert_path: The certificate # of its authority is not one of a certification authority',
      ],
    ];
    for (const [user, trusted, time, expected] of rows) {
      it(`${user}: ${expected}`, () => {
        expect(unnumbered(pathOf(chain(user), trusted(), time))).to.equal(expected);
      });
    }

    const broken = 'cannot_create_cert_path: The certificate # of its authority is not signed by its issuer';
    const keystores: [file: string, expected: string][] = [
      ['user_3', 'User 3 < CA 3 < CA 2 < CA 1'],
      ['user_3_md5', `${broken}: signature algorithm 1.2.840.113549.1.1.4 is not accepted`],
      [
        'user_invalid_sig',
        'cannot_create_cert_path: The certificate # of its authority is not issued by an approved certification service',
      ],
    ];
    for (const [file, expected] of keystores) {
      it(`${file}.p12: ${expected}`, async () => {
        const bytes = readFileSync(vectorsPath('certs/test_chain', `${file}.p12`));
        const { certificates } = await readPkcs12(bytes, new PasswordKeys('test'));
        const certificate = Certificate.fromDer(certificates[0]?.der ?? Buffer.alloc(0));
        const actual = pathOf(certificate, trust('ca_1', 'ca_2', 'ca_3'), at);
        expect(unnumbered(actual)).to.equal(expected);
      });
    }

    function unnumbered(verdict: string): string {
      return verdict.replace(/certificate -?\d+ of .*C=EE/, 'certificate # of its authority');
    }
  });
});

describeWithVectors('Names of issuers, as Java wrote them into signatures', () => {
  for (const file of vectorFiles('lab/extracted', 'signature.xml')) {
    it(`lab/extracted/${file}`, () => {
      check(readFileSync(vectorsPath('lab/extracted', file), 'utf8'));
    });
  }
  for (const file of vectorFiles('asice', '.asice')) {
    it(`asice/${file}`, async () => {
      check(await signatureOf(vectorsPath('asice', file)));
    });
  }

  /** Every name must be that of the issuer of one of the certificates beside it. */
  function check(xml: string): void {
    const { certificates, issuerNames } = readSignatureText(xml);
    const known = new Set(certificates.map(({ issuer }) => issuer.toRfc2253()));
    expect(issuerNames.filter((name) => !known.has(name))).to.deep.equal([]);
  }
});

/** A certificate of the vectors in whatever form; OpenSSL's trusted form has more behind the certificate. */
function read(file: string): Certificate {
  const bytes = readFileSync(vectorsPath(file));
  const trusted = /BEGIN TRUSTED CERTIFICATE-+([^-]+)/.exec(bytes.toString('latin1'))?.[1];
  if (trusted === undefined) return Certificate.fromParameter(bytes);
  const der = Buffer.from(trusted, 'base64');
  return Certificate.fromDer(der.subarray(0, 4 + der.readUInt16BE(2)));
}

async function signatureOf(path: string): Promise<string> {
  const zip = await yauzl.fromBufferPromise(readFileSync(path), { lazyEntries: true });
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName !== 'META-INF/signatures.xml') continue;
    const chunks: Buffer[] = [];
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString('utf8');
  }
  throw new Error(`no signature in ${path}`);
}
