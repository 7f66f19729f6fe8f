import { timingSafeEqual } from 'node:crypto';
import pkcs11 from 'pkcs11js';
import { asDrumError, drumError, type DrumError } from '#protocol/errors.ts';
import type { PinStatus } from '../token.ts';
import type { Pkcs11Declaration } from './declaration.ts';
import type { Pkcs11State } from './messages.ts';
import type { CryptokiModule, HandleHolder } from './module.ts';
import { isLost, isPinWrong, isValue, isWriteProtected, nameOf, regardless } from './return-value.ts';
import { findSlot, type FoundSlot } from './slot.ts';

/** States of a session in which nobody is logged in (CKS_RO_PUBLIC_SESSION, CKS_RW_PUBLIC_SESSION). */
const PUBLIC_SESSIONS: readonly number[] = [0, 2];

interface Session extends FoundSlot {
  readonly handle: Buffer;
}

/**
 * The one session with a token, found and opened when it is needed. It keeps the PIN in this thread's memory while somebody is
 * logged in: a token that comes back is logged in to by itself, but never with a PIN that might lock it.
 */
export class Connection implements HandleHolder {
  private readonly declaration: Pkcs11Declaration;
  private readonly module: CryptokiModule;
  private readonly onLost: () => void;
  private session: Session | undefined;
  private seen: pkcs11.TokenInfo | undefined;
  private pin: string | undefined;
  private refusedPin: PinStatus | undefined;
  private failure: DrumError | undefined;
  private failedAt = -Infinity;

  constructor(declaration: Pkcs11Declaration, module: CryptokiModule, onLost: () => void) {
    this.declaration = declaration;
    this.module = module;
    this.onLost = onLost;
    module.add(this);
  }

  get state(): Pkcs11State {
    const { seen, session, declaration } = this;
    const has = (flag: number) => seen !== undefined && (seen.flags & flag) !== 0;
    const initialised = has(pkcs11.CKF_TOKEN_INITIALIZED) && has(pkcs11.CKF_USER_PIN_INITIALIZED);
    return {
      available: session !== undefined,
      ...(session === undefined ? { reason: this.failure?.message ?? 'It has not been looked for yet' } : {}),
      initialised,
      loggedIn: session !== undefined && this.pin !== undefined,
      readOnly: declaration.readOnly || has(pkcs11.CKF_WRITE_PROTECTED),
      pinStatus: this.pinStatus(initialised),
      ...(seen === undefined ? {} : { label: seen.label.trimEnd(), serialNumber: seen.serialNumber.trimEnd() }),
    };
  }

  private pinStatus(initialised: boolean): PinStatus {
    if (this.seen === undefined) return 'OK';
    const { flags } = this.seen;
    if (!initialised) return 'NOT_INITIALIZED';
    if ((flags & pkcs11.CKF_USER_PIN_LOCKED) !== 0) return 'USER_PIN_LOCKED';
    if ((flags & pkcs11.CKF_USER_PIN_FINAL_TRY) !== 0) return 'USER_PIN_FINAL_TRY';
    if ((flags & pkcs11.CKF_USER_PIN_COUNT_LOW) !== 0) return 'USER_PIN_COUNT_LOW';
    return this.refusedPin ?? 'OK';
  }

  isAlive(): boolean {
    if (this.session === undefined) return false;
    try {
      const { slot, handle, info } = this.session;
      const { library } = this.module;
      this.seen = library.C_GetTokenInfo(slot);
      if (this.seen.serialNumber !== info.serialNumber) return false;
      const { state } = library.C_GetSessionInfo(handle);
      const shouldBeLoggedIn = this.pin !== undefined && !this.declaration.pinPerSignature;
      return !shouldBeLoggedIn || !PUBLIC_SESSIONS.includes(state);
    } catch (error) {
      if (!(error instanceof pkcs11.NativeError)) throw error;
      this.failure = unusable(`the module answered ${nameOf(error)}`, error);
      return false;
    }
  }

  forgetHandles(): void {
    this.session = undefined;
    this.onLost();
  }

  /** Ends a session that is of no use. */
  drop(): void {
    const { session } = this;
    this.forgetHandles();
    if (session === undefined) return;
    this.end(session.handle);
  }

  /** Looks whether the token does, and for one that is away. */
  refresh(): void {
    if (this.session !== undefined && !this.isAlive()) this.drop();
    try {
      this.open();
    } catch (error) {
      if (asDrumError(error).code !== 'token_not_available') throw error;
    }
  }

  /** The session. Throws `token_not_available`; not too often after the last failure does it look again. */
  open(): Buffer {
    if (this.session !== undefined) return this.session.handle;
    if (this.failure !== undefined && performance.now() - this.failedAt < this.module.retryMs) throw this.failure;
    try {
      this.module.initialise();
      this.session = this.attempt() ?? (this.module.startAnew(this) ? this.attempt() : undefined);
      if (this.session === undefined) throw (this.failure ??= unusable('it is not there'));
      this.failure = undefined;
      return this.session.handle;
    } catch (error) {
      this.failure = asDrumError(error);
      this.failedAt = performance.now();
      throw this.failure;
    }
  }

  /** Whether a user is logged in. Throws `token_not_available`, `token_not_initialized`, `token_not_active`. */
  openLoggedIn(): Buffer {
    const session = this.open();
    if (!this.state.initialised) throw drumError('token_not_initialized', 'The token has no PIN yet');
    if (this.pin === undefined) throw drumError('token_not_active', 'Nobody is logged in to the token');
    return session;
  }

  get isLoggedIn(): boolean {
    return this.session !== undefined && this.pin !== undefined;
  }

  /** Throws `pin_incorrect`, `token_pin_final_try`, `token_pin_locked`, `token_not_initialized`, `token_not_available`, `login_failed`. */
  login(pin: string): void {
    const session = this.lookedAt();
    if (!this.state.initialised) throw drumError('token_not_initialized', 'The token has no PIN yet');
    if (this.state.pinStatus === 'USER_PIN_LOCKED') throw locked('The token has locked its PIN');
    if (this.pin !== undefined) {
      // Asking the token would take a log-out, and one of its tries.
      if (!sameText(this.pin, pin)) throw drumError('pin_incorrect', 'The PIN is wrong');
      return;
    }
    try {
      this.giveTo(session, pin);
    } catch (error) {
      throw this.loginRefusal(error);
    }
    if (this.declaration.pinPerSignature) this.takeBack(session);
    this.pin = pin;
    this.refusedPin = undefined;
    this.lookedAt();
  }

  logout(): void {
    const wasLoggedIn = this.isLoggedIn && !this.declaration.pinPerSignature;
    this.pin = undefined;
    this.onLost();
    if (wasLoggedIn && this.session !== undefined) this.takeBack(this.session.handle);
  }

  /** Runs what needs a logged-in session; the PIN is given anew for it where the declaration says so. */
  loggedIn<T>(action: (session: Buffer) => T): T {
    const session = this.openLoggedIn();
    if (!this.declaration.pinPerSignature) return action(session);
    this.authenticate(session, pkcs11.CKU_USER);
    try {
      return action(session);
    } finally {
      this.takeBack(session);
    }
  }

  /** For a key that wants the PIN at each use (CKA_ALWAYS_AUTHENTICATE). */
  confirm(session: Buffer): void {
    this.authenticate(session, pkcs11.CKU_CONTEXT_SPECIFIC);
  }

  close(): void {
    this.logout();
    this.drop();
    this.module.remove(this);
  }

  /** The session, with what the token tells of itself now. */
  private lookedAt(): Buffer {
    if (this.session !== undefined && !this.isAlive()) this.drop();
    return this.open();
  }

  private attempt(): Session | undefined {
    try {
      const found = findSlot(this.module, this.declaration);
      if (found === undefined) {
        this.failure = unusable('it is in no slot of its module');
        return undefined;
      }
      const session = { ...found, handle: this.openSession(found.slot) };
      this.seen = found.info;
      this.logInAgain(session, found.info.flags);
      return session;
    } catch (error) {
      if (!(error instanceof pkcs11.NativeError)) throw error;
      this.failure = unusable(`the module answered ${nameOf(error)}`, error);
      return undefined;
    }
  }

  private openSession(slot: Buffer): Buffer {
    const { library } = this.module;
    if (this.declaration.readOnly) return library.C_OpenSession(slot, pkcs11.CKF_SERIAL_SESSION);
    try {
      return library.C_OpenSession(slot, pkcs11.CKF_SERIAL_SESSION | pkcs11.CKF_RW_SESSION);
    } catch (error) {
      if (!isWriteProtected(error)) throw error;
      return library.C_OpenSession(slot, pkcs11.CKF_SERIAL_SESSION);
    }
  }

  private logInAgain({ handle }: Session, flags: number): void {
    if (this.pin === undefined || this.declaration.pinPerSignature) return;
    const mayLock = (flags & (pkcs11.CKF_USER_PIN_LOCKED | pkcs11.CKF_USER_PIN_FINAL_TRY)) !== 0;
    try {
      if (mayLock) this.pin = undefined;
      else this.giveTo(handle, this.pin);
    } catch (error) {
      if (isLost(error)) {
        this.end(handle);
        throw error;
      }
      this.pin = undefined;
      this.refusedPin = 'USER_PIN_INCORRECT';
    }
  }

  /** Gives the PIN that is kept. One that is refused is forgotten: each further signature would take one of the token's tries. */
  private authenticate(session: Buffer, user: number): void {
    try {
      this.giveTo(session, this.pin ?? '', user);
    } catch (error) {
      if (isLost(error)) throw error;
      this.pin = undefined;
      this.refusedPin = 'USER_PIN_INCORRECT';
      this.isAlive();
      throw drumError('token_not_active', `The token refused its PIN (${nameOf(error)}); log in to it again`, error);
    }
  }

  private giveTo(session: Buffer, pin: string, user = pkcs11.CKU_USER): void {
    try {
      this.module.library.C_Login(session, user, pin);
    } catch (error) {
      if (!isValue(error, pkcs11.CKR_USER_ALREADY_LOGGED_IN)) throw error;
    }
  }

  private end(session: Buffer): void {
    regardless(() => {
      this.module.library.C_CloseSession(session);
    });
  }

  private takeBack(session: Buffer): void {
    regardless(() => {
      this.module.library.C_Logout(session);
    });
  }

  private loginRefusal(error: unknown): DrumError {
    if (isLost(error)) {
      this.drop();
      return unusable(`the module answered ${nameOf(error)}`, error);
    }
    if (isValue(error, pkcs11.CKR_PIN_LOCKED)) return locked('The token has locked its PIN');
    if (isValue(error, pkcs11.CKR_USER_PIN_NOT_INITIALIZED)) {
      return drumError('token_not_initialized', 'The token has no PIN yet');
    }
    if (isValue(error, pkcs11.CKR_PIN_EXPIRED)) {
      this.refusedPin = 'USER_PIN_EXPIRED';
      return drumError('login_failed', 'The PIN has expired; change it with the tool of the token’s maker', error);
    }
    if (!isPinWrong(error)) return drumError('login_failed', `The token refused the login (${nameOf(error)})`, error);
    this.refusedPin = 'USER_PIN_INCORRECT';
    if (this.isAlive() && this.state.pinStatus === 'USER_PIN_LOCKED') {
      return locked('The PIN is wrong, and the token has locked it now');
    }
    return this.state.pinStatus === 'USER_PIN_FINAL_TRY'
      ? drumError('token_pin_final_try', 'The PIN is wrong; another wrong one locks the token')
      : drumError('pin_incorrect', 'The PIN is wrong');
  }
}

const locked = (text: string) => drumError('token_pin_locked', text);

function unusable(why: string, cause?: unknown): DrumError {
  return drumError('token_not_available', `The token cannot be used: ${why}`, cause);
}

function sameText(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)];
  return first.length === second.length && timingSafeEqual(first, second);
}
