import { constants, verify, type KeyObject } from 'node:crypto';
import { digestNameOfOid, keyTypeOf, nodeDigest, type DigestName } from './algorithms.ts';
import {
  contextConstructed,
  DerFault,
  DerFields,
  derOid,
  derSmallInteger,
  explicit,
  readDer,
  TAG,
} from './der/read.ts';

/**
 * Digests in signatures over certificates, OCSP responses and time-stamps. SHA-1 is among them because X-Road's software
 * accepts it there (Java's default policy for certification paths) and old evidence rests on it; MD5 and MD2 are not.
 * Signatures over messages have a policy of their own: `algorithms.ts`.
 */
const STRUCTURE_DIGESTS: ReadonlySet<DigestName> = new Set(['SHA-1', 'SHA-224', 'SHA-256', 'SHA-384', 'SHA-512']);

/** Java's floor for certification paths. */
const RSA_BITS_MIN = 1024;
const RSA_BITS_MAX = 16_384;
/** Named curves of at least 224 bits. A key with curve parameters of its own is refused: they may be chosen to deceive. */
const CURVES: ReadonlySet<string> = new Set([
  'secp224r1',
  'prime256v1',
  'secp384r1',
  'secp521r1',
  'secp256k1',
  'brainpoolP256r1',
  'brainpoolP384r1',
  'brainpoolP512r1',
]);

const ALGORITHM_BYTES_MAX = 256;

interface Scheme {
  readonly kind: 'rsa' | 'pss' | 'ec';
  readonly digest: DigestName;
  readonly saltLength?: number;
}

const SCHEMES: ReadonlyMap<string, Scheme> = new Map([
  ['1.2.840.113549.1.1.5', { kind: 'rsa', digest: 'SHA-1' }],
  ['1.2.840.113549.1.1.14', { kind: 'rsa', digest: 'SHA-224' }],
  ['1.2.840.113549.1.1.11', { kind: 'rsa', digest: 'SHA-256' }],
  ['1.2.840.113549.1.1.12', { kind: 'rsa', digest: 'SHA-384' }],
  ['1.2.840.113549.1.1.13', { kind: 'rsa', digest: 'SHA-512' }],
  ['1.2.840.10045.4.1', { kind: 'ec', digest: 'SHA-1' }],
  ['1.2.840.10045.4.3.1', { kind: 'ec', digest: 'SHA-224' }],
  ['1.2.840.10045.4.3.2', { kind: 'ec', digest: 'SHA-256' }],
  ['1.2.840.10045.4.3.3', { kind: 'ec', digest: 'SHA-384' }],
  ['1.2.840.10045.4.3.4', { kind: 'ec', digest: 'SHA-512' }],
]);
const RSA_PSS = '1.2.840.113549.1.1.10';
const MGF1 = '1.2.840.113549.1.1.8';
/** CMS may name the key's algorithm alone; the digest then stands in the SignerInfo (RFC 3370 §3.2, RFC 5753 §2.1). */
const KEY_ONLY: ReadonlyMap<string, 'rsa' | 'ec'> = new Map([
  ['1.2.840.113549.1.1.1', 'rsa'],
  ['1.2.840.10045.2.1', 'ec'],
]);

export interface StructureSignature {
  /** DER of the AlgorithmIdentifier. */
  readonly algorithm: Buffer;
  readonly signedBytes: Uint8Array;
  readonly signature: Uint8Array;
  /** CMS: the signer's digestAlgorithm. */
  readonly digest?: DigestName;
}

/** Why the signature does not hold under the key, in a few words; undefined when it holds. Never throws. */
export function structureSignatureFault(signed: StructureSignature, key: KeyObject): string | undefined {
  try {
    const scheme = readScheme(signed);
    const fault = keyFault(scheme, key);
    if (fault !== undefined) return fault;
    return verify(nodeDigest(scheme.digest), signed.signedBytes, { key, ...optionsOf(scheme) }, signed.signature)
      ? undefined
      : 'the signature does not match';
  } catch (error) {
    return error instanceof DerFault ? error.message : 'the signature does not match';
  }
}

function readScheme({ algorithm, digest }: StructureSignature): Scheme {
  const fields = new DerFields(readDer(algorithm, ALGORITHM_BYTES_MAX));
  const oid = derOid(fields.next());
  const keyKind = KEY_ONLY.get(oid);
  if (keyKind !== undefined && digest !== undefined) return checkedDigest({ kind: keyKind, digest });
  const scheme = oid === RSA_PSS ? readPss(fields) : SCHEMES.get(oid);
  if (scheme === undefined) throw new DerFault(`signature algorithm ${oid} is not accepted`);
  if (digest !== undefined && digest !== scheme.digest) throw new DerFault('two digests in one signature');
  return checkedDigest(scheme);
}

function checkedDigest(scheme: Scheme): Scheme {
  if (!STRUCTURE_DIGESTS.has(scheme.digest)) throw new DerFault(`digest ${scheme.digest} is not accepted`);
  return scheme;
}

/** RSASSA-PSS-params (RFC 4055 §3.1). The mask must use the digest of the signature, which that clause recommends. */
function readPss(algorithm: DerFields): Scheme {
  const fields = new DerFields(algorithm.next());
  const hash = fields.optional(contextConstructed(0));
  const mask = fields.optional(contextConstructed(1));
  const salt = fields.optional(contextConstructed(2));
  const trailer = fields.optional(contextConstructed(3));
  fields.end();
  const digest = hash === undefined ? 'SHA-1' : digestOf(new DerFields(explicit(hash)));
  if ((mask === undefined ? 'SHA-1' : maskDigest(new DerFields(explicit(mask)))) !== digest) {
    throw new DerFault('a PSS mask with another digest');
  }
  if (trailer !== undefined && derSmallInteger(explicit(trailer)) !== 1) throw new DerFault('an unknown PSS trailer');
  return { kind: 'pss', digest, saltLength: salt === undefined ? 20 : derSmallInteger(explicit(salt)) };
}

function maskDigest(fields: DerFields): DigestName {
  if (derOid(fields.next()) !== MGF1) throw new DerFault('an unknown PSS mask');
  return digestOf(new DerFields(fields.next()));
}

/** The digest that the fields of an AlgorithmIdentifier name. */
export function digestOf(algorithm: DerFields): DigestName {
  const oid = derOid(algorithm.next());
  algorithm.optional(TAG.null);
  algorithm.end();
  const name = digestNameOfOid(oid);
  if (name === undefined) throw new DerFault(`digest ${oid} is not accepted`);
  return name;
}

function keyFault(scheme: Scheme, key: KeyObject): string | undefined {
  const type = keyTypeOf(key);
  if (scheme.kind === 'ec') {
    if (type !== 'ec') return 'the key is of another kind than the signature';
    return CURVES.has(key.asymmetricKeyDetails?.namedCurve ?? '') ? undefined : 'the curve of the key is not accepted';
  }
  if (type !== 'rsa' && !(type === 'rsa-pss' && scheme.kind === 'pss')) {
    return 'the key is of another kind than the signature';
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  return bits >= RSA_BITS_MIN && bits <= RSA_BITS_MAX ? undefined : `an RSA key of ${bits} bits is not accepted`;
}

function optionsOf({ kind, saltLength }: Scheme) {
  if (kind === 'ec') return { dsaEncoding: 'der' as const };
  if (kind === 'rsa') return { padding: constants.RSA_PKCS1_PADDING };
  return { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: saltLength ?? 0 };
}
