import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Log } from '#config/log.ts';
import { drumError } from '#protocol/errors.ts';
import { digest, signatureScheme, type EcdsaForm, type SignatureAlgorithm } from '../algorithms.ts';
import type { Pkcs11Declaration } from './pkcs11/declaration.ts';
import type { CarriedKey, Pkcs11Calls, Pkcs11Method, Pkcs11State } from './pkcs11/messages.ts';
import { joinModule, type JoinedModule } from './pkcs11/modules.ts';
import { Refusal } from './pkcs11/thread.ts';
import { LABEL_CHARACTERS_MAX, type KeySpec, type RsaSignMechanism, type Token, type TokenKey } from './token.ts';

/** How often it is looked whether a token that nobody uses is there, and how soon again after a failure. */
const REFRESH_MS = 10_000;
const RETRY_MS = 5_000;

const NOT_SEEN: Pkcs11State = {
  available: false,
  reason: 'It has not been looked for yet',
  initialised: false,
  loggedIn: false,
  readOnly: true,
  pinStatus: 'OK',
};

export interface Pkcs11Options {
  readonly log: Log;
  /** Called when what `state` tells has changed. */
  readonly onChange?: (token: Pkcs11Token) => void;
  /** Shorter only in tests. */
  readonly refreshMs?: number;
  readonly retryMs?: number;
}

/**
 * The declared tokens, in their order, whether they are there or not; nobody is logged in. Throws `token_not_available` where
 * pkcs11js is not built or a module cannot be loaded.
 */
export async function openPkcs11Tokens(
  declarations: readonly Pkcs11Declaration[],
  options: Pkcs11Options,
): Promise<Pkcs11Token[]> {
  const tokens: Pkcs11Token[] = [];
  try {
    for (const declaration of declarations) tokens.push(await Pkcs11Token.open(declaration, options));
    return tokens;
  } catch (error) {
    for (const token of tokens) await token.close();
    throw error;
  }
}

/** A token of a PKCS#11 module: an HSM, a smart card. Another process may use it at the same time. */
export class Pkcs11Token implements Token {
  readonly id: string;
  readonly rsaSignMechanism: RsaSignMechanism;
  private readonly module: JoinedModule;
  private readonly options: Pkcs11Options;
  private readonly timer: NodeJS.Timeout;
  private current = NOT_SEEN;
  private isRefreshing = false;
  private closing: Promise<void> | undefined;

  private constructor(declaration: Pkcs11Declaration, module: JoinedModule, options: Pkcs11Options) {
    this.id = declaration.id;
    this.rsaSignMechanism = declaration.rsaSignMechanism;
    this.module = module;
    this.options = options;
    this.timer = setInterval(() => void this.refreshIfIdle(), options.refreshMs ?? REFRESH_MS).unref();
  }

  static async open(declaration: Pkcs11Declaration, options: Pkcs11Options): Promise<Pkcs11Token> {
    const { osLocking, ownThreads } = declaration;
    const retryMs = options.retryMs ?? RETRY_MS;
    const module = joinModule({ kind: 'pkcs11-module', module: declaration.module, osLocking, ownThreads, retryMs });
    const token = new Pkcs11Token(declaration, module, options);
    try {
      await module.ready;
      await token.call('open', declaration);
      return token;
    } catch (error) {
      await token.close();
      throw error;
    }
  }

  /** As the token is called by its maker's tool; its id, until it was seen. */
  get label(): string {
    return this.current.label ?? this.id;
  }

  get state(): Pkcs11State {
    return this.current;
  }

  get initialised(): boolean {
    return this.current.initialised;
  }

  get loggedIn(): boolean {
    return this.current.loggedIn;
  }

  /** Asks the token how it does, and looks for one that is away. */
  async refresh(): Promise<Pkcs11State> {
    await this.call('refresh', undefined);
    return this.current;
  }

  async login(pin: string): Promise<void> {
    await this.call('login', pin);
  }

  async logout(): Promise<void> {
    await this.call('logout', undefined);
  }

  close(): Promise<void> {
    clearInterval(this.timer);
    this.closing ??= this.leave();
    return this.closing;
  }

  async generateKey(spec: KeySpec, label: string): Promise<TokenKey> {
    return arrived(await this.call('generateKey', { spec, label: label.slice(0, LABEL_CHARACTERS_MAX) }));
  }

  async deleteKey(keyId: string): Promise<void> {
    await this.call('deleteKey', keyId);
  }

  async keys(): Promise<readonly TokenKey[]> {
    return (await this.call('keys', undefined)).map(arrived);
  }

  async publicKey(keyId: string): Promise<KeyObject> {
    const found = (await this.keys()).find(({ id }) => id === keyId);
    if (found === undefined)
      throw drumError('key_not_found', `The token has no key ${JSON.stringify(keyId.slice(0, 100))}`);
    return found.publicKey;
  }

  async sign(keyId: string, algorithm: SignatureAlgorithm, data: Uint8Array, form: EcdsaForm): Promise<Buffer> {
    const digested = digest(signatureScheme(algorithm).digest, data);
    return Buffer.from(await this.call('sign', { keyId, algorithm, digest: digested, form }));
  }

  private async leave(): Promise<void> {
    try {
      await this.module.thread.call(this.id, 'close', undefined);
    } catch (error) {
      // One that never opened, or whose thread has ended, has nothing to close.
      if (!(error instanceof Refusal)) throw error;
    }
    this.current = away(this.current, 'The token has been closed');
    await this.module.leave();
  }

  private async refreshIfIdle(): Promise<void> {
    if (this.isRefreshing) return;
    this.isRefreshing = true;
    try {
      await this.refresh();
    } catch (error) {
      this.options.log.warn('A token could not be asked how it does', { token: this.id, error: String(error) });
    } finally {
      this.isRefreshing = false;
    }
  }

  private async call<Method extends Pkcs11Method>(
    method: Method,
    given: Pkcs11Calls[Method]['given'],
  ): Promise<Pkcs11Calls[Method]['answer']> {
    if (this.closing !== undefined) throw drumError('token_not_available', 'The token has been closed');
    try {
      const { value, state } = await this.module.thread.call(this.id, method, given);
      this.adopt(state);
      return value;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.state !== undefined) this.adopt(error.state);
      else if (this.module.thread.hasEnded) this.adopt(away(this.current, error.message));
      throw error.error;
    }
  }

  private adopt(state: Pkcs11State): void {
    const before = this.current;
    this.current = state;
    if (JSON.stringify(before) === JSON.stringify(state)) return;
    const { log, onChange } = this.options;
    if (before.available && !state.available) {
      log.warn('A token cannot be used', { token: this.id, reason: state.reason ?? '' });
    } else if (!before.available && state.available) {
      log.info('A token can be used', { token: this.id, loggedIn: state.loggedIn });
    }
    onChange?.(this);
  }
}

const away = (state: Pkcs11State, reason: string): Pkcs11State => ({
  ...state,
  available: false,
  reason,
  loggedIn: false,
});

const arrived = ({ id, label, spec, publicKey, usable }: CarriedKey): TokenKey => ({
  id,
  label,
  spec,
  publicKey: createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' }),
  usable,
});
