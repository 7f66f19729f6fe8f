import pkcs11 from 'pkcs11js';
import { DrumError, drumError, type ErrorCode } from '#protocol/errors.ts';
import type { KeySpec } from '../token.ts';
import { Connection } from './connection.ts';
import type { Pkcs11Declaration } from './declaration.ts';
import {
  destroy,
  generate,
  privateKeyIds,
  privateKeyObject,
  publicKeys,
  wantsPinEachTime,
  type PublicKeyObject,
} from './key-objects.ts';
import type { CarriedKey, Pkcs11State, SignCall } from './messages.ts';
import type { CryptokiModule } from './module.ts';
import { Gone, isKindRefused, isLost, isWriteProtected, nameOf } from './return-value.ts';
import { inForm, signatureInput } from './signing.ts';

/** Longer than any signature of the keys that tokens keep. */
const SIGNATURE_BYTES_MAX = 1_024;

interface PrivateKeyObject {
  readonly object: Buffer;
  readonly wantsPin: boolean;
}

/** What one token does, in its module's thread. What a removal has made useless is found anew, and the action done again. */
export class TokenSession {
  private readonly declaration: Pkcs11Declaration;
  private readonly library: pkcs11.PKCS11;
  private readonly connection: Connection;
  /** Of the session that is open. */
  private readonly listed = new Map<string, PublicKeyObject>();
  private readonly privateKeys = new Map<string, PrivateKeyObject>();
  /** What was listed last, for the time that the token is away. */
  private known: readonly CarriedKey[] = [];

  constructor(declaration: Pkcs11Declaration, module: CryptokiModule) {
    this.declaration = declaration;
    this.library = module.library;
    this.connection = new Connection(declaration, module, () => {
      this.listed.clear();
      this.privateKeys.clear();
    });
  }

  get state(): Pkcs11State {
    return this.connection.state;
  }

  refresh(): void {
    this.connection.refresh();
  }

  login(pin: string): void {
    this.connection.login(pin);
  }

  logout(): void {
    this.connection.logout();
  }

  close(): void {
    this.connection.close();
  }

  /** Those of the last time, unusable, while the token is away. */
  keys(): readonly CarriedKey[] {
    try {
      this.known = this.again('token_not_available', () => this.list());
    } catch (error) {
      if (!(error instanceof DrumError && error.code === 'token_not_available')) throw error;
      this.known = this.known.map((key) => ({ ...key, usable: false }));
    }
    return this.known;
  }

  generateKey(spec: KeySpec, label: string): CarriedKey {
    return this.change(() => {
      const made = this.connection.loggedIn((session) => generate(this.library, session, spec, label));
      this.listed.set(made.id, made);
      return carried(made, true);
    });
  }

  deleteKey(keyId: string): void {
    this.change(() => {
      this.connection.loggedIn((session) => {
        const key = this.find(session, keyId);
        this.listed.delete(keyId);
        this.privateKeys.delete(keyId);
        destroy(this.library, session, key);
      });
    });
  }

  sign({ keyId, algorithm, digest, form }: SignCall): Buffer {
    return this.again('cannot_sign', () =>
      this.connection.loggedIn((session) => {
        const key = this.find(session, keyId);
        const { mechanism, data } = signatureInput(key.spec, algorithm, digest);
        const { object, wantsPin } = this.privateKey(session, key);
        this.library.C_SignInit(session, mechanism, object);
        if (wantsPin) this.connection.confirm(session);
        return inForm(key.spec, this.library.C_Sign(session, data, Buffer.alloc(SIGNATURE_BYTES_MAX)), form);
      }),
    );
  }

  private list(): readonly CarriedKey[] {
    const session = this.connection.open();
    const found = publicKeys(this.library, session);
    this.requireToken();
    this.listed.clear();
    for (const key of found) this.listed.set(key.id, key);
    const usable = this.connection.isLoggedIn
      ? this.connection.loggedIn(() => privateKeyIds(this.library, session))
      : new Set<string>();
    return [...this.listed.values()].map((key) => carried(key, usable.has(key.cryptokiId.toString('hex'))));
  }

  /** One that another process has made is looked for in the token. */
  private find(session: Buffer, keyId: string): PublicKeyObject {
    if (!this.listed.has(keyId)) {
      for (const key of publicKeys(this.library, session)) this.listed.set(key.id, key);
    }
    const key = this.listed.get(keyId);
    if (key !== undefined) return key;
    this.requireToken();
    throw drumError('key_not_found', `The token has no key ${JSON.stringify(keyId.slice(0, 100))}`);
  }

  private privateKey(session: Buffer, key: PublicKeyObject): PrivateKeyObject {
    const held = this.privateKeys.get(key.id);
    if (held !== undefined) return held;
    const object = privateKeyObject(this.library, session, key);
    if (object === undefined) {
      this.requireToken();
      throw drumError('cannot_sign', `The token has no private key, or several, with the CKA_ID of key ${key.id}`);
    }
    const found = { object, wantsPin: wantsPinEachTime(this.library, session, object) };
    // A log-out takes the handle away.
    if (!this.declaration.pinPerSignature) this.privateKeys.set(key.id, found);
    return found;
  }

  /** Some modules show a token that was taken away as an empty one. */
  private requireToken(): void {
    if (!this.connection.isAlive()) throw new Gone();
  }

  /** Runs what may be done twice: once more, with a new session, where the first one turns out to be lost. */
  private again<T>(code: ErrorCode, action: () => T): T {
    try {
      return action();
    } catch (error) {
      if (!isLost(error)) throw named(code, error);
      this.connection.drop();
    }
    return this.once(code, action);
  }

  /** Runs a change, which must not be done twice: the token is looked at first. */
  private change<T>(action: () => T): T {
    this.connection.refresh();
    this.connection.openLoggedIn();
    if (this.state.readOnly) throw drumError('token_readonly', 'The token allows no change');
    return this.once('token_not_available', action);
  }

  private once<T>(code: ErrorCode, action: () => T): T {
    try {
      return action();
    } catch (error) {
      if (isLost(error)) this.connection.drop();
      throw named(code, error);
    }
  }
}

const carried = ({ id, label, spec, publicKey }: PublicKeyObject, usable: boolean): CarriedKey => ({
  id,
  label,
  spec,
  publicKey,
  usable,
});

function named(code: ErrorCode, error: unknown): unknown {
  if (error instanceof Gone) return drumError('token_not_available', 'The token cannot be used: it was taken away');
  if (!(error instanceof pkcs11.NativeError)) return error;
  const answer = `(${nameOf(error)})`;
  if (isWriteProtected(error)) return drumError('token_readonly', `The token allows no change ${answer}`, error);
  if (isKindRefused(error)) {
    return drumError('unsupported_sign_algorithm', `The token does not do this with this kind of key ${answer}`, error);
  }
  return drumError(code, `The token failed ${answer}`, error);
}
