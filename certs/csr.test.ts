import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { fuzzRuns } from '../test/fuzz.ts';
import { describeWithOpenssl, openssl } from '../test/openssl.ts';
import { refusal, refusalOf } from '../test/refusal.ts';
import { temporaryFolders } from '../test/temporary.ts';
import {
  certificateRequest,
  certificateRequestPem,
  readCertificateRequest,
  type CertificateRequestContent,
} from './csr.ts';
import { derElement } from './der/write.ts';
import { signingKey } from './signing-key.ts';

const keys = {
  RSA: signingKey(generateKeyPairSync('rsa', { modulusLength: 2048 })),
  'P-256': signingKey(generateKeyPairSync('ec', { namedCurve: 'P-256' })),
};
const subject: CertificateRequestContent['subject'] = [
  { type: 'CN', value: 'Община' },
  { type: 'O', value: 'GOV' },
  { type: 'C', value: 'BG' },
];

describe('certificate requests', () => {
  for (const [kind, key] of Object.entries(keys)) {
    it(`are read as they were written: ${kind}`, async () => {
      const der = await certificateRequest({ subject, key, usage: 'sign', subjectAlternativeName: 'ss1.example.bg' });
      for (const bytes of [der, Buffer.from(certificateRequestPem(der))]) {
        const request = readCertificateRequest(bytes);
        expect(request.subject.toRfc2253()).to.equal('C=BG,O=GOV,CN=Община');
        expect(request.publicKey.equals(key.publicKey)).to.equal(true);
        expect([...request.keyUsage]).to.deep.equal(['nonRepudiation', 'keyCertSign']);
        expect(request.alternativeNames).to.deep.equal(['ss1.example.bg']);
      }
    });
  }

  it('for authentication ask for the usages that X-Road asks for, and for no name', async () => {
    const request = readCertificateRequest(await certificateRequest({ subject, key: keys['P-256'], usage: 'auth' }));
    expect([...request.keyUsage]).to.deep.equal(['digitalSignature', 'keyEncipherment', 'dataEncipherment']);
    expect(request.alternativeNames).to.deep.equal([]);
  });

  it('are not made for a name that is no DNS name', async () => {
    const content = { subject, key: keys['P-256'], usage: 'auth', subjectAlternativeName: 'no name' } as const;
    expect(await refusalOf(() => certificateRequest(content))).to.equal(
      'malformed_csr: The alternative name is no DNS name',
    );
  });

  it('whose signature does not hold are refused', async () => {
    const der = await certificateRequest({ subject, key: keys.RSA, usage: 'auth' });
    der[der.length - 1] = (der[der.length - 1] ?? 0) ^ 1;
    expect(refusal(() => readCertificateRequest(der))).to.equal(
      'malformed_csr: The certificate request cannot be read: the signature does not match',
    );
  });

  it('with any byte changed are refused', async () => {
    const der = await certificateRequest({ subject, key: keys['P-256'], usage: 'sign', subjectAlternativeName: 'a.b' });
    fc.assert(
      fc.property(fc.nat(der.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Buffer.from(der);
        changed[at] = (changed[at] ?? 0) ^ change;
        expect(refusal(() => readCertificateRequest(changed))).to.match(/^malformed_csr: /);
      }),
      { numRuns: fuzzRuns(500) },
    );
  });

  it('that are no such thing are refused', () => {
    const refused = /^malformed_csr: The certificate request cannot be read/;
    for (const bytes of [Buffer.alloc(0), Buffer.from('hello'), derElement(0x30, Buffer.alloc(70_000))]) {
      expect(refusal(() => readCertificateRequest(bytes))).to.match(refused);
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(refusal(() => readCertificateRequest(bytes))).to.match(refused);
      }),
      { numRuns: fuzzRuns(500) },
    );
  });
});

describeWithOpenssl('certificate requests with OpenSSL as the other party', () => {
  const newFolder = temporaryFolders();

  for (const [kind, key] of Object.entries(keys)) {
    for (const digest of ['SHA-256', 'SHA-512'] as const) {
      it(`ours hold there: ${kind}, ${digest}`, async () => {
        const der = await certificateRequest({
          subject,
          key,
          usage: 'auth',
          subjectAlternativeName: 'ss1.example.bg',
          digest,
        });
        const { text, code } = openssl(
          ['req', '-verify', '-noout', '-text', '-nameopt', 'RFC2253,utf8,-esc_msb'],
          Buffer.from(certificateRequestPem(der)),
        );
        expect(code, text).to.equal(0);
        expect(text).to.include('verify OK').and.to.include('DNS:ss1.example.bg');
        expect(text).to.include('Digital Signature, Key Encipherment, Data Encipherment');
        expect(text).to.match(new RegExp(`Signature Algorithm: (sha|ecdsa-with-SHA)${digest.slice(4)}`));
      });
    }
  }

  for (const options of [
    ['-newkey', 'rsa:2048'],
    ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384'],
  ]) {
    it(`its own hold here: ${options.join(' ')}`, () => {
      const key = join(newFolder(), 'key.pem');
      const made = openssl([
        'req',
        '-new',
        '-nodes',
        '-keyout',
        key,
        '-subj',
        '/C=BG/CN=1',
        ...options,
        '-addext',
        'subjectAltName=DNS:a.bg,IP:10.0.0.1',
      ]);
      const request = readCertificateRequest(made.output);
      expect(request.subject.toRfc2253()).to.equal('CN=1,C=BG');
      expect(request.alternativeNames).to.deep.equal(['a.bg', '10.0.0.1']);
    });
  }
});
