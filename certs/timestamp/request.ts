import { digestOid, type DigestName } from '../algorithms.ts';
import { derIntegerOf, derOctetString, derOidOf, derSequence } from '../der/write.ts';

/** A digest and what made it (RFC 3161 §2.4.1). */
export interface Imprint {
  readonly digestName: DigestName;
  readonly digest: Buffer;
}

/** DER of a TimeStampReq with no certReq and no nonce, byte for byte as X-Road's message log sends it (RFC 3161 §2.4.1). */
export function timestampRequest({ digestName, digest }: Imprint): Buffer {
  const algorithm = derSequence(derOidOf(digestOid(digestName)));
  return derSequence(derIntegerOf(1n), derSequence(algorithm, derOctetString(digest)));
}
