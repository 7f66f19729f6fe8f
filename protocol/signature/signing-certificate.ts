import { digest } from '#certs/algorithms.ts';
import type { Certificate } from '#certs/certificate.ts';
import { reading } from '#certs/der/reading.ts';
import { contextConstructed, DerFault, derInteger, DerFields, explicit, readDer } from '#certs/der/read.ts';
import { DistinguishedName } from '#certs/distinguished-name.ts';
import { drumError } from '../errors.ts';
import { issuerNameFits } from './issuer-name.ts';
import type { CertificateReference, Signature } from './signature.ts';

const ISSUER_SERIAL_BYTES_MAX = 32_768;

/**
 * Holds the certificate of KeyInfo against the one that the signer named in the signed properties (ETSI EN 319 132-1
 * §5.2.2): without this, another certificate for the same key could be put in its place. Throws `incorrect_certificate`.
 */
export function checkSigningCertificate({ signedProperties }: Signature, certificate: Certificate): void {
  const { certificates } = signedProperties;
  if (certificates.length === 0) {
    throw drumError('malformed_signature', 'The signed properties do not name the signing certificate');
  }
  const named = certificates.find((reference) =>
    digest(reference.algorithm, certificate.der).equals(reference.digestValue),
  );
  if (named === undefined) {
    throw drumError('incorrect_certificate', 'The certificate is not the one that the signed properties name');
  }
  if (!issuerSerialFits(named, certificate)) {
    throw drumError(
      'incorrect_certificate',
      'Issuer or serial number in the signed properties are not the certificate’s',
    );
  }
}

function issuerSerialFits(reference: CertificateReference, certificate: Certificate): boolean {
  if (reference.serial !== undefined && reference.serial !== certificate.serial) return false;
  if (reference.issuerName !== undefined && !issuerNameFits(reference.issuerName, certificate.issuer)) return false;
  if (reference.issuerSerial === undefined) return true;
  const { issuer, serial } = readIssuerSerial(reference.issuerSerial);
  return serial === certificate.serial && issuer.equals(certificate.issuer);
}

/** `IssuerSerial ::= SEQUENCE { issuer GeneralNames, serialNumber INTEGER }` (RFC 5035 §5), with one directoryName. */
function readIssuerSerial(der: Uint8Array): { issuer: DistinguishedName; serial: bigint } {
  return reading('malformed_signature', 'IssuerSerialV2', () => {
    const fields = new DerFields(readDer(der, ISSUER_SERIAL_BYTES_MAX));
    const names = fields.next();
    const serial = derInteger(fields.next());
    const directory = names.children.find(({ tag }) => tag === contextConstructed(4));
    if (directory === undefined) throw new DerFault('no directoryName');
    return { issuer: DistinguishedName.fromNode(explicit(directory)), serial };
  });
}
