import { randomBytes } from 'node:crypto';
import { digest, digestOid, type DigestName } from '../algorithms.ts';
import {
  contextConstructed,
  DerFields,
  derBoolean,
  derInteger,
  derOctets,
  derOid,
  readDer,
  TAG,
  type DerNode,
} from '../der/read.ts';
import { DER_NULL, derElement, derIntegerOf, derOctetString, derOidOf, derSequence } from '../der/write.ts';
import { derGeneralizedTimeOf, derNamedBitsOf, derUtf8Of } from '../der/write-values.ts';
import { structureAlgorithm } from '../signing-key.ts';
import { digestOf } from '../structure-signature.ts';
import type { Authority, Identity } from './authority.ts';
import type { Behaviour } from './behaviour.ts';
import { stranger } from './stranger.ts';

/** Bytes of a request: one over SHA-512 takes some 90. */
const TIMESTAMP_REQUEST_BYTES_MAX = 16_384;
/** Of the imprints that are stamped. */
const DIGEST_BYTES: ReadonlyMap<DigestName, number> = new Map([
  ['SHA-256', 32],
  ['SHA-384', 48],
  ['SHA-512', 64],
]);
const NONCE_BYTES_MAX = 64;
const SERIAL_BYTES = 8;
/** How far genTime may be from the clock, which it gives to the second. */
const ACCURACY_SECONDS = 1n;

/** Time-stamps for tests: an arc made of a UUID, so that nobody else has it (ITU-T X.667). */
export const TIMESTAMP_POLICY = '2.25.278410934287405231904771266140113377861';

const OID = {
  signedData: '1.2.840.113549.1.7.2',
  tstInfo: '1.2.840.113549.1.9.16.1.4',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
} as const;

const GRANTED = 0n;
const REJECTION = 2n;
/** Bits of PKIFailureInfo (RFC 3161 §2.4.2). */
const FAILURE = {
  badAlg: 0,
  badRequest: 2,
  badDataFormat: 5,
  timeNotAvailable: 14,
  unacceptedPolicy: 15,
  unacceptedExtension: 16,
} as const;

class Refusal extends Error {
  readonly failure: keyof typeof FAILURE;

  constructor(failure: keyof typeof FAILURE, message: string) {
    super(message);
    this.failure = failure;
  }
}

/** Answers a time-stamp request (RFC 3161 §2.4): grants it, or rejects it and says why. */
export async function answerTimestamp(
  authority: Authority,
  request: Uint8Array,
  behaviour: Behaviour<'tsa'>,
): Promise<Buffer> {
  try {
    if (behaviour.fault === 'rejection') throw new Refusal('timeNotAvailable', 'told to reject');
    const asked = readRequest(request);
    const now = authority.clock.now();
    const { fault } = behaviour;
    const signer =
      fault === 'wrong-key' ? await stranger(authority.tsa.certificate.subject, 'tsa', now) : authority.tsa;
    const content = tstInfo(asked, now, fault === 'wrong-imprint');
    const token = await timestampToken(signer, content, asked.wantsCertificate, fault === 'bad-signature');
    return derSequence(derSequence(derIntegerOf(GRANTED)), token);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const reason = derSequence(derUtf8Of(error.message));
    return derSequence(derSequence(derIntegerOf(REJECTION), reason, derNamedBitsOf([FAILURE[error.failure]])));
  }
}

interface TimestampQuery {
  readonly digestName: DigestName;
  readonly imprint: DerNode;
  readonly nonce: bigint | undefined;
  readonly wantsCertificate: boolean;
}

function readRequest(bytes: Uint8Array): TimestampQuery {
  let fields;
  try {
    fields = readFields(bytes);
  } catch {
    throw new Refusal('badDataFormat', 'the request cannot be read');
  }
  const { version, imprint, policy, nonce, wantsCertificate, extensions } = fields;
  if (version !== 1n) throw new Refusal('badRequest', 'the version of the request is not 1');
  const digestName = checkedDigest(fields.digestAlgorithm, fields.digestLength);
  if (extensions !== undefined) throw new Refusal('unacceptedExtension', 'no extension is known here');
  if (policy !== undefined && policy !== TIMESTAMP_POLICY) {
    throw new Refusal('unacceptedPolicy', `time-stamps here have policy ${TIMESTAMP_POLICY}`);
  }
  return { digestName, imprint, nonce, wantsCertificate };
}

function readFields(bytes: Uint8Array) {
  const fields = new DerFields(readDer(bytes, TIMESTAMP_REQUEST_BYTES_MAX));
  const version = derInteger(fields.next());
  const imprint = fields.next(TAG.sequence);
  const policy = fields.optional(TAG.oid);
  const nonce = fields.optional(TAG.integer);
  const certReq = fields.optional(TAG.boolean);
  const extensions = fields.optional(contextConstructed(0));
  fields.end();
  if (nonce !== undefined && nonce.content.length > NONCE_BYTES_MAX) throw new RangeError('a nonce too long');
  const imprintFields = new DerFields(imprint);
  const digestAlgorithm = imprintFields.next(TAG.sequence);
  const digestLength = derOctets(imprintFields.next()).length;
  imprintFields.end();
  return {
    version,
    imprint,
    digestAlgorithm,
    digestLength,
    policy: policy === undefined ? undefined : derOid(policy),
    nonce: nonce === undefined ? undefined : derInteger(nonce),
    wantsCertificate: certReq !== undefined && derBoolean(certReq),
    extensions,
  };
}

function checkedDigest(algorithm: DerNode, digestLength: number): DigestName {
  let name: DigestName;
  try {
    name = digestOf(new DerFields(algorithm));
  } catch {
    throw new Refusal('badAlg', 'the digest of the imprint is not known');
  }
  const length = DIGEST_BYTES.get(name);
  if (length === undefined) throw new Refusal('badAlg', `${name} is not stamped`);
  if (digestLength !== length) throw new Refusal('badDataFormat', `the imprint is not of ${name}`);
  return name;
}

function tstInfo({ digestName, imprint, nonce }: TimestampQuery, now: Date, isOfOther: boolean): Buffer {
  const other = derSequence(
    derSequence(derOidOf(digestOid(digestName)), DER_NULL),
    derOctetString(digest(digestName, Buffer.from('something else'))),
  );
  return derSequence(
    derIntegerOf(1n),
    derOidOf(TIMESTAMP_POLICY),
    isOfOther ? other : imprint.bytes,
    derIntegerOf(BigInt(`0x${randomBytes(SERIAL_BYTES).toString('hex')}`)),
    derGeneralizedTimeOf(now),
    derSequence(derIntegerOf(ACCURACY_SECONDS)),
    ...(nonce === undefined ? [] : [derIntegerOf(nonce)]),
  );
}

/** CMS SignedData with one signer (RFC 5652 §5.1; RFC 3161 §2.4.2, with the signing certificate of RFC 5816). */
async function timestampToken(
  { certificate, key }: Identity,
  content: Buffer,
  withCertificate: boolean,
  isBadlySigned: boolean,
): Promise<Buffer> {
  const algorithm = structureAlgorithm(key.publicKey, 'SHA-512');
  const digestAlgorithm = derSequence(derOidOf(digestOid('SHA-512')), DER_NULL);
  const attributes = signedAttributes(content, digest('SHA-256', certificate.der));
  // RFC 5652 §5.4: signed is the SET OF itself, not the implicit tag that it has in the message.
  const signedBytes = isBadlySigned ? Buffer.from('other bytes') : derElement(TAG.set, ...attributes);
  const signerInfo = derSequence(
    derIntegerOf(1n),
    derSequence(certificate.issuer.der, derIntegerOf(certificate.serial)),
    digestAlgorithm,
    derElement(contextConstructed(0), ...attributes),
    algorithm.der,
    derOctetString(await key.sign(algorithm.name, signedBytes)),
  );
  const signedData = derSequence(
    derIntegerOf(3n),
    derElement(TAG.set, digestAlgorithm),
    derSequence(derOidOf(OID.tstInfo), derElement(contextConstructed(0), derOctetString(content))),
    ...(withCertificate ? [derElement(contextConstructed(0), certificate.der)] : []),
    derElement(TAG.set, signerInfo),
  );
  return derSequence(derOidOf(OID.signedData), derElement(contextConstructed(0), signedData));
}

/** In the order of DER (X.690 §11.6). */
function signedAttributes(content: Buffer, certificateHash: Buffer): Buffer[] {
  const attribute = (oid: string, value: Buffer): Buffer => derSequence(derOidOf(oid), derElement(TAG.set, value));
  // ESSCertIDv2: SHA-256 is the default and is left out (RFC 5035 §4).
  const signingCertificate = derSequence(derSequence(derSequence(derOctetString(certificateHash))));
  return [
    attribute(OID.contentType, derOidOf(OID.tstInfo)),
    attribute(OID.messageDigest, derOctetString(digest('SHA-512', content))),
    attribute(OID.signingCertificateV2, signingCertificate),
  ].toSorted((one, other) => Buffer.compare(one, other));
}
