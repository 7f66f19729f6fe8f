import { constants, sign, type KeyObject } from 'node:crypto';
import { drumError } from '#protocol/errors.ts';
import { nodeDigest, signatureDigest, type DigestName, type EcdsaForm, type SignatureAlgorithm } from './algorithms.ts';
import { DER_NULL, derOidOf, derSequence } from './der/write.ts';

/** A key that signs certificates, requests, responses: in memory or in a token. ECDSA signatures come in DER. */
export interface SigningKey {
  readonly publicKey: KeyObject;
  sign(algorithm: SignatureAlgorithm, data: Uint8Array): Promise<Buffer>;
}

/** A private key in memory as a signing key; `publicKey` must be its other half. */
export function signingKey(pair: { readonly privateKey: KeyObject; readonly publicKey: KeyObject }): SigningKey {
  return {
    publicKey: pair.publicKey,
    sign: (algorithm, data) => signOnPool(algorithm, pair.privateKey, data, 'der'),
  };
}

/**
 * Signs on the thread pool, so that others go on while an RSA key works (0.2–0.6 ms). Throws
 * `unsupported_sign_algorithm` for a key of another kind.
 */
export function signOnPool(
  algorithm: SignatureAlgorithm,
  key: KeyObject,
  data: Uint8Array,
  form: EcdsaForm,
): Promise<Buffer> {
  const isEc = algorithm.endsWith('ECDSA');
  if (key.asymmetricKeyType !== (isEc ? 'ec' : 'rsa')) {
    const kind = String(key.asymmetricKeyType);
    return Promise.reject(drumError('unsupported_sign_algorithm', `A key of type ${kind} cannot make ${algorithm}`));
  }
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  sign(nodeDigest(signatureDigest(algorithm)), data, { key, ...optionsOf(algorithm, form) }, (error, signature) => {
    if (error === null) resolve(signature);
    else reject(drumError('cannot_sign', 'The key could not sign', error));
  });
  return promise;
}

function optionsOf(algorithm: SignatureAlgorithm, form: EcdsaForm) {
  if (algorithm.endsWith('ECDSA')) return { dsaEncoding: form };
  if (!algorithm.endsWith('RSAandMGF1')) return { padding: constants.RSA_PKCS1_PADDING };
  // RFC 8017 §9.1: the salt is as long as the digest.
  return { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
}

/** Digests of signatures that we make over certificates, requests and responses. */
export type StructureDigest = Extract<DigestName, 'SHA-256' | 'SHA-384' | 'SHA-512'>;

const RSA_OIDS: Readonly<Record<StructureDigest, string>> = {
  'SHA-256': '1.2.840.113549.1.1.11',
  'SHA-384': '1.2.840.113549.1.1.12',
  'SHA-512': '1.2.840.113549.1.1.13',
};
const ECDSA_OIDS: Readonly<Record<StructureDigest, string>> = {
  'SHA-256': '1.2.840.10045.4.3.2',
  'SHA-384': '1.2.840.10045.4.3.3',
  'SHA-512': '1.2.840.10045.4.3.4',
};
const SUFFIXES: Readonly<Record<StructureDigest, 'SHA256' | 'SHA384' | 'SHA512'>> = {
  'SHA-256': 'SHA256',
  'SHA-384': 'SHA384',
  'SHA-512': 'SHA512',
};

/** How a structure is signed with a key of this kind: the algorithm, and its AlgorithmIdentifier in DER (RFC 4055 §5, RFC 5758 §3.2). */
export function structureAlgorithm(
  publicKey: KeyObject,
  digest: StructureDigest = 'SHA-256',
): { readonly name: SignatureAlgorithm; readonly der: Buffer } {
  // Parameters are NULL with RSA and absent with ECDSA.
  return publicKey.asymmetricKeyType === 'ec'
    ? { name: `${SUFFIXES[digest]}withECDSA`, der: derSequence(derOidOf(ECDSA_OIDS[digest])) }
    : { name: `${SUFFIXES[digest]}withRSA`, der: derSequence(derOidOf(RSA_OIDS[digest]), DER_NULL) };
}
