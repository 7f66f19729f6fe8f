import type { Clock } from '#config/clock.ts';
import type { Log } from '#config/log.ts';
import { drumError, type DrumError } from '#protocol/errors.ts';
import type { PinStatus } from './token.ts';

/** Wrong PINs in a row, after which no PIN is tried for a while. */
const WRONG_PINS_MAX = 5;
const LOCKED_MS = 15 * 60_000;

interface Attempts {
  wrong: number;
  lockedUntil: number;
}

/** Bounds the guessing of PINs, for tokens that do not count wrong ones themselves. */
export class PinAttempts {
  private readonly clock: Clock;
  private readonly log: Log;
  private readonly attempts = new Map<string, Attempts>();
  private turn: Promise<unknown> = Promise.resolve();

  constructor({ clock, log }: { readonly clock: Clock; readonly log: Log }) {
    this.clock = clock;
    this.log = log;
  }

  /** One after the other, so that those under way are counted too. */
  inTurn<T>(attempt: () => Promise<T>): Promise<T> {
    const result = this.turn.then(attempt);
    this.turn = result.catch(() => undefined);
    return result;
  }

  /** How the PIN of a token does, which has one. */
  status(tokenId: string): Exclude<PinStatus, 'NOT_INITIALIZED'> {
    const { wrong, lockedUntil } = this.of(tokenId);
    if (lockedUntil > this.clock.now().getTime()) return 'USER_PIN_LOCKED';
    if (wrong === 0) return 'OK';
    return wrong >= WRONG_PINS_MAX - 1 ? 'USER_PIN_FINAL_TRY' : 'USER_PIN_INCORRECT';
  }

  countWrong(tokenId: string): void {
    const wrong = this.of(tokenId).wrong + 1;
    const isLocked = wrong >= WRONG_PINS_MAX;
    this.attempts.set(tokenId, { wrong, lockedUntil: isLocked ? this.clock.now().getTime() + LOCKED_MS : 0 });
    this.log.warn(isLocked ? 'A token is locked after wrong PINs' : 'A wrong PIN for a token', {
      ...{ token: tokenId, wrong },
    });
  }

  /** The right PIN was given. */
  forget(tokenId: string): void {
    this.attempts.delete(tokenId);
  }

  private of(tokenId: string): Attempts {
    const known = this.attempts.get(tokenId) ?? { wrong: 0, lockedUntil: 0 };
    const isOver = known.lockedUntil !== 0 && known.lockedUntil <= this.clock.now().getTime();
    return isOver ? { wrong: 0, lockedUntil: 0 } : known;
  }
}

export const pinLocked = (): DrumError =>
  drumError('token_pin_locked', `No PIN is tried for ${LOCKED_MS / 60_000} minutes after ${WRONG_PINS_MAX} wrong ones`);
