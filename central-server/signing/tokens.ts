import { PinAttempts, pinLocked } from '#certs/tokens/pin-attempts.ts';
import type { SoftwareToken } from '#certs/tokens/software-token.ts';
import type { PinStatus as PinStatusOfDevice, Token } from '#certs/tokens/token.ts';
import type { Clock } from '#config/clock.ts';
import type { Log } from '#config/log.ts';
import { DrumError, drumError } from '#protocol/errors.ts';

/** How the PIN of a token does, which has one. */
export type PinStatus = Exclude<PinStatusOfDevice, 'NOT_INITIALIZED'>;

/** A token as the central server holds it. */
export interface HeldToken {
  readonly token: Token;
  /** Of a device. */
  readonly serialNumber?: string | undefined;
  /** Of a device that can be taken away. */
  readonly isAvailable?: () => boolean;
  /** Of a device that counts wrong PINs itself; others are counted here. */
  readonly pinStatus?: () => PinStatus;
}

interface TokensOptions {
  readonly software: SoftwareToken;
  readonly others?: readonly HeldToken[];
  readonly clock: Clock;
  readonly log: Log;
}

/** The tokens that hold a central server's signing keys. Guessing a PIN is bounded, whatever the token. */
export class Tokens {
  readonly software: SoftwareToken;
  readonly all: readonly HeldToken[];
  private readonly log: Log;
  private readonly attempts: PinAttempts;

  constructor({ software, others = [], clock, log }: TokensOptions) {
    this.software = software;
    this.all = [{ token: software }, ...others];
    this.log = log;
    this.attempts = new PinAttempts({ clock, log });
  }

  /** Throws `token_not_found`. */
  held(id: string): HeldToken {
    const found = this.all.find(({ token }) => token.id === id);
    if (found === undefined) {
      throw drumError('token_not_found', `There is no token ${JSON.stringify(id.slice(0, 100))}`);
    }
    return found;
  }

  /** Throws `token_not_found`. */
  token(id: string): Token {
    return this.held(id).token;
  }

  pinStatus({ token, pinStatus }: HeldToken): PinStatus {
    if (pinStatus !== undefined) return pinStatus();
    return this.attempts.status(token.id);
  }

  /**
   * One after the other, so that those under way are counted too. Throws `token_not_found`, `token_action_not_possible`,
   * `token_pin_locked`, `token_pin_final_try`, `token_activation_failed`.
   */
  logIn(id: string, pin: string): Promise<void> {
    return this.attempts.inTurn(() => this.tryPin(this.held(id), pin));
  }

  /** Throws `token_not_found`, `token_action_not_possible`. */
  async logOut(id: string): Promise<void> {
    const token = this.token(id);
    if (!token.loggedIn) throw drumError('token_action_not_possible', 'Nobody is logged in to the token');
    await token.logout();
    this.log.info('Logged out of a token', { token: id });
  }

  async close(): Promise<void> {
    for (const { token } of this.all) await token.close();
  }

  private async tryPin(held: HeldToken, pin: string): Promise<void> {
    const { token } = held;
    if (this.pinStatus(held) === 'USER_PIN_LOCKED') throw pinLocked();
    if (!token.initialised) throw drumError('token_action_not_possible', 'The token has no PIN yet');
    if (token.loggedIn) throw drumError('token_action_not_possible', 'The token is logged in to already');
    try {
      await token.login(pin);
    } catch (error) {
      if (!(error instanceof DrumError)) throw error;
      if (error.code === 'pin_incorrect') this.attempts.countWrong(token.id);
      throw this.refusalOf(held, error);
    }
    this.attempts.forget(token.id);
    this.log.info('Logged in to a token', { token: token.id });
  }

  private refusalOf(held: HeldToken, error: DrumError): DrumError {
    const status = this.pinStatus(held);
    if (status === 'USER_PIN_LOCKED') return pinLocked();
    if (status === 'USER_PIN_FINAL_TRY') {
      return drumError('token_pin_final_try', 'The PIN is wrong; after another wrong one the token is locked');
    }
    return drumError('token_activation_failed', `${error.code}: ${error.detail}`, error);
  }
}
