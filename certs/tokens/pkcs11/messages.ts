import type { CarriedError } from '#protocol/errors/carried.ts';
import type { EcdsaForm, SignatureAlgorithm } from '../../algorithms.ts';
import type { KeySpec, PinStatus } from '../token.ts';
import type { Pkcs11Declaration } from './declaration.ts';

/* What a module's thread and the others say to each other. */

/** How a token does, as its module last told. */
export interface Pkcs11State {
  /** Whether it can be used; why not, otherwise. */
  readonly available: boolean;
  readonly reason?: string;
  readonly initialised: boolean;
  readonly loggedIn: boolean;
  readonly readOnly: boolean;
  readonly pinStatus: PinStatus;
  /** As the token tells them; absent until it was seen. */
  readonly label?: string;
  readonly serialNumber?: string;
}

/** A key on its way between threads. */
export interface CarriedKey {
  readonly id: string;
  readonly label: string;
  readonly spec: KeySpec;
  /** DER of SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
  readonly usable: boolean;
}

export interface SignCall {
  readonly keyId: string;
  readonly algorithm: SignatureAlgorithm;
  readonly digest: Uint8Array;
  readonly form: EcdsaForm;
}

/** What a token can be asked. */
export interface Pkcs11Calls {
  open: { readonly given: Pkcs11Declaration; readonly answer: undefined };
  close: { readonly given: undefined; readonly answer: undefined };
  refresh: { readonly given: undefined; readonly answer: undefined };
  login: { readonly given: string; readonly answer: undefined };
  logout: { readonly given: undefined; readonly answer: undefined };
  keys: { readonly given: undefined; readonly answer: readonly CarriedKey[] };
  generateKey: { readonly given: { readonly spec: KeySpec; readonly label: string }; readonly answer: CarriedKey };
  deleteKey: { readonly given: string; readonly answer: undefined };
  sign: { readonly given: SignCall; readonly answer: Uint8Array };
}

export type Pkcs11Method = keyof Pkcs11Calls;

export interface ThreadStart {
  readonly kind: 'pkcs11-module';
  readonly module: string;
  readonly osLocking: boolean;
  readonly ownThreads: boolean;
  /** Pause between attempts at a module or token that cannot be used. */
  readonly retryMs: number;
}

export interface ToThread {
  readonly call: number;
  readonly token: string;
  readonly method: Pkcs11Method;
  readonly given: unknown;
}

export type FromThread =
  | { readonly kind: 'ready' }
  | { readonly kind: 'not-opened'; readonly error: CarriedError }
  | ({ readonly kind: 'answer'; readonly call: number; readonly state: Pkcs11State } & (
      { readonly value: unknown } | { readonly error: CarriedError }
    ));
