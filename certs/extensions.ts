import {
  contextConstructed,
  contextPrimitive,
  DerFault,
  DerFields,
  derBits,
  derBoolean,
  derOctets,
  derOid,
  derSmallInteger,
  explicit,
  expectTag,
  readDer,
  TAG,
  type DerNode,
} from './der/read.ts';

/** Object identifiers of certificate extensions (RFC 5280 §4.2). */
export const EXTENSION = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAlternativeName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  certificatePolicies: '2.5.29.32',
  policyMappings: '2.5.29.33',
  authorityKeyIdentifier: '2.5.29.35',
  policyConstraints: '2.5.29.36',
  extendedKeyUsage: '2.5.29.37',
  inhibitAnyPolicy: '2.5.29.54',
  authorityInformationAccess: '1.3.6.1.5.5.7.1.1',
} as const;

/** Purposes of RFC 5280 §4.2.1.12. */
export const PURPOSE = {
  clientAuthentication: '1.3.6.1.5.5.7.3.2',
  timeStamping: '1.3.6.1.5.5.7.3.8',
  ocspSigning: '1.3.6.1.5.5.7.3.9',
} as const;

const EXTENSIONS_MAX = 64;
const PURPOSES_MAX = 64;

/** RFC 5280 §4.2.1.3, in the order of the bits. */
const KEY_USAGES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;

export type KeyUsage = (typeof KEY_USAGES)[number];

export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  /** DER of the extension's own type. */
  readonly value: Buffer;
}

/** Extensions, and those of them that we understand. */
export interface Extensions {
  readonly all: readonly Extension[];
  readonly basicConstraints: { readonly isCa: boolean; readonly pathLengthMax: number | undefined } | undefined;
  readonly keyUsage: ReadonlySet<KeyUsage> | undefined;
  readonly extendedKeyUsage: readonly string[];
  readonly subjectKeyIdentifier: Buffer | undefined;
  /** Addresses of OCSP responders, as the issuer names them. */
  readonly ocspUrls: readonly string[];
}

/** Reads `Extensions ::= SEQUENCE OF Extension`; undefined stands for a certificate that has none. */
export function readExtensions(node: DerNode | undefined): Extensions {
  const all = node === undefined ? [] : expectTag(node, TAG.sequence).children.map(readExtension);
  if (all.length > EXTENSIONS_MAX) throw new DerFault(`more than ${EXTENSIONS_MAX} extensions`);
  const byOid = new Map(all.map(({ oid, value }) => [oid, value]));
  // RFC 5280 §4.2: no extension twice; which of the two would count?
  if (byOid.size !== all.length) throw new DerFault('an extension stands there twice');
  const read = <T>(oid: string, reader: (node: DerNode) => T): T | undefined => {
    const value = byOid.get(oid);
    return value === undefined ? undefined : reader(readDer(value, value.length));
  };
  return {
    all,
    basicConstraints: read(EXTENSION.basicConstraints, readBasicConstraints),
    keyUsage: read(EXTENSION.keyUsage, readKeyUsage),
    extendedKeyUsage: read(EXTENSION.extendedKeyUsage, readPurposes) ?? [],
    subjectKeyIdentifier: read(EXTENSION.subjectKeyIdentifier, derOctets),
    ocspUrls: read(EXTENSION.authorityInformationAccess, readOcspUrls) ?? [],
  };
}

function readExtension(node: DerNode): Extension {
  const fields = new DerFields(node);
  const oid = derOid(fields.next());
  const critical = fields.optional(TAG.boolean);
  const value = derOctets(fields.next());
  fields.end();
  return { oid, critical: critical !== undefined && derBoolean(critical), value };
}

function readBasicConstraints(node: DerNode) {
  const fields = new DerFields(node);
  const isCa = fields.optional(TAG.boolean);
  const pathLength = fields.optional(TAG.integer);
  fields.end();
  return {
    isCa: isCa !== undefined && derBoolean(isCa),
    pathLengthMax: pathLength === undefined ? undefined : derSmallInteger(pathLength),
  };
}

function readKeyUsage(node: DerNode): ReadonlySet<KeyUsage> {
  const { bytes } = derBits(node);
  return new Set(KEY_USAGES.filter((_, bit) => ((bytes[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0));
}

function readPurposes(node: DerNode): readonly string[] {
  const purposes = expectTag(node, TAG.sequence).children;
  // RFC 5280 §4.2.1.12: at least one; none would read as if the extension were absent, and the key good for anything.
  if (purposes.length === 0) throw new DerFault('an extended key usage without a purpose');
  if (purposes.length > PURPOSES_MAX) throw new DerFault(`more than ${PURPOSES_MAX} purposes`);
  return purposes.map(derOid);
}

const ACCESS_OCSP = '1.3.6.1.5.5.7.48.1';

function readOcspUrls(node: DerNode): readonly string[] {
  return expectTag(node, TAG.sequence).children.flatMap((description) => {
    const fields = new DerFields(description);
    const method = derOid(fields.next());
    const location = fields.next();
    fields.end();
    // GeneralName: [6] uniformResourceIdentifier
    return method === ACCESS_OCSP && location.tag === contextPrimitive(6) ? [location.content.toString('latin1')] : [];
  });
}

/** The `[number] EXPLICIT Extensions` at the end of a structure, when it is there. */
export function optionalExtensions(fields: DerFields, number: number): DerNode | undefined {
  const node = fields.optional(contextConstructed(number));
  return node === undefined ? undefined : explicit(node);
}
