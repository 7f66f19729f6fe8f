import type { Log } from '#config/log.ts';

/** Does something again and again, one at a time, the first time at once. What it throws is logged, and ends nothing. */
export class Rounds {
  private readonly what: string;
  private readonly work: () => Promise<void>;
  private readonly intervalMs: number;
  private readonly log: Log;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private stopped = false;

  constructor(
    what: string,
    work: () => Promise<void>,
    { seconds, log }: { readonly seconds: number; readonly log: Log },
  ) {
    this.what = what;
    this.work = work;
    this.intervalMs = seconds * 1_000;
    this.log = log;
  }

  start(): void {
    this.next(0);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private next(waitMs: number): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.running = this.round().then(() => {
        this.next(this.intervalMs);
      });
    }, waitMs);
  }

  private async round(): Promise<void> {
    try {
      await this.work();
    } catch (error) {
      this.log.error('What needs somebody could not be looked for', { what: this.what, error });
    }
  }
}
