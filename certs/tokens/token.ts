import type { KeyObject } from 'node:crypto';
import { drumError } from '#protocol/errors.ts';
import type { EcdsaForm, SignatureAlgorithm } from '../algorithms.ts';

export type KeySpec =
  | { readonly kind: 'rsa'; readonly bits: 2048 | 3072 | 4096 }
  | { readonly kind: 'ec'; readonly curve: 'P-256' | 'P-384' };

/** Of a key's name for people. */
export const LABEL_CHARACTERS_MAX = 255;

/** How the RSA keys of a token sign (PKCS#11's names); EC keys have one way only, CKM_ECDSA. */
export type RsaSignMechanism = 'CKM_RSA_PKCS' | 'CKM_RSA_PKCS_PSS';

/** How it stands with the PIN of a token, in X-Road's words. */
export type PinStatus =
  | 'OK'
  | 'NOT_INITIALIZED'
  | 'USER_PIN_INCORRECT'
  | 'USER_PIN_EXPIRED'
  | 'USER_PIN_COUNT_LOW'
  | 'USER_PIN_FINAL_TRY'
  | 'USER_PIN_LOCKED';

/** A key of a token, as everyone may see it. Certificates for it are kept by whoever uses the token. */
export interface TokenKey {
  /** Lower-case hex of the SHA-1 of the public key (DER of SubjectPublicKeyInfo). */
  readonly id: string;
  /** For people. */
  readonly label: string;
  readonly spec: KeySpec;
  readonly publicKey: KeyObject;
  /** False while nobody is logged in, and for a damaged file. */
  readonly usable: boolean;
}

/** Keeps private keys and signs with them; they never leave it. */
export interface Token {
  readonly id: string;
  readonly label: string;
  /** What whoever signs with its RSA keys is to choose; absent: as without it. */
  readonly rsaSignMechanism?: RsaSignMechanism;
  /** Whether it has a PIN yet. */
  readonly initialised: boolean;
  readonly loggedIn: boolean;
  /**
   * Throws `pin_incorrect`, `token_not_initialized`, `token_not_available`; a device may throw `token_pin_final_try`,
   * `token_pin_locked`, `login_failed` too.
   */
  login(pin: string): Promise<void>;
  logout(): Promise<void>;
  /** Ends its use by this process. */
  close(): Promise<void>;
  /** Throws `token_not_active`; a device may throw `token_readonly`, and `unsupported_sign_algorithm` for a kind of key that it has not. */
  generateKey(spec: KeySpec, label: string): Promise<TokenKey>;
  /**
   * Takes in the file of a key that this token has had under its present PIN; absent where keys are not in files. Throws
   * `token_not_active`, and `pin_incorrect` where the file is under another PIN.
   */
  adoptKey?(keyId: string, file: Uint8Array): Promise<void>;
  /** Throws `token_not_active`, `key_not_found`, `token_readonly`. */
  deleteKey(keyId: string): Promise<void>;
  /** Also without login. */
  keys(): Promise<readonly TokenKey[]>;
  /** Throws `key_not_found`. */
  publicKey(keyId: string): Promise<KeyObject>;
  /** Throws `token_not_active`, `key_not_found`, `cannot_sign`, `unsupported_sign_algorithm`. */
  sign(keyId: string, algorithm: SignatureAlgorithm, data: Uint8Array, form: EcdsaForm): Promise<Buffer>;
}

const CURVES: ReadonlyMap<string, 'P-256' | 'P-384'> = new Map([
  ['prime256v1', 'P-256'],
  ['secp384r1', 'P-384'],
]);

/** What kind of key it is. Throws `unsupported_sign_algorithm` for a kind that tokens do not keep. */
export function keySpecOf(key: KeyObject): KeySpec {
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'rsa' && (modulusLength === 2048 || modulusLength === 3072 || modulusLength === 4096)) {
    return { kind: 'rsa', bits: modulusLength };
  }
  const curve = key.asymmetricKeyType === 'ec' ? CURVES.get(namedCurve ?? '') : undefined;
  if (curve !== undefined) return { kind: 'ec', curve };
  throw drumError(
    'unsupported_sign_algorithm',
    'A token keeps RSA keys of 2048, 3072 or 4096 bits and EC keys on P-256 or P-384',
  );
}
