import type { Clock } from '#config/clock.ts';
import { drumError } from '#protocol/errors.ts';

const WINDOW_MS = 60_000;
/** Addresses that are counted at the same time; beyond them all share one count. */
const ADDRESSES_MAX = 10_000;

/** How many requests an address may make in a minute. */
export class RequestRate {
  private readonly perMinute: number;
  private readonly clock: Clock;
  private counts = new Map<string, number>();
  private since = 0;

  constructor(perMinute: number, clock: Clock) {
    this.perMinute = perMinute;
    this.clock = clock;
  }

  /** Throws `overloaded`. */
  take(address: string): void {
    const now = this.clock.now().getTime();
    if (now - this.since >= WINDOW_MS) {
      this.counts = new Map();
      this.since = now;
    }
    const name = this.counts.has(address) || this.counts.size < ADDRESSES_MAX ? address : 'others';
    const count = (this.counts.get(name) ?? 0) + 1;
    this.counts.set(name, count);
    if (count > this.perMinute) {
      throw drumError(
        'overloaded',
        `More than ${this.perMinute} management requests came from this address in a minute`,
      );
    }
  }
}
