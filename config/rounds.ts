/**
 * Does something again and again, one round at a time. A round says after how many milliseconds the next is due; it keeps to itself
 * what goes wrong, because nobody waits for it.
 */
export class Rounds {
  private readonly round: () => Promise<number>;
  private readonly ending = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  constructor(round: () => Promise<number>) {
    this.round = round;
  }

  /** For what a round has under way, and would break off. */
  get stopping(): AbortSignal {
    return this.ending.signal;
  }

  start(waitMs = 0): void {
    this.next(waitMs);
  }

  /** Ends it, and waits for the round that is under way. */
  async stop(): Promise<void> {
    this.ending.abort();
    clearTimeout(this.timer);
    await this.running;
  }

  private next(waitMs: number): void {
    if (this.stopping.aborted) return;
    this.timer = setTimeout(() => {
      this.running = this.round().then((againMs) => {
        this.next(againMs);
      });
    }, waitMs);
  }
}
