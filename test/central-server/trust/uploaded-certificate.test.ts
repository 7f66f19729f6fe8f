import { expect } from 'chai';
import { uploadedCertificate } from '#administration/certificates/uploaded.ts';
import { serviceNameOf } from '#central-server/trust/service-name.ts';
import { issue } from '../../pki/certificates.ts';
import { refusal } from '../../refusal.ts';
import { OWN_CA, OWN_INTERMEDIATE, pemOf } from './services.ts';

describe('A certificate that is uploaded', () => {
  it('is read in DER and in PEM, with text before it', () => {
    const { der } = OWN_CA.certificate;
    for (const file of [der, pemOf(OWN_CA), Buffer.concat([Buffer.from('Certificate:\n    Data:\n'), pemOf(OWN_CA)])]) {
      expect(uploadedCertificate(file).der).to.deep.equal(der);
    }
  });

  const key = OWN_CA.key;
  const large = Buffer.concat([pemOf(OWN_CA), Buffer.alloc(131_072, '\n')]);
  const WRONG: Readonly<Record<string, readonly [file: Uint8Array, said: RegExp]>> = {
    'an empty file': [Buffer.alloc(0), /holds no certificate/],
    'another text': [Buffer.from('<html></html>'), /holds no certificate/],
    'other DER': [Buffer.from('30020500', 'hex'), /cannot be read/],
    'a certificate that is cut off': [OWN_CA.certificate.der.subarray(0, -1), /cannot be read/],
    'a file that is too large': [large, /at most 131072 bytes/],
    'a private key in PEM': [Buffer.from(key.export({ type: 'pkcs8', format: 'pem' })), /private key/],
    'a private key in DER': [key.export({ type: 'pkcs8', format: 'der' }), /cannot be read/],
    'a certificate with its private key': [
      Buffer.concat([pemOf(OWN_CA), Buffer.from(key.export({ type: 'pkcs1', format: 'pem' }))]),
      /private key/,
    ],
    'several certificates': [Buffer.concat([pemOf(OWN_CA), pemOf(OWN_INTERMEDIATE)]), /holds 2 PEM objects/],
    'a request': [Buffer.from('-----BEGIN CERTIFICATE REQUEST-----\nAA==\n'), /holds no certificate/],
    'base64 that is none': [Buffer.from('-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----'), /cannot be read/],
  };
  for (const [what, [file, said]] of Object.entries(WRONG)) {
    it(`is not ${what}`, () => {
      const found = refusal(() => uploadedCertificate(file));
      expect(found).to.match(/^invalid_certificate: certificate: /);
      expect(found).to.match(said);
    });
  }

  it('gives its service the common name, which it must have', () => {
    expect(serviceNameOf(OWN_CA.certificate)).to.equal('Own CA');
    const CN = '2.5.4.3';
    for (const subject of ['', ' ', 'a\nb', 'a'.repeat(256)]) {
      const { certificate } = issue({ subject: [[CN, subject]], keyLabel: 'nameless' });
      expect(
        refusal(() => serviceNameOf(certificate)),
        subject,
      ).to.match(/^invalid_certificate: /);
    }
  });
});
