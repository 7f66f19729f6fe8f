import type { KeyObject } from 'node:crypto';
import { keyTypeOf, type SignatureAlgorithm } from '#certs/algorithms.ts';

/** How the RSA keys of a token sign messages (PKCS#11's names); EC keys have one way only, CKM_ECDSA. */
export type RsaSignMechanism = 'CKM_RSA_PKCS' | 'CKM_RSA_PKCS_PSS';

/** X-Road signs messages with SHA-512 whatever the key. */
export function messageSignatureAlgorithm(key: KeyObject, rsaSignMechanism: RsaSignMechanism): SignatureAlgorithm {
  if (keyTypeOf(key) === 'ec') return 'SHA512withECDSA';
  return rsaSignMechanism === 'CKM_RSA_PKCS' ? 'SHA512withRSA' : 'SHA512withRSAandMGF1';
}
