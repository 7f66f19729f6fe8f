import { createPublicKey, type KeyObject } from 'node:crypto';
import { drumError } from '#protocol/errors.ts';
import type { KeyUsage } from './certificate.ts';
import { publicKeyInfoOf } from './certificate-writer.ts';
import {
  contextConstructed,
  contextPrimitive,
  DerFault,
  DerFields,
  derBitBytes,
  derOid,
  derSmallInteger,
  expectTag,
  readDer,
  TAG,
  type DerNode,
} from './der/read.ts';
import { reading } from './der/reading.ts';
import { derElement, derIntegerOf, derOidOf, derSequence } from './der/write.ts';
import { derBitStringOf } from './der/write-values.ts';
import { DistinguishedName, type AttributeType } from './distinguished-name.ts';
import { keyUsageExtension, subjectAlternativeNameExtension, writeExtensions } from './extension-writer.ts';
import { EXTENSION, readExtensions, type Extensions } from './extensions.ts';
import { toPem } from './pem.ts';
import { structureAlgorithm, type SigningKey, type StructureDigest } from './signing-key.ts';
import { structureSignatureFault } from './structure-signature.ts';

const REQUEST_BYTES_MAX = 65_536;
const PEM_CHARACTERS_MAX = 2 * REQUEST_BYTES_MAX;
const ALTERNATIVE_NAMES_MAX = 100;
const DNS_NAME_CHARACTERS_MAX = 253;

/** PKCS#9 extensionRequest (RFC 2985 §5.4.2). */
const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';
const PEM_LABEL = 'CERTIFICATE REQUEST';

/**
 * Key usages that X-Road's servers ask for. `keyCertSign` for signing keys is odd, and authorities leave it out; it is there
 * so that a request of ours is not told from one of X-Road's.
 */
const REQUESTED_USAGES = {
  auth: ['digitalSignature', 'keyEncipherment', 'dataEncipherment'],
  sign: ['nonRepudiation', 'keyCertSign'],
} as const satisfies Record<string, readonly KeyUsage[]>;

export interface CertificateRequestContent {
  /** In the order of the encoding. */
  readonly subject: DistinguishedName | readonly { readonly type: AttributeType; readonly value: string }[];
  readonly key: SigningKey;
  /** Absent: no key usage is asked for. */
  readonly usage?: 'sign' | 'auth';
  /** One dNSName. */
  readonly subjectAlternativeName?: string;
  readonly digest?: StructureDigest;
}

/** DER of a PKCS#10 request (RFC 2986), signed with the key it is for. Throws `malformed_csr` for a name that is no DNS name. */
export async function certificateRequest(content: CertificateRequestContent): Promise<Buffer> {
  const name = content.subjectAlternativeName;
  if (name !== undefined && !isDnsName(name)) throw drumError('malformed_csr', 'The alternative name is no DNS name');
  const subject =
    content.subject instanceof DistinguishedName ? content.subject : DistinguishedName.fromAttributes(content.subject);
  const algorithm = structureAlgorithm(content.key.publicKey, content.digest);
  const extensions = [
    ...(content.usage === undefined ? [] : [keyUsageExtension(REQUESTED_USAGES[content.usage], false)]),
    ...(name === undefined ? [] : [subjectAlternativeNameExtension([name])]),
  ];
  const attributes =
    extensions.length === 0
      ? []
      : [derSequence(derOidOf(EXTENSION_REQUEST), derElement(TAG.set, writeExtensions(extensions)))];
  const signed = derSequence(
    derIntegerOf(0n),
    subject.der,
    publicKeyInfoOf(content.key.publicKey),
    derElement(contextConstructed(0), Buffer.concat(attributes)),
  );
  const signature = await content.key.sign(algorithm.name, signed);
  return derSequence(signed, algorithm.der, derBitStringOf(signature));
}

/** A request as PEM (RFC 7468 §7). */
export const certificateRequestPem = (der: Uint8Array): string => toPem(PEM_LABEL, der);

const isDnsName = (name: string): boolean =>
  name.length <= DNS_NAME_CHARACTERS_MAX && /^(\*\.)?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?$/.test(name);

/** A request whose signature holds: whoever sent it has the key. */
export interface CertificateRequest {
  readonly der: Buffer;
  readonly subject: DistinguishedName;
  readonly publicKey: KeyObject;
  readonly keyUsage: ReadonlySet<KeyUsage>;
  /** dNSNames and iPAddresses. */
  readonly alternativeNames: readonly string[];
}

/** Reads and verifies a request in DER or PEM. Throws `malformed_csr`. */
export function readCertificateRequest(bytes: Uint8Array): CertificateRequest {
  return reading('malformed_csr', 'The certificate request', () => {
    const der = derOf(bytes);
    const fields = new DerFields(readDer(der, REQUEST_BYTES_MAX));
    const signed = fields.next(TAG.sequence);
    const algorithm = fields.next(TAG.sequence).bytes;
    const signature = derBitBytes(fields.next());
    fields.end();
    const { publicKeyInfo, ...request } = readInfo(signed);
    const publicKey = createPublicKey({ key: publicKeyInfo, format: 'der', type: 'spki' });
    const fault = structureSignatureFault({ algorithm, signedBytes: signed.bytes, signature }, publicKey);
    if (fault !== undefined) throw new DerFault(fault);
    return { der, publicKey, ...request };
  });
}

/** DER, or the first request of a PEM text; `NEW CERTIFICATE REQUEST` is the label of older tools. */
function derOf(bytes: Uint8Array): Buffer {
  if (bytes[0] === TAG.sequence) return Buffer.from(bytes);
  const text = Buffer.from(bytes.subarray(0, PEM_CHARACTERS_MAX)).toString('latin1');
  const body = /-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----([A-Za-z0-9+/=\s]*)-----END/.exec(text)?.[1];
  if (body === undefined) throw new DerFault('neither DER nor PEM');
  return Buffer.from(body, 'base64');
}

function readInfo(node: DerNode) {
  const fields = new DerFields(node);
  if (derSmallInteger(fields.next()) !== 0) throw new DerFault('an unknown version');
  const subject = DistinguishedName.fromNode(fields.next());
  const publicKeyInfo = fields.next(TAG.sequence).bytes;
  const extensions = requestedExtensions(fields.optional(contextConstructed(0)));
  fields.end();
  return {
    subject,
    publicKeyInfo,
    keyUsage: extensions.keyUsage ?? new Set<KeyUsage>(),
    alternativeNames: alternativeNamesOf(extensions),
  };
}

function requestedExtensions(attributes: DerNode | undefined): Extensions {
  for (const attribute of attributes?.children ?? []) {
    const fields = new DerFields(attribute);
    if (derOid(fields.next()) !== EXTENSION_REQUEST) continue;
    const [extensions, more] = fields.next(TAG.set).children;
    if (more !== undefined) throw new DerFault('two requests for extensions');
    return readExtensions(extensions);
  }
  return readExtensions(undefined);
}

function alternativeNamesOf({ all }: Extensions): string[] {
  const value = all.find(({ oid }) => oid === EXTENSION.subjectAlternativeName)?.value;
  if (value === undefined) return [];
  const names = expectTag(readDer(value, value.length), TAG.sequence).children;
  if (names.length > ALTERNATIVE_NAMES_MAX) throw new DerFault(`more than ${ALTERNATIVE_NAMES_MAX} alternative names`);
  return names.map(({ tag, content }) => {
    const text = tag === contextPrimitive(7) && content.length === 4 ? content.join('.') : content.toString('latin1');
    if ((tag !== contextPrimitive(2) && tag !== contextPrimitive(7)) || !isDnsName(text)) {
      throw new DerFault('an alternative name that is neither a DNS name nor an IPv4 address');
    }
    return text;
  });
}
