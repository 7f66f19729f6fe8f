import { Worker } from 'node:worker_threads';

interface Bounds {
  /** Of one task. */
  readonly msMax: number;
  readonly heapMibMax: number;
}

/**
 * Does tasks on a thread of its own, one at a time: what others have written may keep a process from its work neither by its size nor by
 * what is in it. The file answers each message with one.
 */
export class BoundedThread<Task, Answer> {
  private readonly file: URL;
  private readonly bounds: Bounds;
  private worker: Worker | undefined;
  private last: Promise<unknown> = Promise.resolve();

  constructor(file: URL, bounds: Bounds) {
    this.file = file;
    this.bounds = bounds;
  }

  /** Undefined where the task took more time or memory than it may. */
  ask(task: Task): Promise<Answer | undefined> {
    const asking = this.last.then(() => this.askNow(task));
    this.last = asking;
    return asking;
  }

  async close(): Promise<void> {
    await this.last;
    await this.end();
  }

  private async askNow(task: Task): Promise<Answer | undefined> {
    this.worker ??= this.newThread();
    const answer = await this.answerOf(this.worker, task);
    if (answer === undefined) await this.end();
    return answer;
  }

  private async end(): Promise<void> {
    const { worker } = this;
    this.worker = undefined;
    await worker?.terminate();
  }

  private newThread(): Worker {
    const worker = new Worker(this.file, { resourceLimits: { maxOldGenerationSizeMb: this.bounds.heapMibMax } });
    // It may fail when nobody waits for it any more.
    return worker.on('error', () => undefined);
  }

  private async answerOf(worker: Worker, task: Task): Promise<Answer | undefined> {
    const { promise, resolve } = Promise.withResolvers<Answer | undefined>();
    const giveUp = (): void => {
      resolve(undefined);
    };
    const timer = setTimeout(giveUp, this.bounds.msMax);
    worker.once('message', resolve).once('error', giveUp).once('exit', giveUp);
    worker.postMessage(task);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      worker.off('message', resolve).off('error', giveUp).off('exit', giveUp);
    }
  }
}
