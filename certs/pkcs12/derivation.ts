import { hash, pbkdf2 } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { drumError } from '#protocol/errors.ts';
import { nodeDigest, type DigestName } from '../algorithms.ts';
import { DerFault } from '../der/read.ts';

/** Iterations that a file may ask for; one that asks for more is refused before it costs anything. */
const ITERATIONS_MAX = 2_000_000;
/** Characters of a password or PIN. */
export const PASSWORD_CHARACTERS_MAX = 1_024;
/** Keys that one password object derives: a file brings three or so, a token shares two among all its files. */
const DERIVED_KEYS_MAX = 1_000;
/** Hashes after which other work gets its turn; some 20 ms. */
const HASHES_PER_TURN = 20_000;

const pbkdf2OnPool = promisify(pbkdf2);

export interface Derivation {
  readonly digest: DigestName;
  readonly salt: Uint8Array;
  readonly iterations: number;
  /** Bytes of key wanted. */
  readonly length: number;
}

/** What the derived bytes are for (RFC 7292 §B.3). */
export const PURPOSE_ID = { key: 1, iv: 2, mac: 3 } as const;

/**
 * A password and the keys derived from it, each derived once. After `forgetPassword` only keys that were derived before can
 * be had: a token keeps this object while it is open, and never the PIN.
 */
export class PasswordKeys {
  private password: string | undefined;
  private readonly derived = new Map<string, Promise<Buffer>>();

  constructor(password: string) {
    if (password.length > PASSWORD_CHARACTERS_MAX) {
      throw drumError('pin_incorrect', `A password has at most ${PASSWORD_CHARACTERS_MAX} characters`);
    }
    this.password = password;
  }

  forgetPassword(): void {
    this.password = undefined;
  }

  /** PBKDF2 (RFC 8018 §5.2), off the main thread. */
  pbkdf2(derivation: Derivation): Promise<Buffer> {
    return this.once('pbkdf2', derivation, (password) =>
      pbkdf2OnPool(
        Buffer.from(password, 'utf8'),
        derivation.salt,
        derivation.iterations,
        derivation.length,
        nodeDigest(derivation.digest),
      ),
    );
  }

  /** The derivation of RFC 7292 §B.2, which the integrity check of every PKCS#12 file and old encryptions need. */
  pkcs12(purpose: keyof typeof PURPOSE_ID, derivation: Derivation): Promise<Buffer> {
    return this.once(purpose, derivation, (password) => derivePkcs12(password, PURPOSE_ID[purpose], derivation));
  }

  private once(kind: string, derivation: Derivation, derive: (password: string) => Promise<Buffer>): Promise<Buffer> {
    const { digest, salt, iterations, length } = derivation;
    if (iterations < 1 || iterations > ITERATIONS_MAX) throw new DerFault(`${iterations} iterations`);
    const name = [kind, digest, Buffer.from(salt).toString('hex'), iterations, length].join(' ');
    const known = this.derived.get(name);
    if (known !== undefined) return known;
    if (this.password === undefined) throw drumError('token_not_active', 'The PIN is needed again');
    if (this.derived.size >= DERIVED_KEYS_MAX) throw new DerFault(`more than ${DERIVED_KEYS_MAX} salts`);
    const key = derive(this.password);
    this.derived.set(name, key);
    return key;
  }
}

/** Octets of a block of the digest. */
const blockLength = (digest: DigestName): number => (digest === 'SHA-384' || digest === 'SHA-512' ? 128 : 64);

async function derivePkcs12(password: string, id: number, derivation: Derivation): Promise<Buffer> {
  const { digest, salt, iterations, length } = derivation;
  const algorithm = nodeDigest(digest);
  const block = blockLength(digest);
  // A BMPString with its two zero octets (§B.1).
  const text = Buffer.from(`${password}\0`, 'utf16le').swap16();
  const diversifier = Buffer.alloc(block, id);
  let input: Buffer = Buffer.concat([filled(Buffer.from(salt), block), filled(text, block)]);
  const output: Buffer[] = [];
  for (let made = 0; made < length;) {
    const part = await hashedOften(algorithm, Buffer.concat([diversifier, input]), iterations);
    output.push(part);
    made += part.length;
    input = advanced(input, repeated(part, block), block);
  }
  return Buffer.concat(output).subarray(0, length);
}

async function hashedOften(algorithm: string, first: Buffer, iterations: number): Promise<Buffer> {
  let value = hash(algorithm, first, 'buffer');
  for (let done = 1; done < iterations; done += 1) {
    if (done % HASHES_PER_TURN === 0) await setImmediate();
    value = hash(algorithm, value, 'buffer');
  }
  return value;
}

/** Copies of `bytes`, cut to a whole number of blocks; nothing where there is nothing. */
const filled = (bytes: Buffer, block: number): Buffer => repeated(bytes, block * Math.ceil(bytes.length / block));

const repeated = (bytes: Buffer, length: number): Buffer => Buffer.alloc(length, bytes);

/** Each block of the input plus `addend` plus one, as numbers without the carry (§B.2, step 6C). */
function advanced(input: Buffer, addend: Buffer, block: number): Buffer {
  const next = Buffer.from(input);
  for (let start = 0; start < next.length; start += block) {
    let carry = 1;
    for (let at = block - 1; at >= 0; at -= 1) {
      carry += (next[start + at] ?? 0) + (addend[at] ?? 0);
      next[start + at] = carry & 0xff;
      carry >>= 8;
    }
  }
  return next;
}
