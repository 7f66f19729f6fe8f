import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { DigestName } from '../algorithms.ts';
import { DerFault, DerFields, derOctets, derOid, derSmallInteger, TAG, type DerNode } from '../der/read.ts';
import { DER_NULL, derIntegerOf, derOctetString, derOidOf, derSequence } from '../der/write.ts';
import type { PasswordKeys } from './derivation.ts';
import { decryptRc2 } from './rc2.ts';

const PBES2 = '1.2.840.113549.1.5.13';
const PBKDF2 = '1.2.840.113549.1.5.12';
const HMAC_SHA256 = '1.2.840.113549.2.9';
const AES_256_CBC = '2.16.840.1.101.3.4.1.42';
const AES_BLOCK_BYTES = 16;
const AES_256_KEY_BYTES = 32;

/** Pseudo-random functions of PBKDF2 (RFC 8018 §B.1). */
const PRFS: ReadonlyMap<string, DigestName> = new Map([
  ['1.2.840.113549.2.7', 'SHA-1'],
  ['1.2.840.113549.2.8', 'SHA-224'],
  [HMAC_SHA256, 'SHA-256'],
  ['1.2.840.113549.2.10', 'SHA-384'],
  ['1.2.840.113549.2.11', 'SHA-512'],
]);

/** Encryption schemes of PBES2 (RFC 8018 §B.2). */
const SCHEMES: ReadonlyMap<string, { cipher: string; keyBytes: number }> = new Map([
  ['1.2.840.113549.3.7', { cipher: 'des-ede3-cbc', keyBytes: 24 }],
  ['2.16.840.1.101.3.4.1.2', { cipher: 'aes-128-cbc', keyBytes: 16 }],
  ['2.16.840.1.101.3.4.1.22', { cipher: 'aes-192-cbc', keyBytes: 24 }],
  [AES_256_CBC, { cipher: 'aes-256-cbc', keyBytes: AES_256_KEY_BYTES }],
]);

/** Encryptions of RFC 7292 §C, as older software writes them; read, never written. */
const OLD_SCHEMES: ReadonlyMap<string, { cipher: 'des-ede3-cbc' | 'des-ede-cbc' | 'rc2'; keyBytes: number }> = new Map([
  ['1.2.840.113549.1.12.1.3', { cipher: 'des-ede3-cbc', keyBytes: 24 }],
  ['1.2.840.113549.1.12.1.4', { cipher: 'des-ede-cbc', keyBytes: 16 }],
  ['1.2.840.113549.1.12.1.5', { cipher: 'rc2', keyBytes: 16 }],
  ['1.2.840.113549.1.12.1.6', { cipher: 'rc2', keyBytes: 5 }],
]);
const OLD_IV_BYTES = 8;

export interface Encrypted {
  /** DER of the AlgorithmIdentifier. */
  readonly algorithm: Buffer;
  readonly data: Buffer;
}

export interface Pbkdf2Cost {
  readonly salt: Buffer;
  readonly iterations: number;
}

export const encryptionKey = (keys: PasswordKeys, { salt, iterations }: Pbkdf2Cost): Promise<Buffer> =>
  keys.pbkdf2({ digest: 'SHA-256', salt, iterations, length: AES_256_KEY_BYTES });

/** PBES2 with PBKDF2-HMAC-SHA-256 and AES-256-CBC (RFC 8018 §6.2): what OpenSSL, Java and X-Road read. */
export async function encrypt(keys: PasswordKeys, cost: Pbkdf2Cost, plain: Uint8Array): Promise<Encrypted> {
  const { salt, iterations } = cost;
  const key = await encryptionKey(keys, cost);
  const iv = randomBytes(AES_BLOCK_BYTES);
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  const prf = derSequence(derOidOf(HMAC_SHA256), DER_NULL);
  const kdf = derSequence(derOctetString(salt), derIntegerOf(BigInt(iterations)), prf);
  const scheme = derSequence(derOidOf(AES_256_CBC), derOctetString(iv));
  return {
    algorithm: derSequence(derOidOf(PBES2), derSequence(derSequence(derOidOf(PBKDF2), kdf), scheme)),
    data: Buffer.concat([cipher.update(plain), cipher.final()]),
  };
}

/** Decrypts what the AlgorithmIdentifier says was encrypted. Throws what the DER reader throws. */
export async function decrypt(keys: PasswordKeys, algorithm: DerNode, data: Buffer): Promise<Buffer> {
  const fields = new DerFields(algorithm);
  const oid = derOid(fields.next());
  const parameters = new DerFields(fields.next());
  fields.end();
  if (oid === PBES2) return decryptPbes2(keys, parameters, data);
  const old = OLD_SCHEMES.get(oid);
  if (old === undefined) throw new DerFault(`encryption ${oid} is not known`);
  const derivation = {
    digest: 'SHA-1',
    salt: derOctets(parameters.next()),
    iterations: derSmallInteger(parameters.next()),
  } as const;
  parameters.end();
  const key = await keys.pkcs12('key', { ...derivation, length: old.keyBytes });
  const iv = await keys.pkcs12('iv', { ...derivation, length: OLD_IV_BYTES });
  return old.cipher === 'rc2' ? decryptRc2(key, iv, data) : decryptWith(old.cipher, key, iv, data);
}

async function decryptPbes2(keys: PasswordKeys, parameters: DerFields, data: Buffer): Promise<Buffer> {
  const derivation = new DerFields(parameters.next());
  const encryption = new DerFields(parameters.next());
  parameters.end();
  if (derOid(derivation.next()) !== PBKDF2) throw new DerFault('a key derivation other than PBKDF2');
  const kdf = new DerFields(derivation.next());
  const salt = derOctets(kdf.next());
  const iterations = derSmallInteger(kdf.next());
  const keyBytes = kdf.optional(TAG.integer);
  const prf = kdf.optional(TAG.sequence);
  kdf.end();
  const scheme = SCHEMES.get(derOid(encryption.next()));
  if (scheme === undefined) throw new DerFault('an unknown cipher');
  const iv = derOctets(encryption.next());
  if (keyBytes !== undefined && derSmallInteger(keyBytes) !== scheme.keyBytes) throw new DerFault('a wrong key length');
  const digest = prf === undefined ? 'SHA-1' : PRFS.get(derOid(new DerFields(prf).next()));
  if (digest === undefined) throw new DerFault('an unknown pseudo-random function');
  const key = await keys.pbkdf2({ digest, salt, iterations, length: scheme.keyBytes });
  return decryptWith(scheme.cipher, key, iv, data);
}

function decryptWith(name: string, key: Buffer, iv: Buffer, data: Buffer): Buffer {
  const decipher = createDecipheriv(name, key, iv);
  return Buffer.concat([decipher.update(data), decipher.final()]);
}
