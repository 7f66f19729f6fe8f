import type { KeyObject } from 'node:crypto';
import { signBytesAside, type DigestName, type SignatureAlgorithm } from './algorithms.ts';
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
    sign: (algorithm, data) => signBytesAside(algorithm, pair.privateKey, data, 'der'),
  };
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
