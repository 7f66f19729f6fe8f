import { expect } from 'chai';
import { createPublicKey, X509Certificate } from 'node:crypto';
import { parse } from 'yaml';
import { definition } from '#central-server/admin-api/definition.ts';
import { certificateDetails } from '#administration/certificates/details.ts';
import { subjectAlternativeNameExtension } from '#certs/extension-writer.ts';
import { issue } from '../../pki/certificates.ts';
import { OWN_CA, OWN_INTERMEDIATE } from './services.ts';

describe('What the administration API tells of a certificate', () => {
  it('is all of it, with an RSA key', () => {
    const { certificate } = OWN_CA;
    const { n = '' } = createPublicKey(OWN_CA.key).export({ format: 'jwk' });
    expect(certificateDetails(certificate.der)).to.deep.equal({
      hash: new X509Certificate(certificate.der).fingerprint256.replaceAll(':', ''),
      version: 3,
      serial: certificate.serial.toString(),
      issuer_common_name: 'Own CA',
      issuer_distinguished_name: 'CN=Own CA, O="МЕУ, София", C=BG',
      subject_common_name: 'Own CA',
      subject_distinguished_name: 'CN=Own CA, O="МЕУ, София", C=BG',
      not_before: '2025-01-01T00:00:00.000Z',
      not_after: '2035-01-01T00:00:00.000Z',
      key_usages: ['KEY_CERT_SIGN', 'CRL_SIGN'],
      public_key_algorithm: 'RSA',
      rsa_public_key_modulus: Buffer.from(n, 'base64url').toString('hex'),
      rsa_public_key_exponent: 65_537,
      signature_algorithm: 'SHA256withRSA',
      signature: certificate.signature.toString('hex'),
    });
  });

  it('is the curve and the point of an elliptic key', () => {
    const details = certificateDetails(OWN_INTERMEDIATE.certificate.der);
    expect(details).to.deep.include({ public_key_algorithm: 'EC', ec_public_parameters: 'secp256r1' });
    expect(details.ec_public_key_point).to.match(/^04[0-9a-f]{128}$/);
    expect(details).not.to.have.any.keys('rsa_public_key_modulus', 'rsa_public_key_exponent');
    expect(details.issuer_common_name).to.equal('Own CA');
  });

  it('has the fields of the definition', () => {
    const known = parse(definition().text) as {
      components: { schemas: { CertificateDetails: { properties: Record<string, unknown> } } };
    };
    const fields = Object.keys(known.components.schemas.CertificateDetails.properties);
    for (const { certificate } of [OWN_CA, OWN_INTERMEDIATE]) {
      expect(fields).to.include.members(Object.keys(certificateDetails(certificate.der)));
    }
  });

  it('is empty or left out where the certificate does not say it', () => {
    const { certificate } = issue({ subject: [['2.5.4.97', 'NTRBG-1']] });
    const details = certificateDetails(certificate.der);
    expect(details.key_usages).to.deep.equal([]);
    expect(details.subject_common_name).to.equal('OID.2.5.4.97=NTRBG-1');
    expect(details.signature_algorithm).to.equal('SHA256withECDSA');
    expect(details).not.to.have.property('subject_alternative_names');
  });

  it('names alternative names, and quotes what needs it', () => {
    const { certificate } = issue({
      subject: [
        ['2.5.4.5', 'a  b'],
        ['2.5.4.3', ' a "b" \\ '],
      ],
      extensions: [subjectAlternativeNameExtension(['ss1.example.bg', 'ss2.example.bg'])],
    });
    const details = certificateDetails(certificate.der);
    expect(details.subject_alternative_names).to.equal('DNS:ss1.example.bg, DNS:ss2.example.bg');
    expect(details.subject_distinguished_name).to.equal('CN=" a \\"b\\" \\\\ ", SERIALNUMBER="a  b"');
  });
});
