import { PinAttempts, pinLocked } from '#certs/tokens/pin-attempts.ts';
import type { PinStatus } from '#certs/tokens/token.ts';
import { requirePin } from '#certs/tokens/pin-policy.ts';
import { RefusalWithValues } from '#administration/refusal-with-values.ts';
import type { Clock } from '#config/clock.ts';
import type { Log } from '#config/log.ts';
import { asDrumError, DrumError, drumError } from '#protocol/errors.ts';
import type { SignerClient } from '../signer/client.ts';
import { SOFTWARE_TOKEN } from '../signer/software-token-id.ts';
import { tokenIn, type TokenState } from './finding.ts';
import { isSoftware, requireAction, tokenActions } from './possible-actions.ts';

interface TokenPinsOptions {
  readonly signer: Pick<SignerClient, 'keys' | 'login' | 'logout' | 'changePin' | 'initialise'>;
  /** System parameter `signer.enforce-token-pin-policy`. */
  readonly enforcePolicy: boolean;
  readonly clock: Clock;
  readonly log: Log;
}

/** What people do with the PINs of a signer's tokens. Guessing one is bounded: devices count wrong ones, others are counted here. */
export class TokenPins {
  private readonly options: TokenPinsOptions;
  private readonly attempts: PinAttempts;

  constructor(options: TokenPinsOptions) {
    this.options = options;
    this.attempts = new PinAttempts(options);
  }

  /** What a token says of itself and its PIN. */
  status({ id, initialised, device }: TokenState): PinStatus {
    if (!initialised) return 'NOT_INITIALIZED';
    return device?.pinStatus ?? this.attempts.status(id);
  }

  /** Throws `token_not_found`, `action_not_possible`, `pin_incorrect`, `token_pin_final_try`, `token_pin_locked`. */
  logIn(tokenId: string, pin: string): Promise<void> {
    return this.attempt(tokenId, (token) => {
      requireAction('LOGIN', tokenActions(token));
      return () => this.options.signer.login(tokenId, pin);
    });
  }

  /** Throws `token_not_found`, `action_not_possible`. */
  async logOut(tokenId: string): Promise<void> {
    const { signer } = this.options;
    requireAction('LOGOUT', tokenActions(tokenIn(await signer.keys(), tokenId)));
    await signer.logout(tokenId);
  }

  /** Throws as `logIn`, and `token_weak_pin`, `invalid_characters_pin`. */
  change(tokenId: string, oldPin: string, newPin: string): Promise<void> {
    return this.attempt(tokenId, (token) => {
      requireAction('TOKEN_CHANGE_PIN', tokenActions(token));
      this.requireStrong(newPin);
      return () => this.options.signer.changePin(tokenId, oldPin, newPin);
    });
  }

  /** Gives the software token its first PIN, and logs in. Throws `token_weak_pin`, `invalid_characters_pin`, `token_not_available`. */
  async initialiseSoftwareToken(pin: string): Promise<void> {
    this.requireStrong(pin);
    await this.options.signer.initialise(SOFTWARE_TOKEN, pin);
  }

  private attempt(tokenId: string, judged: (token: TokenState) => () => Promise<void>): Promise<void> {
    return this.attempts.inTurn(async () => {
      const token = tokenIn(await this.options.signer.keys(), tokenId);
      const act = judged(token);
      if (this.status(token) === 'USER_PIN_LOCKED') throw lockedOf(token);
      try {
        await act();
      } catch (error) {
        if (!(error instanceof DrumError) || error.code !== 'pin_incorrect' || !isSoftware(token)) throw error;
        this.attempts.countWrong(tokenId);
        throw this.status(token) === 'USER_PIN_LOCKED' ? pinLocked() : error;
      }
      this.attempts.forget(tokenId);
    });
  }

  private requireStrong(pin: string): void {
    const { enforcePolicy } = this.options;
    if (enforcePolicy && !PRINTABLE_ASCII.test(pin)) {
      throw drumError('invalid_characters_pin', 'A PIN must consist of printable ASCII characters');
    }
    try {
      requirePin(pin, enforcePolicy);
    } catch (error) {
      throw new RefusalWithValues('token_weak_pin', asDrumError(error).message, WEAK_PIN);
    }
  }
}

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

/** X-Road's way to tell its policy. */
const WEAK_PIN = ['pin_min_length', '10', 'pin_min_char_classes_count', '3'];

const lockedOf = (token: TokenState): DrumError =>
  isSoftware(token) ? pinLocked() : drumError('token_pin_locked', 'The device has locked its PIN after wrong ones');
