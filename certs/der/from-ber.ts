import { DerFault, TAG } from './read.ts';
import { derElement } from './write.ts';

const DEPTH_MAX = 32;
const ELEMENTS_MAX = 20_000;
const CONSTRUCTED = 0x20;

interface Budget {
  elements: number;
}

/**
 * The DER of a BER structure (X.690 §8): definite lengths in their shortest form, and OCTET STRINGs in one piece. Contents
 * of primitive types and orders within sets stay as they are. Time-stamping authorities built on common Java libraries
 * answer in BER, and X-Road's software takes it and stores DER.
 */
export function derFromBer(bytes: Uint8Array, bytesMax: number): Buffer {
  if (bytes.byteLength > bytesMax) throw new DerFault(`longer than ${bytesMax} bytes`);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { der, end } = convert(buffer, 0, 0, { elements: ELEMENTS_MAX });
  if (end !== buffer.length) throw new DerFault('bytes follow the structure');
  return der;
}

interface Converted {
  readonly der: Buffer;
  readonly end: number;
}

function convert(buffer: Buffer, start: number, depth: number, budget: Budget): Converted {
  if (depth > DEPTH_MAX) throw new DerFault(`nested deeper than ${DEPTH_MAX}`);
  budget.elements -= 1;
  if (budget.elements < 0) throw new DerFault(`more than ${ELEMENTS_MAX} elements`);
  const tag = buffer[start];
  if (tag === undefined) throw new DerFault('cut short');
  if ((tag & 0x1f) === 0x1f) throw new DerFault('a tag number above 30');
  const { length, at } = readLength(buffer, start + 1);
  if ((tag & CONSTRUCTED) === 0) {
    if (length === undefined) throw new DerFault('a primitive type of indefinite length');
    return { der: derElement(tag, within(buffer, at, at + length)), end: at + length };
  }
  const { parts, end } = convertAll(buffer, at, length, depth, budget);
  return { der: tag === (TAG.octetString | CONSTRUCTED) ? joined(parts) : derElement(tag, ...parts), end };
}

function convertAll(buffer: Buffer, start: number, length: number | undefined, depth: number, budget: Budget) {
  const content =
    length === undefined ? buffer : buffer.subarray(0, start + within(buffer, start, start + length).length);
  const parts: Buffer[] = [];
  let at = start;
  while (length === undefined ? !isEndOfContents(buffer, at) : at < content.length) {
    const { der, end } = convert(content, at, depth + 1, budget);
    parts.push(der);
    at = end;
  }
  return { parts, end: length === undefined ? at + 2 : at };
}

function isEndOfContents(buffer: Buffer, at: number): boolean {
  if (at + 2 > buffer.length) throw new DerFault('cut short');
  return buffer[at] === 0 && buffer[at + 1] === 0;
}

/** The segments of a constructed OCTET STRING, each already DER, in one piece. */
function joined(segments: readonly Buffer[]): Buffer {
  const contents = segments.map((segment) => {
    if (segment[0] !== TAG.octetString) throw new DerFault('a malformed OCTET STRING');
    const first = segment[1] ?? 0;
    return segment.subarray(first < 0x80 ? 2 : 2 + (first & 0x7f));
  });
  return derElement(TAG.octetString, ...contents);
}

function within(buffer: Buffer, start: number, end: number): Buffer {
  if (end > buffer.length) throw new DerFault('cut short');
  return buffer.subarray(start, end);
}

/** `length` is undefined for the indefinite form. */
function readLength(buffer: Buffer, at: number): { length: number | undefined; at: number } {
  const first = buffer[at];
  if (first === undefined) throw new DerFault('cut short');
  if (first < 0x80) return { length: first, at: at + 1 };
  const count = first & 0x7f;
  if (count === 0) return { length: undefined, at: at + 1 };
  if (count > 4) throw new DerFault('a length of more than 4 bytes');
  return { length: within(buffer, at + 1, at + 1 + count).readUIntBE(0, count), at: at + 1 + count };
}
