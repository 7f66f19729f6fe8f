import type { Clock } from '#config/clock.ts';

const WINDOW_MS = 60_000;
/** Refusals of one address in a minute that are told one by one. */
const TOLD_MAX = 10;
/** Addresses that are counted at the same time; beyond them all share one count. */
const ADDRESSES_MAX = 10_000;

/** Refusals that were not told one by one. */
export interface UntoldRefusals {
  /** Undefined: of several. */
  readonly address: string | undefined;
  readonly count: number;
}

/**
 * Keeps strangers from filling the audit log: of the refusals of an address in a minute the first are told one by one, the others
 * together, when the minute is over.
 */
export class RefusalRate {
  private readonly clock: Clock;
  private readonly told: (untold: readonly UntoldRefusals[]) => Promise<void>;
  private counts = new Map<string, number>();
  private since = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(clock: Clock, told: (untold: readonly UntoldRefusals[]) => Promise<void>) {
    this.clock = clock;
    this.told = told;
  }

  /** Counts a refusal, and says whether it is to be told by itself. */
  isTold(address: string): boolean {
    const now = this.clock.now().getTime();
    if (now - this.since >= WINDOW_MS) {
      void this.flush();
      this.since = now;
    }
    const name = this.counts.has(address) || this.counts.size < ADDRESSES_MAX ? address : OTHERS;
    const count = (this.counts.get(name) ?? 0) + 1;
    this.counts.set(name, count);
    if (count <= TOLD_MAX) return true;
    // Whether or not anything else is refused.
    this.timer ??= setTimeout(() => void this.flush(), WINDOW_MS).unref();
    return false;
  }

  /** Tells what was not told yet, and begins to count anew. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const untold = [...this.counts]
      .filter(([, count]) => count > TOLD_MAX)
      .map(([name, count]) => ({ address: name === OTHERS ? undefined : name, count: count - TOLD_MAX }));
    this.counts = new Map();
    this.since = 0;
    if (untold.length > 0) await this.told(untold);
  }
}

/** No address is called so. */
const OTHERS = 'others';
