import { drumError } from '#protocol/errors.ts';
import { digest } from '../algorithms.ts';
import { Certificate } from '../certificate.ts';
import {
  contextConstructed,
  contextPrimitive,
  DerFault,
  DerFields,
  derBitBytes,
  derOctets,
  derOid,
  derSmallInteger,
  explicit,
  expectTag,
  readDer,
  TAG,
  type DerNode,
} from '../der/read.ts';
import { reading } from '../der/reading.ts';
import { derTime } from '../der/values.ts';
import { DistinguishedName } from '../distinguished-name.ts';
import { readCertificateId, type CertificateId } from './certificate-id.ts';

const RESPONSE_BYTES_MAX = 262_144;
/** Certificates that a response may bring along. */
const EMBEDDED_CERTIFICATES_MAX = 16;

const BASIC_RESPONSE = '1.3.6.1.5.5.7.48.1.1';

/** RFC 6960 §4.2.1; the fifth number is not used. */
const RESPONSE_STATUS = [
  'successful',
  'malformedRequest',
  'internalError',
  'tryLater',
  undefined,
  'sigRequired',
  'unauthorized',
] as const;

type CertificateStatus =
  { readonly kind: 'good' } | { readonly kind: 'revoked'; readonly at: Date } | { readonly kind: 'unknown' };

export type ResponderId =
  | { readonly kind: 'name'; readonly name: DistinguishedName }
  /** SHA-1 of the responder's public key bits. */
  | { readonly kind: 'key'; readonly hash: Buffer };

/** A basic OCSP response (RFC 6960 §4.2). Of several single responses only the first is kept, as X-Road looks at no other. */
export interface OcspResponse {
  readonly der: Buffer;
  readonly responder: ResponderId;
  readonly producedAt: Date;
  readonly certificateId: CertificateId;
  readonly status: CertificateStatus;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
  readonly signedBytes: Buffer;
  /** DER of the AlgorithmIdentifier. */
  readonly signatureAlgorithm: Buffer;
  readonly signature: Buffer;
  /** DER of embedded certificates, unread: nothing is believed of them yet. */
  readonly embedded: readonly Buffer[];
}

/** Reads the DER of an OCSPResponse. Throws `incorrect_validation_info`, also where the responder answers with an error. */
export function readOcspResponse(der: Uint8Array): OcspResponse {
  return reading('incorrect_validation_info', 'The OCSP response', () => {
    const bytes = Buffer.from(der);
    const fields = new DerFields(readDer(bytes, RESPONSE_BYTES_MAX));
    const status = RESPONSE_STATUS[derSmallInteger(fields.next(), TAG.enumerated)] ?? 'unknown status';
    if (status !== 'successful') {
      throw drumError('incorrect_validation_info', `The OCSP responder answered with ${status}`);
    }
    const responseBytes = new DerFields(explicit(fields.next(contextConstructed(0))));
    fields.end();
    if (derOid(responseBytes.next()) !== BASIC_RESPONSE) throw new DerFault('not a basic response');
    const basic = derOctets(responseBytes.next());
    responseBytes.end();
    return { der: bytes, ...readBasic(readDer(basic, RESPONSE_BYTES_MAX)) };
  });
}

function readBasic(node: DerNode): Omit<OcspResponse, 'der'> {
  const fields = new DerFields(node);
  const signed = fields.next();
  const signatureAlgorithm = expectTag(fields.next(), TAG.sequence).bytes;
  const signature = derBitBytes(fields.next());
  const embedded = fields.optional(contextConstructed(0));
  fields.end();
  return {
    ...readResponseData(signed),
    signedBytes: signed.bytes,
    signatureAlgorithm,
    signature,
    embedded: embedded === undefined ? [] : readEmbedded(explicit(embedded)),
  };
}

function readEmbedded(node: DerNode): Buffer[] {
  const certificates = expectTag(node, TAG.sequence).children;
  if (certificates.length > EMBEDDED_CERTIFICATES_MAX) {
    throw new DerFault(`more than ${EMBEDDED_CERTIFICATES_MAX} certificates`);
  }
  return certificates.map(({ bytes }) => bytes);
}

function readResponseData(node: DerNode) {
  const fields = new DerFields(node);
  fields.optional(contextConstructed(0));
  const responder = readResponderId(fields.next());
  const producedAt = derTime(fields.next());
  const [first] = expectTag(fields.next(), TAG.sequence).children;
  fields.optional(contextConstructed(1));
  fields.end();
  if (first === undefined) throw new DerFault('no single response');
  return { responder, producedAt, ...readSingle(first) };
}

function readResponderId(node: DerNode): ResponderId {
  if (node.tag === contextConstructed(1)) return { kind: 'name', name: DistinguishedName.fromNode(explicit(node)) };
  return { kind: 'key', hash: derOctets(explicit(expectTag(node, contextConstructed(2)))) };
}

function readSingle(node: DerNode) {
  const fields = new DerFields(node);
  const certificateId = readCertificateId(fields.next());
  const status = readStatus(fields.next());
  const thisUpdate = derTime(fields.next());
  const nextUpdate = fields.optional(contextConstructed(0));
  fields.optional(contextConstructed(1));
  fields.end();
  return {
    certificateId,
    status,
    thisUpdate,
    nextUpdate: nextUpdate === undefined ? undefined : derTime(explicit(nextUpdate)),
  };
}

function readStatus(node: DerNode): CertificateStatus {
  switch (node.tag) {
    case contextPrimitive(0):
      return { kind: 'good' };
    case contextConstructed(1): {
      const [time] = node.children;
      if (time === undefined) throw new DerFault('no time of revocation');
      return { kind: 'revoked', at: derTime(time) };
    }
    case contextPrimitive(2):
      return { kind: 'unknown' };
    default:
      throw new DerFault('an unknown certificate status');
  }
}

/** Whether a certificate is the one that the responder names as its own. The order of a name's RDNs does not count. */
export function isResponder(id: ResponderId, certificate: Certificate): boolean {
  return id.kind === 'name'
    ? certificate.subject.sameAttributes(id.name)
    : digest('SHA-1', certificate.publicKeyBits).equals(id.hash);
}

/** The embedded certificates that can be read. */
export function embeddedCertificates(response: OcspResponse): Certificate[] {
  return response.embedded.flatMap((der) => {
    try {
      return [Certificate.fromDer(der)];
    } catch {
      // It can only be a candidate for the responder; one that cannot be read is none.
      return [];
    }
  });
}
