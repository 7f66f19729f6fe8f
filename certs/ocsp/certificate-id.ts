import { digest, type DigestName } from '../algorithms.ts';
import type { Certificate } from '../certificate.ts';
import { DerFields, derInteger, derOctets, derOid, TAG, type DerNode } from '../der/read.ts';
import { DER_NULL, derIntegerOf, derOctetString, derOidOf, derSequence } from '../der/write.ts';
import { digestNameOfOid, digestOid } from '../algorithms.ts';

/** Which certificate an OCSP message is about (RFC 6960 §4.1.1). */
export interface CertificateId {
  /** Undefined for a digest that we do not know. */
  readonly digest: DigestName | undefined;
  readonly issuerNameHash: Buffer;
  readonly issuerKeyHash: Buffer;
  readonly serial: bigint;
}

/** X-Road asks and matches with SHA-1 alone; it only names the certificate, nothing is proved by it. */
export function certificateId(certificate: Certificate, issuer: Certificate): CertificateId {
  return { digest: 'SHA-1', ...issuerHashes(issuer), serial: certificate.serial };
}

type IssuerHashes = Pick<CertificateId, 'issuerNameHash' | 'issuerKeyHash'>;

/** Asked for with each message, of the same few authorities. */
const known = new WeakMap<Certificate, IssuerHashes>();

function issuerHashes(issuer: Certificate): IssuerHashes {
  let hashes = known.get(issuer);
  if (hashes === undefined) {
    hashes = {
      issuerNameHash: digest('SHA-1', issuer.subject.der),
      issuerKeyHash: digest('SHA-1', issuer.publicKeyBits),
    };
    known.set(issuer, hashes);
  }
  return hashes;
}

export function isSameCertificateId(one: CertificateId, other: CertificateId): boolean {
  return (
    one.digest !== undefined &&
    one.digest === other.digest &&
    one.serial === other.serial &&
    one.issuerNameHash.equals(other.issuerNameHash) &&
    one.issuerKeyHash.equals(other.issuerKeyHash)
  );
}

export function readCertificateId(node: DerNode): CertificateId {
  const fields = new DerFields(node);
  const algorithm = new DerFields(fields.next());
  const oid = derOid(algorithm.next());
  algorithm.optional(TAG.null);
  algorithm.end();
  const id = {
    digest: digestNameOfOid(oid),
    issuerNameHash: derOctets(fields.next()),
    issuerKeyHash: derOctets(fields.next()),
    serial: derInteger(fields.next()),
  };
  fields.end();
  return id;
}

export function writeCertificateId(id: CertificateId & { readonly digest: DigestName }): Buffer {
  return derSequence(
    derSequence(derOidOf(digestOid(id.digest)), DER_NULL),
    derOctetString(id.issuerNameHash),
    derOctetString(id.issuerKeyHash),
    derIntegerOf(id.serial),
  );
}
