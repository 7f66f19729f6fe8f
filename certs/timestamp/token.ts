import type { DigestName } from '../algorithms.ts';
import type { Certificate } from '../certificate.ts';
import { derFromBer } from '../der/from-ber.ts';
import {
  contextConstructed,
  contextPrimitive,
  DerFault,
  DerFields,
  derInteger,
  derOctets,
  derOid,
  explicit,
  expectTag,
  readDer,
  TAG,
  type DerNode,
} from '../der/read.ts';
import { reading } from '../der/reading.ts';
import { derTime } from '../der/values.ts';
import { derElement, derOidOf, derSequence } from '../der/write.ts';
import { DistinguishedName } from '../distinguished-name.ts';
import { digestOf } from '../structure-signature.ts';
import type { Imprint } from './request.ts';

export const TOKEN_BYTES_MAX = 262_144;
const EMBEDDED_CERTIFICATES_MAX = 16;

const SIGNED_DATA = '1.2.840.113549.1.7.2';
export const TST_INFO = '1.2.840.113549.1.9.16.1.4';

/** Whose signature it is (RFC 5652 §5.3). */
export type SignerId =
  | { readonly kind: 'issuer-and-serial'; readonly issuer: DistinguishedName; readonly serial: bigint }
  | { readonly kind: 'key-identifier'; readonly keyIdentifier: Buffer };

/** The one SignerInfo of a token. */
interface TokenSigner {
  readonly id: SignerId;
  readonly digest: DigestName;
  readonly digestAlgorithm: DerNode;
  readonly signatureAlgorithm: DerNode;
  /** Value of each signed attribute, by type. */
  readonly attributes: ReadonlyMap<string, DerNode>;
  /** What is signed: the attributes as a DER SET (RFC 5652 §5.4). */
  readonly signedBytes: Buffer;
  readonly signature: Buffer;
}

/** A time-stamp token (RFC 3161 §2.4.2), read but not verified. */
export interface TimestampToken {
  readonly der: Buffer;
  readonly genTime: Date;
  readonly serial: bigint;
  readonly imprint: Imprint;
  readonly signer: TokenSigner;
  /** DER of the TSTInfo, which the signer's message digest covers. */
  readonly content: Buffer;
  /** DER of embedded certificates, unread. */
  readonly embedded: readonly Buffer[];
}

/** Reads a token in DER or BER; `der` of the result is DER. Throws `malformed_signature`. */
export function readTimestampToken(bytes: Uint8Array): TimestampToken {
  return reading('malformed_signature', 'The time-stamp', () => {
    const der = derFromBer(bytes, TOKEN_BYTES_MAX);
    const signedData = readSignedData(der);
    const signers = expectTag(signedData.signers, TAG.set).children;
    const [signer] = signers;
    // RFC 3161 §2.4.2: the authority's signature and no other.
    if (signer === undefined || signers.length !== 1) throw new DerFault(`${signers.length} signers`);
    const content = contentOf(signedData.contentInfo);
    return {
      der,
      content,
      ...readTstInfo(readDer(content, TOKEN_BYTES_MAX)),
      signer: readSigner(signer),
      embedded: readEmbedded(signedData.certificates),
    };
  });
}

interface SignedData {
  readonly version: DerNode;
  readonly digestAlgorithms: DerNode;
  readonly contentInfo: DerNode;
  readonly certificates: DerNode | undefined;
  readonly revocations: DerNode | undefined;
  readonly signers: DerNode;
}

/** ContentInfo with SignedData (RFC 5652 §3, §5.1). */
function readSignedData(der: Buffer): SignedData {
  const outer = new DerFields(readDer(der, TOKEN_BYTES_MAX));
  if (derOid(outer.next()) !== SIGNED_DATA) throw new DerFault('not signed data');
  const fields = new DerFields(explicit(outer.next(contextConstructed(0))));
  outer.end();
  const signedData = {
    version: fields.next(TAG.integer),
    digestAlgorithms: fields.next(TAG.set),
    contentInfo: fields.next(TAG.sequence),
    certificates: fields.optional(contextConstructed(0)),
    revocations: fields.optional(contextConstructed(1)),
    signers: fields.next(TAG.set),
  };
  fields.end();
  return signedData;
}

function contentOf(contentInfo: DerNode): Buffer {
  const fields = new DerFields(contentInfo);
  if (derOid(fields.next()) !== TST_INFO) throw new DerFault('not a time-stamp');
  const content = derOctets(explicit(fields.next(contextConstructed(0))));
  fields.end();
  return content;
}

function readEmbedded(certificates: DerNode | undefined): readonly Buffer[] {
  const nodes = certificates?.children ?? [];
  if (nodes.length > EMBEDDED_CERTIFICATES_MAX)
    throw new DerFault(`more than ${EMBEDDED_CERTIFICATES_MAX} certificates`);
  return nodes.map(({ bytes }) => bytes);
}

function readTstInfo(node: DerNode): Pick<TimestampToken, 'genTime' | 'serial' | 'imprint'> {
  const fields = new DerFields(node);
  if (derInteger(fields.next()) !== 1n) throw new DerFault('an unknown version');
  derOid(fields.next()); // the policy is the authority's own matter
  const imprint = new DerFields(fields.next());
  const digestName = digestOf(new DerFields(imprint.next()));
  const digest = derOctets(imprint.next());
  imprint.end();
  const serial = derInteger(fields.next());
  const genTime = derTime(fields.next(TAG.generalizedTime));
  // Accuracy, ordering, nonce, the authority's name, extensions.
  for (const tag of [TAG.sequence, TAG.boolean, TAG.integer, contextConstructed(0), contextConstructed(1)]) {
    fields.optional(tag);
  }
  fields.end();
  return { genTime, serial, imprint: { digestName, digest } };
}

function readSigner(node: DerNode): TokenSigner {
  const fields = new DerFields(node);
  fields.next(TAG.integer);
  const id = readSignerId(fields.next());
  const digestAlgorithm = fields.next(TAG.sequence);
  const attributes = fields.next(contextConstructed(0));
  const signatureAlgorithm = fields.next(TAG.sequence);
  const signature = derOctets(fields.next());
  fields.optional(contextConstructed(1));
  fields.end();
  // RFC 5652 §5.4: signed is the DER of the SET, whose elements stand in ascending order, whatever the order in the message.
  const sorted = attributes.children.map(({ bytes }) => bytes).toSorted((one, other) => Buffer.compare(one, other));
  return {
    id,
    digest: digestOf(new DerFields(digestAlgorithm)),
    digestAlgorithm,
    signatureAlgorithm,
    attributes: readAttributes(attributes),
    signedBytes: derElement(TAG.set, ...sorted),
    signature,
  };
}

function readSignerId(node: DerNode): SignerId {
  if (node.tag === contextPrimitive(0)) return { kind: 'key-identifier', keyIdentifier: node.content };
  const fields = new DerFields(node);
  const issuer = DistinguishedName.fromNode(fields.next());
  const serial = derInteger(fields.next());
  fields.end();
  return { kind: 'issuer-and-serial', issuer, serial };
}

/** Each attribute once, with one value (RFC 5652 §11): of two, which would count? */
function readAttributes(node: DerNode): ReadonlyMap<string, DerNode> {
  const attributes = new Map<string, DerNode>();
  for (const attribute of node.children) {
    const fields = new DerFields(attribute);
    const oid = derOid(fields.next());
    const [value, ...more] = fields.next(TAG.set).children;
    fields.end();
    if (value === undefined || more.length > 0 || attributes.has(oid))
      throw new DerFault(`attribute ${oid} is ambiguous`);
    attributes.set(oid, value);
  }
  return attributes;
}

/**
 * The same token with the authority's certificate among its certificates, as stored evidence needs it. Everything that is
 * signed stays as it is. Throws `malformed_signature`.
 */
export function withTsaCertificate(token: Uint8Array, certificate: Certificate): Buffer {
  return reading('malformed_signature', 'The time-stamp', () => {
    const parts = readSignedData(derFromBer(token, TOKEN_BYTES_MAX));
    const held = readEmbedded(parts.certificates);
    const all = held.some((der) => der.equals(certificate.der)) ? held : [...held, certificate.der];
    const sorted = all.toSorted((one, other) => Buffer.compare(one, other));
    const signedData = derSequence(
      parts.version.bytes,
      parts.digestAlgorithms.bytes,
      parts.contentInfo.bytes,
      derElement(contextConstructed(0), ...sorted),
      ...(parts.revocations === undefined ? [] : [parts.revocations.bytes]),
      parts.signers.bytes,
    );
    return derSequence(derOidOf(SIGNED_DATA), derElement(contextConstructed(0), signedData));
  });
}
