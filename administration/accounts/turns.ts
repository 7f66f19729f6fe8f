import { drumError } from '#protocol/errors.ts';

/** Lets a few pieces of work run at the same time, and some wait for their turn. */
export class Turns {
  private readonly atOnceMax: number;
  private readonly waitingMax: number;
  private readonly waiting: (() => void)[] = [];
  private running = 0;

  constructor(atOnceMax: number, waitingMax: number) {
    this.atOnceMax = atOnceMax;
    this.waitingMax = waitingMax;
  }

  /** Throws `overloaded` where too many wait already. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.running < this.atOnceMax) this.running += 1;
    else {
      if (this.waiting.length >= this.waitingMax) throw drumError('overloaded', 'Too many passwords are judged now');
      const { promise, resolve } = Promise.withResolvers<undefined>();
      this.waiting.push(() => {
        resolve(undefined);
      });
      // Whoever goes gives its turn on.
      await promise;
    }
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.running -= 1;
      else next();
    }
  }
}
