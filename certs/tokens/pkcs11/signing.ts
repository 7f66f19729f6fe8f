import pkcs11 from 'pkcs11js';
import { drumError } from '#protocol/errors.ts';
import {
  digestOid,
  signatureScheme,
  type DigestName,
  type EcdsaForm,
  type SignatureAlgorithm,
} from '../../algorithms.ts';
import { DER_NULL, derIntegerOf, derOctetString, derOidOf, derSequence } from '../../der/write.ts';
import type { KeySpec } from '../token.ts';
import { orderBytes } from './key-objects.ts';

/** What a token is asked to sign, and how. */
export interface SignatureInput {
  readonly mechanism: pkcs11.Mechanism;
  readonly data: Buffer;
}

const PSS_PARAMETERS: Partial<Record<DigestName, pkcs11.RsaPSS>> = {
  'SHA-256': pss(pkcs11.CKM_SHA256, pkcs11.CKG_MGF1_SHA256, 32),
  'SHA-384': pss(pkcs11.CKM_SHA384, pkcs11.CKG_MGF1_SHA384, 48),
  'SHA-512': pss(pkcs11.CKM_SHA512, pkcs11.CKG_MGF1_SHA512, 64),
};

function pss(hashAlg: number, mgf: number, saltLen: number): pkcs11.RsaPSS {
  return { type: pkcs11.CK_PARAMS_RSA_PSS, hashAlg, mgf, saltLen };
}

/** Throws `unsupported_sign_algorithm` for an algorithm that the key cannot make. */
export function signatureInput(spec: KeySpec, algorithm: SignatureAlgorithm, digest: Uint8Array): SignatureInput {
  const scheme = signatureScheme(algorithm);
  if ((scheme.kind === 'ec') !== (spec.kind === 'ec')) {
    throw drumError('unsupported_sign_algorithm', `A key of type ${spec.kind} cannot make ${algorithm}`);
  }
  if (spec.kind === 'ec') {
    // FIPS 186-5 §6.4.1: the leftmost bits, as many as the order has. Some tokens take no longer digest.
    return {
      mechanism: { mechanism: pkcs11.CKM_ECDSA },
      data: Buffer.from(digest.subarray(0, orderBytes(spec.curve))),
    };
  }
  if (scheme.kind === 'pss') {
    const parameter = PSS_PARAMETERS[scheme.digest];
    if (parameter === undefined) throw drumError('unsupported_sign_algorithm', `A token cannot make ${algorithm}`);
    return { mechanism: { mechanism: pkcs11.CKM_RSA_PKCS_PSS, parameter }, data: Buffer.from(digest) };
  }
  // RFC 8017 §9.2: the token adds the padding, and the DigestInfo is the caller's.
  const digestInfo = derSequence(derSequence(derOidOf(digestOid(scheme.digest)), DER_NULL), derOctetString(digest));
  return { mechanism: { mechanism: pkcs11.CKM_RSA_PKCS }, data: digestInfo };
}

/** Tokens write ECDSA signatures as r and s, each as long as the order. */
export function inForm(spec: KeySpec, signature: Buffer, form: EcdsaForm): Buffer {
  if (spec.kind === 'rsa' || form === 'ieee-p1363') return signature;
  const half = signature.length / 2;
  const numberOf = (bytes: Buffer) => derIntegerOf(BigInt(`0x${bytes.toString('hex')}`));
  return derSequence(numberOf(signature.subarray(0, half)), numberOf(signature.subarray(half)));
}
