/**
 * A strict reader of DER (ITU-T X.690 §10): definite lengths in their shortest form, no trailing bytes, single-octet tags,
 * everything bounded. It keeps slices of the input, because signatures cover bytes as they came; and it takes some 10 µs
 * for a certificate where a general ASN.1 library takes 600, which counts where every message brings several.
 */

/** Nesting of constructed elements. */
const DEPTH_MAX = 32;
/** Elements in one structure. */
const ELEMENTS_MAX = 20_000;
/** Digits of an INTEGER: 16,384-bit moduli fit. */
const INTEGER_BYTES_MAX = 2_100;
/** Arcs of an object identifier. */
const OID_BYTES_MAX = 64;

/** Tag octets of the universal types and of context-specific ones. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visibleString: 0x1a,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Numbers of the universal types that hold others: SEQUENCE and SET. */
const CONSTRUCTED_TYPES: ReadonlySet<number> = new Set([0x10, 0x11]);

/** `[number]` with primitive content. */
export const contextPrimitive = (number: number): number => 0x80 | number;
/** `[number]` with constructed content. */
export const contextConstructed = (number: number): number => 0xa0 | number;

export interface DerNode {
  readonly tag: number;
  /** The whole element, as it came. */
  readonly bytes: Buffer;
  readonly content: Buffer;
  /** Empty for primitive elements. */
  readonly children: readonly DerNode[];
}

/** What is wrong with the bytes. Readers turn it into a DrumError with the code of what they read (`reading.ts`). */
export class DerFault extends Error {
  override readonly name = 'DerFault';
}

interface Budget {
  elements: number;
}

/** Reads exactly one element that fills `bytes`. */
export function readDer(bytes: Uint8Array, bytesMax: number): DerNode {
  if (bytes.byteLength > bytesMax) throw new DerFault(`longer than ${bytesMax} bytes`);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const node = readElement(buffer, 0, 0, { elements: ELEMENTS_MAX });
  if (node.bytes.length !== buffer.length) throw new DerFault('bytes follow the structure');
  return node;
}

function readElement(buffer: Buffer, start: number, depth: number, budget: Budget): DerNode {
  if (depth > DEPTH_MAX) throw new DerFault(`nested deeper than ${DEPTH_MAX}`);
  budget.elements -= 1;
  if (budget.elements < 0) throw new DerFault(`more than ${ELEMENTS_MAX} elements`);
  const tag = buffer[start];
  if (tag === undefined) throw new DerFault('cut short');
  if ((tag & 0x1f) === 0x1f) throw new DerFault('a tag number above 30');
  const { length, at } = readLength(buffer, start + 1);
  const end = at + length;
  if (end > buffer.length) throw new DerFault('cut short');
  const content = buffer.subarray(at, end);
  const constructed = (tag & 0x20) !== 0;
  const isUniversal = (tag & 0xc0) === 0;
  if (isUniversal && constructed !== CONSTRUCTED_TYPES.has(tag & 0x1f)) {
    throw new DerFault('a universal type in the wrong form');
  }
  return {
    tag,
    bytes: buffer.subarray(start, end),
    content,
    children: constructed ? readAll(content, depth + 1, budget) : [],
  };
}

function readAll(content: Buffer, depth: number, budget: Budget): DerNode[] {
  const nodes: DerNode[] = [];
  for (let at = 0; at < content.length;) {
    const node = readElement(content, at, depth, budget);
    nodes.push(node);
    at += node.bytes.length;
  }
  return nodes;
}

function readLength(buffer: Buffer, at: number): { length: number; at: number } {
  const first = buffer[at];
  if (first === undefined) throw new DerFault('cut short');
  if (first < 0x80) return { length: first, at: at + 1 };
  const count = first & 0x7f;
  if (count === 0) throw new DerFault('an indefinite length');
  if (count > 4) throw new DerFault('a length of more than 4 bytes');
  if (at + 1 + count > buffer.length) throw new DerFault('cut short');
  const length = buffer.readUIntBE(at + 1, count);
  if (length < 0x80 || length < 2 ** (8 * (count - 1))) throw new DerFault('a length not in its shortest form');
  return { length, at: at + 1 + count };
}

/** Walks the fields of a SEQUENCE in their order. */
export class DerFields {
  private readonly nodes: readonly DerNode[];
  private at = 0;

  constructor(node: DerNode, tag: number = TAG.sequence) {
    this.nodes = expectTag(node, tag).children;
  }

  /** The next field; a missing one, or one of another type, is a fault. */
  next(tag?: number): DerNode {
    const node = this.nodes[this.at];
    if (node === undefined) throw new DerFault('a field is missing');
    this.at += 1;
    return tag === undefined ? node : expectTag(node, tag);
  }

  /** The next field when it has this tag. */
  optional(tag: number): DerNode | undefined {
    return this.nodes[this.at]?.tag === tag ? this.next() : undefined;
  }

  end(): void {
    if (this.at !== this.nodes.length) throw new DerFault('an unexpected field');
  }
}

export function expectTag(node: DerNode, tag: number): DerNode {
  if (node.tag !== tag) throw new DerFault(`tag ${hexOf(node.tag)} where ${hexOf(tag)} was expected`);
  return node;
}

const hexOf = (tag: number): string => `0x${tag.toString(16).padStart(2, '0')}`;

/** The one element inside an EXPLICIT tag. */
export function explicit(node: DerNode): DerNode {
  const [inner, extra] = node.children;
  if (inner === undefined || extra !== undefined) throw new DerFault('not one element in an explicit tag');
  return inner;
}

export function derBoolean(node: DerNode): boolean {
  const { content } = expectTag(node, TAG.boolean);
  // X.690 §11.1
  if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) throw new DerFault('a malformed BOOLEAN');
  return content[0] === 0xff;
}

/** INTEGER or ENUMERATED, of either sign. */
export function derInteger(node: DerNode, tag: number = TAG.integer): bigint {
  const { content } = expectTag(node, tag);
  const [first, second = 0] = content;
  if (first === undefined || content.length > INTEGER_BYTES_MAX) throw new DerFault('a malformed INTEGER');
  // X.690 §8.3.2: the first nine bits are not all alike.
  if (content.length > 1 && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))) {
    throw new DerFault('an INTEGER not in its shortest form');
  }
  return BigInt.asIntN(8 * content.length, BigInt(`0x${content.toString('hex')}`));
}

/** A small non-negative INTEGER, such as a version or a path length. */
export function derSmallInteger(node: DerNode, tag: number = TAG.integer): number {
  const value = derInteger(node, tag);
  if (value < 0n || value > 0x7fffffffn) throw new DerFault('a number out of range');
  return Number(value);
}

/** Dotted decimal. */
export function derOid(node: DerNode): string {
  const { content } = expectTag(node, TAG.oid);
  if (content.length === 0 || content.length > OID_BYTES_MAX) throw new DerFault('a malformed OBJECT IDENTIFIER');
  const arcs: bigint[] = [];
  let arc = 0n;
  let open = false;
  for (const byte of content) {
    if (!open && byte === 0x80) throw new DerFault('an OBJECT IDENTIFIER not in its shortest form');
    arc = (arc << 7n) | BigInt(byte & 0x7f);
    open = byte >= 0x80;
    if (!open) {
      arcs.push(arc);
      arc = 0n;
    }
  }
  if (open) throw new DerFault('an OBJECT IDENTIFIER cut short');
  const [joint = 0n, ...rest] = arcs;
  const root = joint < 80n ? joint / 40n : 2n;
  return [root, joint - 40n * root, ...rest].join('.');
}

export const derOctets = (node: DerNode): Buffer => expectTag(node, TAG.octetString).content;

/** The bytes of a BIT STRING that holds whole bytes: a key or a signature. */
export function derBitBytes(node: DerNode): Buffer {
  const { unusedBits, bytes } = derBits(node);
  if (unusedBits !== 0) throw new DerFault('a BIT STRING that is not of whole bytes');
  return bytes;
}

export function derBits(node: DerNode): { unusedBits: number; bytes: Buffer } {
  const { content } = expectTag(node, TAG.bitString);
  const unusedBits = content[0];
  if (unusedBits === undefined || unusedBits > 7 || (unusedBits > 0 && content.length === 1)) {
    throw new DerFault('a malformed BIT STRING');
  }
  return { unusedBits, bytes: content.subarray(1) };
}
