const DELAY_MS_MIN = 100;
const DELAY_MS_MAX = 10_000;
/** A process that has lived this long did not die of its start: the next restart is quick again. */
const STEADY_MS = 60_000;

/** How long to wait before a process that has ended is started again: longer with each time that it does not last. */
export class RestartDelay {
  private delayMs = DELAY_MS_MIN;

  /** A process has ended. */
  lived(ms: number): void {
    if (ms > STEADY_MS) this.delayMs = DELAY_MS_MIN;
  }

  /** Milliseconds before the next start. */
  next(): number {
    const { delayMs } = this;
    this.delayMs = Math.min(delayMs * 2, DELAY_MS_MAX);
    return delayMs;
  }
}
