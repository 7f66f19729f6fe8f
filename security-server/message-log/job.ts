import type { Clock } from '#config/clock.ts';
import { asDrumError } from '#protocol/errors.ts';

export interface JobState {
  readonly lastSuccess?: Date;
  /** Why the last run failed; absent when it did not. */
  readonly error?: { readonly code: string; readonly message: string; readonly at: Date };
}

/** Work that is done by interval and on demand, never twice at once. */
export class Job<Result> {
  private readonly action: () => Promise<Result>;
  private readonly onFailure: ((error: unknown) => void) | undefined;
  private readonly clock: Clock;
  private running: Promise<Result> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;
  private last: JobState = {};

  /** @param onFailure told of each run that fails */
  constructor(clock: Clock, action: () => Promise<Result>, onFailure?: (error: unknown) => void) {
    this.onFailure = onFailure;
    this.clock = clock;
    this.action = action;
  }

  /** Runs now, or joins the run that is under way. */
  run(): Promise<Result> {
    this.running ??= this.runOnce().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  /** Runs after a delay, and again each time after the delay that `nextDelaySeconds` gives then. */
  start(delaySeconds: number, nextDelaySeconds: () => number): void {
    if (this.closed) return;
    this.timer = setTimeout(() => {
      this.run()
        .catch(() => undefined) // the state tells
        .finally(() => {
          this.start(nextDelaySeconds(), nextDelaySeconds);
        });
    }, delaySeconds * 1000).unref();
  }

  get state(): JobState {
    return this.last;
  }

  /** Starts no further run and waits for the one under way. */
  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.running?.catch(() => undefined);
  }

  private async runOnce(): Promise<Result> {
    try {
      const result = await this.action();
      this.last = { lastSuccess: this.clock.now() };
      return result;
    } catch (thrown) {
      const { code, message } = asDrumError(thrown);
      const { lastSuccess } = this.last;
      this.last = { ...(lastSuccess && { lastSuccess }), error: { code, message, at: this.clock.now() } };
      this.onFailure?.(thrown);
      throw thrown;
    }
  }
}
