import type { Catalogue } from '#central-server/catalogue/catalogue.ts';
import { toPem } from '#certs/pem.ts';
import { anchorFingerprint, readAnchor, writeAnchor } from '#protocol/configuration/anchor.ts';
import type { DatabaseOptions } from '#storage/database.ts';
import { issue, type CertificateToMake, type Issued } from '../../pki/certificates.ts';
import { openCountry, restart as restartCountry, type Country } from '../membership/country.ts';

/* Trust services: some that the configuration file declares, and certificates for those that the tests add. */

const authority = (subject: CertificateToMake['subject'], more: Partial<CertificateToMake> = {}): Issued =>
  issue({
    subject,
    ca: true,
    keyUsage: ['keyCertSign', 'cRLSign'],
    notBefore: '2025-01-01',
    notAfter: '2035-01-01',
    ...more,
  });

export const DECLARED_CA = authority('Declared CA');
const DECLARED_INTERMEDIATE = authority('Declared intermediate', { issuer: DECLARED_CA });
const DECLARED_TSA = issue({ subject: 'Declared TSA' });

/** Country, organisation and common name, in the order of the encoding. */
export const OWN_CA = authority(
  [
    ['2.5.4.6', 'BG'],
    ['2.5.4.10', 'МЕУ, София'],
    ['2.5.4.3', 'Own CA'],
  ],
  { key: 'rsa' },
);
export const OWN_INTERMEDIATE = authority('Own intermediate', { issuer: OWN_CA });
export const OCSP_SIGNER = issue({ subject: 'OCSP', issuer: OWN_CA, purposes: ['1.3.6.1.5.5.7.3.9'] });
export const TSA = issue({ subject: 'Own TSA', issuer: OWN_CA, purposes: ['1.3.6.1.5.5.7.3.8'] });

export const pemOf = ({ certificate }: Pick<Issued, 'certificate'>): Buffer =>
  Buffer.from(toPem('CERTIFICATE', certificate.der));

const PROFILES = 'ee.ria.xroad.common.certificateprofile.impl.';
export const EJBCA = `${PROFILES}EjbcaCertificateProfileInfoProvider`;
export const FIVRK = `${PROFILES}FiVRKCertificateProfileInfoProvider`;

export const anchorOf = (
  instance: string,
  generatedAt?: Date,
  downloadUrl = 'http://cs.example/externalconf',
): Buffer =>
  writeAnchor({
    instance,
    ...(generatedAt === undefined ? {} : { generatedAt }),
    sources: [{ downloadUrl, verificationCertificates: [DECLARED_TSA.certificate.der] }],
  });

const declaredAnchor = anchorOf('EE');

const declared: Partial<Catalogue> = {
  certificationServices: [
    {
      name: 'Declared CA',
      authenticationOnly: false,
      certificateProfileInfo: EJBCA,
      topCa: {
        certificate: DECLARED_CA.certificate.der,
        ocsp: [{ url: 'http://ocsp.declared', costType: 'PAID' }],
      },
      intermediateCas: [{ certificate: DECLARED_INTERMEDIATE.certificate.der, ocsp: [] }],
      acmeServer: { directoryUrl: 'https://acme.declared/', ipAddress: '192.0.2.1', signingCertificateProfileId: 's' },
    },
  ],
  timeStampingServices: [
    { name: 'Declared TSA', url: 'http://tsa.declared', certificate: DECLARED_TSA.certificate.der, costType: 'FREE' },
  ],
  trustedAnchors: [
    { anchor: readAnchor(declaredAnchor), file: declaredAnchor, fingerprint: anchorFingerprint(declaredAnchor) },
  ],
};

export const openTrust = (options: DatabaseOptions): Promise<Country> => openCountry(options, declared);
export const restart = (country: Country) => restartCountry(country, declared);
