import type { KeyObject } from 'node:crypto';
import type { RsaSignMechanism } from '#certs/tokens/token.ts';
import { keyTypeOf, type SignatureAlgorithm } from '#certs/algorithms.ts';

/** X-Road signs messages with SHA-512 whatever the key. */
export function messageSignatureAlgorithm(key: KeyObject, rsaSignMechanism: RsaSignMechanism): SignatureAlgorithm {
  if (keyTypeOf(key) === 'ec') return 'SHA512withECDSA';
  return rsaSignMechanism === 'CKM_RSA_PKCS' ? 'SHA512withRSA' : 'SHA512withRSAandMGF1';
}
