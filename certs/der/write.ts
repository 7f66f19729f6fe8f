import { DerFault, TAG } from './read.ts';

/** One element of DER with the given tag octet around the parts. */
export function derElement(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([Buffer.from([tag]), lengthOf(length), ...parts]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

export const derSequence = (...parts: readonly Uint8Array[]): Buffer => derElement(TAG.sequence, ...parts);
export const derOctetString = (content: Uint8Array): Buffer => derElement(TAG.octetString, content);
export const DER_NULL = Buffer.from([TAG.null, 0]);

/** INTEGER in its shortest form, of either sign. */
export function derIntegerOf(value: bigint): Buffer {
  let length = 1;
  while (BigInt.asIntN(8 * length, value) !== value) length += 1;
  const hex = BigInt.asUintN(8 * length, value)
    .toString(16)
    .padStart(2 * length, '0');
  return derElement(TAG.integer, Buffer.from(hex, 'hex'));
}

/** OBJECT IDENTIFIER from dotted decimal. */
export function derOidOf(dotted: string): Buffer {
  if (!/^[012](\.\d+)+$/.test(dotted)) throw new DerFault(`no such OID: ${dotted}`);
  const [first = 0n, second = 0n, ...rest] = dotted.split('.').map(BigInt);
  if (first < 2n && second > 39n) throw new DerFault(`no such OID: ${dotted}`);
  return derElement(TAG.oid, Buffer.from([40n * first + second, ...rest].flatMap(base128)));
}

function base128(arc: bigint): number[] {
  const digits = [Number(arc & 0x7fn)];
  for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) digits.unshift(0x80 | Number(rest & 0x7fn));
  return digits;
}
