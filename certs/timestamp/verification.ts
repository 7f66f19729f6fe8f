import { drumError } from '#protocol/errors.ts';
import { digest, type DigestName } from '../algorithms.ts';
import type { Certificate } from '../certificate.ts';
import { contextConstructed, DerFields, derInteger, derOctets, derOid, TAG, type DerNode } from '../der/read.ts';
import { reading } from '../der/reading.ts';
import { PURPOSE } from '../extensions.ts';
import { digestOf, structureSignatureFault } from '../structure-signature.ts';
import { mlogError } from './error.ts';
import { TST_INFO, type SignerId, type TimestampToken } from './token.ts';

const CONTENT_TYPE = '1.2.840.113549.1.9.3';
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';
const SIGNING_CERTIFICATE = '1.2.840.113549.1.9.16.2.12';
const SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47';
const ALGORITHM_PROTECTION = '1.2.840.113549.1.9.52';

export interface VerifiedTimestamp {
  readonly genTime: Date;
  readonly signer: Certificate;
}

/**
 * Verifies that a token stamps the data and was signed by one of the approved authorities (RFC 3161 §2.3, §2.4.2).
 * Throws `malformed_signature` where it stamps something else, `mlog.no_timestamping_provider_found`,
 * `mlog.tsp_certificate_not_found` or `mlog.timestamp_signer_verification_failed`.
 */
export function verifyTimestampToken(query: {
  readonly token: TimestampToken;
  readonly data: Uint8Array;
  readonly tsaCertificates: readonly Certificate[];
}): VerifiedTimestamp {
  const { imprint } = query.token;
  if (!digest(imprint.digestName, query.data).equals(imprint.digest)) {
    throw drumError('malformed_signature', 'The time-stamp is over other data');
  }
  return verifyTimestampSigner(query.token, query.tsaCertificates);
}

/** The part of `verifyTimestampToken` that needs no data. */
export function verifyTimestampSigner(
  token: TimestampToken,
  tsaCertificates: readonly Certificate[],
): VerifiedTimestamp {
  if (tsaCertificates.length === 0) {
    throw mlogError('no_timestamping_provider_found', 'No time-stamping authority is approved');
  }
  const named = tsaCertificates.filter((certificate) => isSigner(token.signer.id, certificate));
  const [first] = named;
  if (first === undefined) {
    throw mlogError('tsp_certificate_not_found', 'The time-stamp is signed with a certificate that is not approved');
  }
  const faults = named.map((certificate) => signerFault(token, certificate));
  const signer = named.find((_, index) => faults[index] === undefined);
  if (signer !== undefined) return { genTime: token.genTime, signer };
  throw mlogError('timestamp_signer_verification_failed', `The time-stamp does not hold: ${faults[0] ?? ''}`);
}

function isSigner(id: SignerId, certificate: Certificate): boolean {
  return id.kind === 'issuer-and-serial'
    ? certificate.serial === id.serial && certificate.issuer.sameAttributes(id.issuer)
    : certificate.subjectKeyIdentifier?.equals(id.keyIdentifier) === true;
}

/** Why the token is not this authority's, in a few words; undefined when it is. */
function signerFault(token: TimestampToken, certificate: Certificate): string | undefined {
  const { signer, content, genTime } = token;
  try {
    return reading('timestamp_signer_verification_failed', 'A signed attribute', () => {
      const contentType = signer.attributes.get(CONTENT_TYPE);
      if (contentType === undefined || derOid(contentType) !== TST_INFO) return 'another content type is signed';
      const messageDigest = signer.attributes.get(MESSAGE_DIGEST);
      if (messageDigest === undefined || !derOctets(messageDigest).equals(digest(signer.digest, content))) {
        return 'the digest of its content differs';
      }
      const { signedBytes, signature } = signer;
      const algorithm = signer.signatureAlgorithm.bytes;
      return (
        structureSignatureFault({ algorithm, signedBytes, signature, digest: signer.digest }, certificate.publicKey) ??
        protectionFault(token) ??
        signingCertificateFault(token, certificate) ??
        (certificate.isValidAt(genTime) ? undefined : "the authority's certificate was not valid at its time") ??
        // RFC 3161 §2.3
        (certificate.extendedKeyUsage.includes(PURPOSE.timeStamping)
          ? undefined
          : 'the certificate is not one for time-stamps')
      );
    });
  } catch (error) {
    return error instanceof Error ? error.message : 'it cannot be read';
  }
}

/** CMSAlgorithmProtection (RFC 6211): where it stands, it must name the algorithms that were used. */
function protectionFault({ signer }: TimestampToken): string | undefined {
  const protection = signer.attributes.get(ALGORITHM_PROTECTION);
  if (protection === undefined) return undefined;
  const fields = new DerFields(protection);
  const digestAlgorithm = fields.next(TAG.sequence);
  const signatureAlgorithm = fields.next(contextConstructed(1));
  fields.end();
  const isSame =
    isSameAlgorithm(digestAlgorithm, signer.digestAlgorithm) &&
    isSameAlgorithm(signatureAlgorithm, signer.signatureAlgorithm);
  return isSame ? undefined : 'it names other algorithms than were used';
}

/** Absent parameters and NULL are the same (RFC 5754 §2). */
function isSameAlgorithm(one: DerNode, other: DerNode): boolean {
  const parts = ({ children }: DerNode): Buffer =>
    Buffer.concat(children.filter(({ tag }) => tag !== TAG.null).map(({ bytes }) => bytes));
  return parts(one).equals(parts(other));
}

/** ESS signing certificate, version 1 or 2 (RFC 5035 §5.4): binds the signature to one certificate. RFC 3161 §2.4.2 asks for it. */
function signingCertificateFault({ signer }: TimestampToken, certificate: Certificate): string | undefined {
  const first = signer.attributes.get(SIGNING_CERTIFICATE);
  const second = signer.attributes.get(SIGNING_CERTIFICATE_V2);
  if (first === undefined && second === undefined) return 'it does not name its certificate';
  const isNamed =
    (first === undefined || isEssCertificate(first, certificate, 'SHA-1')) &&
    (second === undefined || isEssCertificate(second, certificate, 'SHA-256'));
  return isNamed ? undefined : 'it names another certificate';
}

function isEssCertificate(signingCertificate: DerNode, certificate: Certificate, digestDefault: DigestName): boolean {
  const [signer] = new DerFields(signingCertificate).next(TAG.sequence).children;
  if (signer === undefined) return false;
  const fields = new DerFields(signer);
  const algorithm = fields.optional(TAG.sequence);
  const digestName = algorithm === undefined ? digestDefault : digestOf(new DerFields(algorithm));
  const hash = derOctets(fields.next());
  const issuerSerial = fields.optional(TAG.sequence);
  fields.end();
  const serial = issuerSerial?.children[1];
  return (
    hash.equals(digest(digestName, certificate.der)) &&
    (serial === undefined || derInteger(serial) === certificate.serial)
  );
}
