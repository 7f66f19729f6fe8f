import { X509Certificate } from 'node:crypto';
import { keyTypeOf } from '#certs/algorithms.ts';
import { Certificate, type KeyUsage } from '#certs/certificate.ts';
import { DerFields, derOid, readDer } from '#certs/der/read.ts';
import { distinguishedNameText } from './distinguished-name-text.ts';

type KeyUsageName =
  | 'DIGITAL_SIGNATURE'
  | 'NON_REPUDIATION'
  | 'KEY_ENCIPHERMENT'
  | 'DATA_ENCIPHERMENT'
  | 'KEY_AGREEMENT'
  | 'KEY_CERT_SIGN'
  | 'CRL_SIGN'
  | 'ENCIPHER_ONLY'
  | 'DECIPHER_ONLY';

/** What a certificate says, as the administration API tells it. */
export interface CertificateDetails {
  /** SHA-256, upper-case hexadecimal. */
  readonly hash: string;
  readonly version: number;
  readonly serial: string;
  readonly issuer_common_name: string;
  readonly issuer_distinguished_name: string;
  readonly subject_common_name: string;
  readonly subject_distinguished_name: string;
  readonly subject_alternative_names?: string;
  readonly not_before: string;
  readonly not_after: string;
  readonly key_usages: readonly KeyUsageName[];
  readonly public_key_algorithm: string;
  readonly rsa_public_key_modulus?: string;
  readonly rsa_public_key_exponent?: number;
  readonly ec_public_parameters?: string;
  readonly ec_public_key_point?: string;
  readonly signature_algorithm: string;
  readonly signature: string;
}

export function certificateDetails(der: Uint8Array): CertificateDetails {
  const certificate = Certificate.fromDer(der);
  const { issuer, subject, keyUsage = new Set<KeyUsage>() } = certificate;
  // It writes them as X-Road does.
  const alternativeNames = new X509Certificate(certificate.der).subjectAltName;
  return {
    hash: certificateHash(certificate),
    version: certificate.version,
    serial: certificate.serial.toString(),
    issuer_common_name: issuer.get('CN') ?? distinguishedNameText(issuer),
    issuer_distinguished_name: distinguishedNameText(issuer),
    subject_common_name: subject.get('CN') ?? distinguishedNameText(subject),
    subject_distinguished_name: distinguishedNameText(subject),
    ...(alternativeNames === undefined ? {} : { subject_alternative_names: alternativeNames }),
    not_before: certificate.notBefore.toISOString(),
    not_after: certificate.notAfter.toISOString(),
    key_usages: [...keyUsage].map((usage) => KEY_USAGES[usage]),
    ...publicKeyOf(certificate),
    signature_algorithm: signatureAlgorithmOf(certificate),
    signature: certificate.signature.toString('hex'),
  };
}

/** SHA-256, upper-case hexadecimal. */
export const certificateHash = ({ sha256Hex }: Certificate): string => sha256Hex.toUpperCase();

const KEY_USAGES: Readonly<Record<KeyUsage, KeyUsageName>> = {
  digitalSignature: 'DIGITAL_SIGNATURE',
  nonRepudiation: 'NON_REPUDIATION',
  keyEncipherment: 'KEY_ENCIPHERMENT',
  dataEncipherment: 'DATA_ENCIPHERMENT',
  keyAgreement: 'KEY_AGREEMENT',
  keyCertSign: 'KEY_CERT_SIGN',
  cRLSign: 'CRL_SIGN',
  encipherOnly: 'ENCIPHER_ONLY',
  decipherOnly: 'DECIPHER_ONLY',
};

type PublicKeyDetails = Pick<
  CertificateDetails,
  | 'public_key_algorithm'
  | 'rsa_public_key_modulus'
  | 'rsa_public_key_exponent'
  | 'ec_public_parameters'
  | 'ec_public_key_point'
>;

/** Java's names of keys. */
const KEY_NAMES: Readonly<Record<string, string>> = { 'rsa-pss': 'RSASSA-PSS', ed25519: 'EdDSA', ed448: 'EdDSA' };

function publicKeyOf({ publicKey, publicKeyBits }: Certificate): PublicKeyDetails {
  const type = keyTypeOf(publicKey) ?? 'unknown';
  if (type === 'rsa') {
    const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
    return {
      public_key_algorithm: 'RSA',
      rsa_public_key_modulus: numberOf(n).toString(16),
      rsa_public_key_exponent: Number(numberOf(e)),
    };
  }
  if (type === 'ec') {
    const curve = publicKey.asymmetricKeyDetails?.namedCurve ?? '';
    return {
      public_key_algorithm: 'EC',
      // Java has the name of SEC 2, not that of X9.62.
      ec_public_parameters: curve === 'prime256v1' ? 'secp256r1' : curve,
      ec_public_key_point: publicKeyBits.toString('hex'),
    };
  }
  return { public_key_algorithm: KEY_NAMES[type] ?? type };
}

const numberOf = (base64url: string): bigint => BigInt(`0x${Buffer.from(base64url, 'base64url').toString('hex')}`);

/** Java's names of signatures (RFC 4055, RFC 5758, RFC 8410). */
const SIGNATURES: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.1.1.4', 'MD5withRSA'],
  ['1.2.840.113549.1.1.5', 'SHA1withRSA'],
  ['1.2.840.113549.1.1.10', 'RSASSA-PSS'],
  ['1.2.840.113549.1.1.11', 'SHA256withRSA'],
  ['1.2.840.113549.1.1.12', 'SHA384withRSA'],
  ['1.2.840.113549.1.1.13', 'SHA512withRSA'],
  ['1.2.840.113549.1.1.14', 'SHA224withRSA'],
  ['1.2.840.10045.4.1', 'SHA1withECDSA'],
  ['1.2.840.10045.4.3.1', 'SHA224withECDSA'],
  ['1.2.840.10045.4.3.2', 'SHA256withECDSA'],
  ['1.2.840.10045.4.3.3', 'SHA384withECDSA'],
  ['1.2.840.10045.4.3.4', 'SHA512withECDSA'],
  ['1.3.101.112', 'Ed25519'],
  ['1.3.101.113', 'Ed448'],
]);

function signatureAlgorithmOf({ signatureAlgorithm }: Certificate): string {
  const oid = derOid(new DerFields(readDer(signatureAlgorithm, signatureAlgorithm.length)).next());
  return SIGNATURES.get(oid) ?? oid;
}
