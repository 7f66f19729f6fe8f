import { DerFault, TAG } from './read.ts';
import { derElement } from './write.ts';

/** BIT STRING of whole bytes: a key or a signature. */
export const derBitStringOf = (bytes: Uint8Array): Buffer => derElement(TAG.bitString, Buffer.from([0]), bytes);
export const derBooleanOf = (value: boolean): Buffer => derElement(TAG.boolean, Buffer.from([value ? 0xff : 0]));
export const derEnumeratedOf = (value: number): Buffer => derElement(TAG.enumerated, Buffer.from([value]));
export const derUtf8Of = (text: string): Buffer => derElement(TAG.utf8String, Buffer.from(text, 'utf8'));

/** BIT STRING with named bits: trailing zero bits are left out (X.690 §11.2.2). */
export function derNamedBitsOf(bits: readonly number[]): Buffer {
  const highest = Math.max(-1, ...bits);
  const bytes = Buffer.alloc(Math.floor(highest / 8) + 1);
  for (const bit of bits) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  const unused = bytes.length === 0 ? 0 : 7 - (highest % 8);
  return derElement(TAG.bitString, Buffer.from([unused]), bytes);
}

/** BMPString, as the attributes of PKCS#12 have it. */
export const derBmpOf = (text: string): Buffer => derElement(TAG.bmpString, Buffer.from(text, 'utf16le').swap16());

/** GeneralizedTime in UTC, to the second (X.690 §11.7; RFC 6960 and RFC 3161 take no less). */
export const derGeneralizedTimeOf = (at: Date): Buffer =>
  derElement(TAG.generalizedTime, Buffer.from(`${digitsOf(at)}Z`, 'latin1'));

/** The Time of a certificate's validity: UTCTime through 2049, GeneralizedTime after (RFC 5280 §4.1.2.5). */
export function derValidityTimeOf(at: Date): Buffer {
  const year = at.getUTCFullYear();
  if (year >= 2050) return derGeneralizedTimeOf(at);
  if (year < 1950) throw new DerFault('a validity before 1950');
  return derElement(TAG.utcTime, Buffer.from(`${digitsOf(at).slice(2)}Z`, 'latin1'));
}

/** YYYYMMDDhhmmss */
const digitsOf = (at: Date): string => at.toISOString().slice(0, 19).replace(/\D/g, '');
