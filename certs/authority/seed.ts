import { createECDH, createHmac, createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from 'node:crypto';

/** Order of the group of P-256 (SEC 2 §2.4.2). */
const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
/** 64 bits more than the order, so that the remainder shows no bias (FIPS 186-5 §A.2.1). */
const SCALAR_BYTES = 40;
const COORDINATE_BYTES = 32;
const SERIAL_BYTES = 8;
const SALT = 'drum authority';

export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** Bytes that only this seed and purpose give (RFC 5869). */
const derive = (seed: string, purpose: string, length: number): Buffer =>
  Buffer.from(hkdfSync('sha256', seed, SALT, purpose, length));

/** The P-256 key of a seed and a purpose: always the same. Whoever has the seed has the key. */
export function seededKey(seed: string, purpose: string): KeyPair {
  const bytes = derive(seed, `key ${purpose}`, SCALAR_BYTES);
  const scalar = (BigInt(`0x${bytes.toString('hex')}`) % (P256_ORDER - 1n)) + 1n;
  const d = Buffer.from(scalar.toString(16).padStart(2 * COORDINATE_BYTES, '0'), 'hex');
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(d);
  const point = curve.getPublicKey();
  const privateKey = createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      d: d.toString('base64url'),
      x: point.subarray(1, 1 + COORDINATE_BYTES).toString('base64url'),
      y: point.subarray(1 + COORDINATE_BYTES).toString('base64url'),
    },
  });
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

/** The serial number of the certificate that was issued as number `index`: positive, eight bytes, not to be guessed. */
export function seededSerial(seed: string, index: number): bigint {
  const bytes = createHmac('sha256', derive(seed, 'serials', COORDINATE_BYTES))
    .update(String(index))
    .digest();
  // The highest bits are 01: positive, and of one length.
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return BigInt(`0x${bytes.subarray(0, SERIAL_BYTES).toString('hex')}`);
}

/** Tells one seed from another without telling the seed. */
export const seedFingerprint = (seed: string): string => derive(seed, 'fingerprint', COORDINATE_BYTES).toString('hex');
