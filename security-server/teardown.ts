import type { Log } from '#config/log.ts';

/** What is to be stopped, in the opposite order of its start. */
export class Teardown {
  private readonly steps: (() => Promise<void> | void)[] = [];

  add(step: () => Promise<void> | void): void {
    this.steps.unshift(step);
  }

  /** Every step, whatever the others do. */
  async run(log: Log): Promise<void> {
    for (const step of this.steps.splice(0)) {
      try {
        await step();
      } catch (error) {
        log.error('A part of the server did not stop as it should', { error });
      }
    }
  }
}
