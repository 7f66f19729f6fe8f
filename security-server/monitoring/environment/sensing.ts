import type { Log } from '#config/log.ts';

/** A measurement that failed is tried again sooner than its interval says, where that is long. */
const RETRY_MS = 60_000;

/** Measures again and again, never twice at once. */
export class Sensing {
  private readonly what: string;
  private readonly measure: () => Promise<void>;
  private readonly intervalMs: number;
  private readonly log: Log;
  private timer: NodeJS.Timeout | undefined;
  private running = false;
  private wanted = false;
  private failing = false;
  private stopped = false;

  constructor(what: string, measure: () => Promise<void>, intervalSeconds: number, log: Log) {
    this.what = what;
    this.measure = measure;
    this.intervalMs = intervalSeconds * 1000;
    this.log = log;
  }

  start(): void {
    this.again();
  }

  /** Now, or after the measurement that is under way. */
  again(): void {
    this.wanted = true;
    if (!this.running) void this.run();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private async run(): Promise<void> {
    this.running = true;
    clearTimeout(this.timer);
    while (this.wanted && !this.stopped) {
      this.wanted = false;
      try {
        await this.measure();
        this.failing = false;
      } catch (error) {
        if (!this.failing) this.log.warn('The environment could not be measured', { what: this.what, error });
        this.failing = true;
      }
    }
    this.running = false;
    if (this.stopped) return;
    const waitMs = this.failing ? Math.min(this.intervalMs, RETRY_MS) : this.intervalMs;
    this.timer = setTimeout(() => {
      this.again();
    }, waitMs);
    this.timer.unref();
  }
}
