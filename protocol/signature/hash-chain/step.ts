import { digest, digestUri, type DigestName } from '#certs/algorithms.ts';
import { derElement, derOctetString, derSequence } from '#certs/der/write.ts';
import { TAG } from '#certs/der/read.ts';
import type { Digest } from '../algorithms.ts';

/** `transforms`, which X-Road always leaves empty. */
const NO_TRANSFORMS = derSequence();
const algorithmNames = new Map<DigestName, Buffer>();

/**
 * What is hashed for a step: not the digests one after the other, but the DER of
 * `SEQUENCE OF SEQUENCE { digest OCTET STRING, algorithm UTF8String, transforms SEQUENCE {} }`, in document order.
 */
export function encodeStep(values: readonly Digest[]): Buffer {
  return derSequence(
    ...values.map(({ algorithm, value }) => derSequence(derOctetString(value), nameOf(algorithm), NO_TRANSFORMS)),
  );
}

/** The digest of a step whose values and result are all of one algorithm. */
export function stepDigest(algorithm: DigestName, values: readonly Uint8Array[]): Buffer {
  return digest(algorithm, encodeStep(values.map((value) => ({ algorithm, value }))));
}

function nameOf(algorithm: DigestName): Buffer {
  let name = algorithmNames.get(algorithm);
  if (name === undefined) {
    name = derElement(TAG.utf8String, Buffer.from(digestUri(algorithm), 'utf8'));
    algorithmNames.set(algorithm, name);
  }
  return name;
}
