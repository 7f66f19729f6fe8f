import { Worker } from 'node:worker_threads';
import type { ServiceDescription } from '#protocol/metadata/description.ts';

/** `wsdlOf`: the code of the service, where the description is WSDL. */
export interface DescribeTask {
  readonly bytes: Uint8Array;
  readonly wsdlOf?: string;
}
export type DescribeAnswer = { readonly description: ServiceDescription } | { readonly failure: true };

/** Of one description; what needs longer is made to need it. */
const READING_MS_MAX = 10_000;
const THREAD_HEAP_MIB_MAX = 256;

/**
 * Reads descriptions on a thread of its own, one at a time: others have written them, and neither their size nor what is in them may
 * keep this process from its work.
 */
export class DescriptionReader {
  private worker: Worker | undefined;
  private last: Promise<unknown> = Promise.resolve();

  /** Undefined where it cannot be read, or not in time. */
  read(task: DescribeTask): Promise<ServiceDescription | undefined> {
    const reading = this.last.then(() => this.readNow(task));
    this.last = reading;
    return reading;
  }

  async close(): Promise<void> {
    await this.last;
    await this.end();
  }

  private async readNow(task: DescribeTask): Promise<ServiceDescription | undefined> {
    this.worker ??= newThread();
    const answer = await answerOf(this.worker, task);
    if (answer === undefined) await this.end();
    return answer !== undefined && 'description' in answer ? answer.description : undefined;
  }

  private async end(): Promise<void> {
    const { worker } = this;
    this.worker = undefined;
    await worker?.terminate();
  }
}

function newThread(): Worker {
  const resourceLimits = { maxOldGenerationSizeMb: THREAD_HEAP_MIB_MAX };
  const worker = new Worker(new URL('describe-thread.ts', import.meta.url), { resourceLimits });
  // It may fail when nobody waits for it any more.
  return worker.on('error', () => undefined);
}

async function answerOf(worker: Worker, task: DescribeTask): Promise<DescribeAnswer | undefined> {
  const { promise, resolve } = Promise.withResolvers<DescribeAnswer | undefined>();
  const giveUp = (): void => {
    resolve(undefined);
  };
  const timer = setTimeout(giveUp, READING_MS_MAX);
  worker.once('message', resolve).once('error', giveUp).once('exit', giveUp);
  worker.postMessage(task);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    worker.off('message', resolve).off('error', giveUp).off('exit', giveUp);
  }
}
