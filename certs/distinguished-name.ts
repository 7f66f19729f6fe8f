import { DerFault, derOid, expectTag, readDer, TAG, DerFields, type DerNode } from './der/read.ts';
import { reading } from './der/reading.ts';
import { derText } from './der/values.ts';
import { derElement, derOidOf, derSequence } from './der/write.ts';

const NAME_BYTES_MAX = 16_384;
const ATTRIBUTES_MAX = 100;

/** Short names of attribute types (RFC 4519, X.520) that certificates of X-Road use. */
const OIDS = {
  CN: '2.5.4.3',
  serialNumber: '2.5.4.5',
  C: '2.5.4.6',
  L: '2.5.4.7',
  ST: '2.5.4.8',
  STREET: '2.5.4.9',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  businessCategory: '2.5.4.15',
  organizationIdentifier: '2.5.4.97',
  DC: '0.9.2342.19200300.100.1.25',
  UID: '0.9.2342.19200300.100.1.1',
  emailAddress: '1.2.840.113549.1.9.1',
} as const;

/** The types that RFC 2253 §2.3 spells by name; all others are dotted numbers. */
const RFC2253_KEYWORDS = new Map<string, string>(
  (['CN', 'C', 'L', 'ST', 'STREET', 'O', 'OU', 'DC', 'UID'] as const).map((name) => [OIDS[name], name]),
);

/** Short name, such as `CN` or `serialNumber`, or dotted OID. */
export type AttributeType = keyof typeof OIDS | `${number}.${string}`;

export interface Attribute {
  readonly oid: string;
  /** Decoded text; `#` and the value's DER in hex where it is no string. */
  readonly value: string;
}

interface EncodedAttribute extends Attribute {
  readonly node: DerNode;
}

/** A name of X.501, immutable, with the bytes that it came in. */
export class DistinguishedName {
  readonly der: Buffer;
  private readonly rdns: readonly (readonly EncodedAttribute[])[];
  private canonicalRdns: readonly string[] | undefined;
  private rfc2253: string | undefined;

  private constructor(node: DerNode) {
    this.der = node.bytes;
    this.rdns = expectTag(node, TAG.sequence).children.map(readRdn);
    if (this.rdns.flat().length > ATTRIBUTES_MAX)
      throw new DerFault(`a name of more than ${ATTRIBUTES_MAX} attributes`);
  }

  static fromDer(der: Uint8Array): DistinguishedName {
    return reading('incorrect_certificate', 'The name', () => new DistinguishedName(readDer(der, NAME_BYTES_MAX)));
  }

  /** For readers of structures that hold a name. Throws what the DER reader throws. */
  static fromNode(node: DerNode): DistinguishedName {
    return new DistinguishedName(node);
  }

  /** Builds a name of single-valued RDNs, in the given (encoding) order. Throws `incorrect_certificate` for an unknown type. */
  static fromAttributes(attributes: readonly { type: AttributeType; value: string }[]): DistinguishedName {
    return reading('incorrect_certificate', 'The name', () => {
      const rdns = attributes.map(({ type, value }) => {
        const oid = oidOf(type);
        return derElement(TAG.set, derSequence(derOidOf(oid), encodeText(oid, value)));
      });
      return new DistinguishedName(readDer(derSequence(...rdns), NAME_BYTES_MAX));
    });
  }

  /** The attributes RDN by RDN, most of which have one, in the order of the encoding. */
  get relativeNames(): readonly (readonly Attribute[])[] {
    return this.rdns;
  }

  /** All attributes in the order of the encoding. */
  get attributes(): readonly Attribute[] {
    return this.rdns.flat();
  }

  /**
   * The value of the most specific attribute of this type: the last one encoded. X-Road reads names in RFC 2253 order,
   * which is the reverse of the encoding, and takes the first; so must we, or the two would see two members in one name.
   */
  get(type: AttributeType): string | undefined {
    return this.all(type).at(-1);
  }

  /** All values of this type in the order of the encoding. */
  all(type: AttributeType): string[] {
    const oid = oidOf(type);
    return this.attributes.filter((attribute) => attribute.oid === oid).map((attribute) => attribute.value);
  }

  /** RFC 2253 text exactly as Java's `X500Principal.getName()` writes it, which XAdES files of X-Road hold. */
  toRfc2253(): string {
    this.rfc2253 ??= this.rdns
      .toReversed()
      .map((rdn) => rdn.map(attributeText).join('+'))
      .join(',');
    return this.rfc2253;
  }

  /** RFC 5280 §7.1: the same RDNs in the same order; letter case and runs of white space do not count. */
  equals(other: DistinguishedName): boolean {
    if (this.der.equals(other.der)) return true;
    const mine = this.canonical();
    const others = other.canonical();
    return mine.length === others.length && mine.every((rdn, index) => rdn === others[index]);
  }

  /** As `equals`, but the order of the RDNs does not count: OCSP responders are known to turn it round in their ResponderID. */
  sameAttributes(other: DistinguishedName): boolean {
    const mine = this.canonical().toSorted();
    const others = other.canonical().toSorted();
    return mine.length === others.length && mine.every((rdn, index) => rdn === others[index]);
  }

  /** Whether this name lies in the subtree of `base` (RFC 5280 §4.2.1.10): its first RDNs are those of `base`. */
  isWithin(base: DistinguishedName): boolean {
    const mine = this.canonical();
    return base.canonical().every((rdn, index) => rdn === mine[index]);
  }

  private canonical(): readonly string[] {
    this.canonicalRdns ??= this.rdns.map((rdn) =>
      rdn
        .map(({ oid, value }) => JSON.stringify([oid, canonicalValue(value)]))
        .toSorted()
        .join('+'),
    );
    return this.canonicalRdns;
  }
}

function readRdn(node: DerNode): readonly EncodedAttribute[] {
  const attributes = expectTag(node, TAG.set).children.map((child) => {
    const fields = new DerFields(child);
    const oid = derOid(fields.next());
    const value = fields.next();
    fields.end();
    return { oid, value: derText(value) ?? hexText(value), node: value };
  });
  if (attributes.length === 0) throw new DerFault('an empty RDN');
  return attributes;
}

const hexText = (node: DerNode): string => `#${node.bytes.toString('hex')}`;

function canonicalValue(value: string): string {
  return value.normalize('NFKC').toUpperCase().toLowerCase().replace(/\s+/g, ' ').trim();
}

const DOTTED = /^\d+(\.\d+)+$/;

function oidOf(type: AttributeType): string {
  const known = Object.hasOwn(OIDS, type) ? OIDS[type as keyof typeof OIDS] : undefined;
  if (known === undefined && !DOTTED.test(type)) throw new DerFault(`an unknown attribute type ${type}`);
  return known ?? type;
}

const PRINTABLE = /^[A-Za-z0-9 '()+,\-./:=?]*$/;

function encodeText(oid: string, value: string): Buffer {
  // RFC 4519 §2.4 and RFC 2985 §5.2.1 ask for IA5String there.
  if (oid === OIDS.DC || oid === OIDS.emailAddress) return derElement(TAG.ia5String, Buffer.from(value, 'latin1'));
  const tag = PRINTABLE.test(value) ? TAG.printableString : TAG.utf8String;
  return derElement(tag, Buffer.from(value, 'utf8'));
}

const STRING_TAGS: ReadonlySet<number> = new Set([
  TAG.utf8String,
  TAG.printableString,
  TAG.teletexString,
  TAG.ia5String,
  TAG.bmpString,
  TAG.universalString,
  0x1b, // GeneralString
]);

/** RFC 2253 §2.3 and §2.4, with the choices that Java makes where the RFC leaves one. */
function attributeText({ oid, node }: EncodedAttribute): string {
  const keyword = RFC2253_KEYWORDS.get(oid);
  if (keyword === undefined || !STRING_TAGS.has(node.tag)) return `${keyword ?? oid}=${hexText(node)}`;
  // Java takes the bytes of every string type for UTF-8; we need its text, not a better one.
  const escaped = node.content
    .toString('utf8')
    .replace(/[,=+<>#;"\\]/g, '\\$&')
    .replaceAll('\0', '\\00');
  const lead = /^[ \r]*/.exec(escaped)?.[0].length ?? 0;
  const trail = /[ \r]*$/.exec(escaped)?.[0].length ?? 0;
  const middle = escaped.slice(lead, Math.max(lead, escaped.length - trail));
  const edge = (text: string): string => text.replace(/[ \r]/g, '\\$&');
  return `${keyword}=${edge(escaped.slice(0, lead))}${middle}${edge(escaped.slice(lead + middle.length))}`;
}
