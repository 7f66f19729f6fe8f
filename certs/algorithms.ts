import { constants, createHash, hash, sign, verify, type KeyObject } from 'node:crypto';
import { drumError } from '#protocol/errors.ts';

/** Digest names as X-Road writes them in HTTP headers and parameters. */
export type DigestName = 'SHA-1' | 'SHA-224' | 'SHA-256' | 'SHA-384' | 'SHA-512';

const DIGESTS: readonly { name: DigestName; uri: string; node: string; oid: string }[] = [
  { name: 'SHA-1', uri: 'http://www.w3.org/2000/09/xmldsig#sha1', node: 'sha1', oid: '1.3.14.3.2.26' },
  {
    name: 'SHA-224',
    uri: 'http://www.w3.org/2001/04/xmldsig-more#sha224',
    node: 'sha224',
    oid: '2.16.840.1.101.3.4.2.4',
  },
  {
    name: 'SHA-256',
    uri: 'http://www.w3.org/2001/04/xmlenc#sha256',
    node: 'sha256',
    oid: '2.16.840.1.101.3.4.2.1',
  },
  {
    name: 'SHA-384',
    uri: 'http://www.w3.org/2001/04/xmldsig-more#sha384',
    node: 'sha384',
    oid: '2.16.840.1.101.3.4.2.2',
  },
  {
    name: 'SHA-512',
    uri: 'http://www.w3.org/2001/04/xmlenc#sha512',
    node: 'sha512',
    oid: '2.16.840.1.101.3.4.2.3',
  },
];

const digestByName = new Map(DIGESTS.map((digest) => [digest.name, digest]));
const digestByUri = new Map(DIGESTS.map((digest) => [digest.uri, digest.name]));
const digestByOid = new Map(DIGESTS.map((digest) => [digest.oid, digest.name]));

function digestOf(name: DigestName) {
  const digest = digestByName.get(name);
  if (digest === undefined) throw new TypeError(`Unknown digest ${name}`);
  return digest;
}

/** The name for a digest URI (XMLDSIG, XMLENC); undefined for one that we do not know. */
export const digestNameOfUri = (uri: string): DigestName | undefined => digestByUri.get(uri);
export const digestNameOfOid = (oid: string): DigestName | undefined => digestByOid.get(oid);
export const digestUri = (name: DigestName): string => digestOf(name).uri;
export const digestOid = (name: DigestName): string => digestOf(name).oid;
/** The name that node:crypto has for a digest. */
export const nodeDigest = (name: DigestName): string => digestOf(name).node;

export function isDigestName(text: string): text is DigestName {
  return DIGESTS.some((digest) => digest.name === text);
}

export function digest(name: DigestName, ...parts: readonly Uint8Array[]): Buffer {
  const algorithm = digestOf(name).node;
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return hash(algorithm, only, 'buffer');
  const hashed = createHash(algorithm);
  for (const part of parts) hashed.update(part);
  return hashed.digest();
}

/** Signature algorithm names as X-Road writes them (they are Java's). */
export type SignatureAlgorithm =
  | `SHA${'224' | '256' | '384' | '512'}withRSA`
  | `SHA${'256' | '384' | '512'}withRSAandMGF1`
  | `SHA${'224' | '256' | '384' | '512'}withECDSA`;

export interface SignatureScheme {
  readonly uri: string;
  readonly digest: DigestName;
  readonly kind: 'rsa' | 'pss' | 'ec';
}

const MORE = 'http://www.w3.org/2001/04/xmldsig-more#';
const SCHEMES = new Map<SignatureAlgorithm, SignatureScheme>();
for (const bits of ['224', '256', '384', '512'] as const) {
  const name: DigestName = `SHA-${bits}`;
  SCHEMES.set(`SHA${bits}withRSA`, { uri: `${MORE}rsa-sha${bits}`, digest: name, kind: 'rsa' });
  SCHEMES.set(`SHA${bits}withECDSA`, { uri: `${MORE}ecdsa-sha${bits}`, digest: name, kind: 'ec' });
  if (bits !== '224') {
    SCHEMES.set(`SHA${bits}withRSAandMGF1`, {
      uri: `http://www.w3.org/2007/05/xmldsig-more#sha${bits}-rsa-MGF1`,
      digest: name,
      kind: 'pss',
    });
  }
}
const schemeByUri = new Map([...SCHEMES].map(([name, scheme]) => [scheme.uri, name]));

/** What an algorithm is made of. Throws `unsupported_sign_algorithm`. */
export function signatureScheme(name: SignatureAlgorithm): SignatureScheme {
  const scheme = SCHEMES.get(name);
  if (scheme === undefined)
    throw drumError('unsupported_sign_algorithm', `Signature algorithm ${name} is not supported`);
  return scheme;
}

export const signatureAlgorithmOfUri = (uri: string): SignatureAlgorithm | undefined => schemeByUri.get(uri);
export const signatureUri = (name: SignatureAlgorithm): string => signatureScheme(name).uri;

export const isSignatureAlgorithm = (name: string): name is SignatureAlgorithm =>
  SCHEMES.has(name as SignatureAlgorithm);

/** How an ECDSA signature is written: `der` in X.509, CMS and configuration; `ieee-p1363` (r||s) in XML signatures. */
export type EcdsaForm = 'der' | 'ieee-p1363';

export function signBytes(algorithm: SignatureAlgorithm, key: KeyObject, data: Uint8Array, form: EcdsaForm): Buffer {
  const scheme = signatureScheme(algorithm);
  if (!keyFits(scheme, key)) {
    throw drumError('unsupported_sign_algorithm', `A key of type ${String(keyTypeOf(key))} cannot make ${algorithm}`);
  }
  return sign(nodeDigest(scheme.digest), data, { key, ...keyOptions(scheme, form) });
}

/**
 * Signs without holding up others: with an elliptic curve at once, which takes as long as handing it over; with RSA (0.2 to
 * 2 ms) on the thread pool. Rejects with `unsupported_sign_algorithm` for a key of another kind, `cannot_sign`.
 */
export async function signBytesAside(
  algorithm: SignatureAlgorithm,
  key: KeyObject,
  data: Uint8Array,
  form: EcdsaForm,
): Promise<Buffer> {
  const scheme = signatureScheme(algorithm);
  if (scheme.kind === 'ec' || !keyFits(scheme, key)) return signBytes(algorithm, key, data, form);
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  sign(nodeDigest(scheme.digest), data, { key, ...keyOptions(scheme, form) }, (error, signature) => {
    if (error === null) resolve(signature);
    else reject(drumError('cannot_sign', 'The key could not sign', error));
  });
  return promise;
}

/** Whether the signature holds. A key of the wrong kind or an unreadable signature does not hold; it never throws. */
export function verifyBytes(
  algorithm: SignatureAlgorithm,
  key: KeyObject,
  data: Uint8Array,
  signature: Uint8Array,
  form: EcdsaForm,
): boolean {
  const scheme = SCHEMES.get(algorithm);
  if (scheme === undefined || !keyFits(scheme, key)) return false;
  try {
    return verify(nodeDigest(scheme.digest), data, { key, ...keyOptions(scheme, form) }, signature);
  } catch {
    return false;
  }
}

function keyFits(scheme: SignatureScheme, key: KeyObject): boolean {
  const type = keyTypeOf(key);
  if (scheme.kind === 'ec') return type === 'ec';
  return type === 'rsa' || (scheme.kind === 'pss' && type === 'rsa-pss');
}

type KeyType = KeyObject['asymmetricKeyType'];
const keyTypes = new WeakMap<KeyObject, KeyType>();

/** The key's type, asked for once: Node.js takes tens of microseconds for it, as long as for a signature. */
export function keyTypeOf(key: KeyObject): KeyType {
  let type = keyTypes.get(key);
  if (type === undefined) {
    type = key.asymmetricKeyType;
    keyTypes.set(key, type);
  }
  return type;
}

function keyOptions(scheme: SignatureScheme, form: EcdsaForm) {
  if (scheme.kind === 'ec') return { dsaEncoding: form };
  if (scheme.kind === 'rsa') return { padding: constants.RSA_PKCS1_PADDING };
  // RFC 8017 §9.1 and RFC 6931 §2.3.10: MGF1 with the same digest, the salt as long as the digest.
  return { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
}
