import { Worker } from 'node:worker_threads';
import { drumError, type DrumError } from '#protocol/errors.ts';
import { arrivedError } from '#protocol/errors/carried.ts';
import type { FromThread, Pkcs11Calls, Pkcs11Method, Pkcs11State, ThreadStart, ToThread } from './messages.ts';
import { MODULE_THREAD_FILE } from './thread-main.ts';

/** Calls that wait for one another. */
const WAITING_MAX = 1_000;

export interface Answer<Value> {
  readonly value: Value;
  readonly state: Pkcs11State;
}

/** A call that the token refused, with how the token does since. */
export class Refusal extends Error {
  readonly error: DrumError;
  readonly state: Pkcs11State | undefined;

  constructor(error: DrumError, state?: Pkcs11State) {
    super(error.message, { cause: error });
    this.error = error;
    this.state = state;
  }
}

interface Waiting {
  readonly resolve: (answer: Answer<unknown>) => void;
  readonly reject: (refusal: Refusal) => void;
}

/**
 * The thread in which a PKCS#11 module is called, one call at a time. A process has one for each module, because a library can be
 * initialised only once in it.
 */
export class ModuleThread {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private lastCall = 0;
  private ended: DrumError | undefined;
  readonly ready: Promise<void>;

  constructor(start: ThreadStart) {
    this.worker = new Worker(MODULE_THREAD_FILE, { workerData: start });
    const opened = Promise.withResolvers<undefined>();
    this.ready = opened.promise;
    this.ready.catch(() => undefined);
    const end = (error: DrumError) => {
      this.ended ??= error;
      opened.reject(this.ended);
      for (const { reject } of this.waiting.values()) reject(new Refusal(this.ended));
      this.waiting.clear();
    };
    this.worker.on('error', (error) => {
      end(drumError('token_not_available', 'The thread of the PKCS#11 module has failed; see the log', error));
    });
    this.worker.on('exit', () => {
      end(drumError('token_not_available', 'The thread of the PKCS#11 module has ended'));
    });
    this.worker.on('message', (message: FromThread) => {
      if (message.kind === 'ready') opened.resolve(undefined);
      else if (message.kind === 'not-opened') end(arrivedError(message.error));
      else this.settle(message);
    });
  }

  get hasEnded(): boolean {
    return this.ended !== undefined;
  }

  /** Rejects with a `Refusal`. */
  call<Method extends Pkcs11Method>(
    token: string,
    method: Method,
    given: Pkcs11Calls[Method]['given'],
  ): Promise<Answer<Pkcs11Calls[Method]['answer']>> {
    if (this.ended !== undefined) return Promise.reject(new Refusal(this.ended));
    if (this.waiting.size >= WAITING_MAX) {
      const overloaded = drumError('overloaded', `More than ${WAITING_MAX} operations wait for the token`);
      return Promise.reject(new Refusal(overloaded));
    }
    this.lastCall += 1;
    const message: ToThread = { call: this.lastCall, token, method, given };
    const answer = new Promise<Answer<unknown>>((resolve, reject) => {
      this.waiting.set(message.call, { resolve, reject });
    });
    // An idle thread keeps no process alive.
    this.worker.ref();
    this.worker.postMessage(message);
    return answer as Promise<Answer<Pkcs11Calls[Method]['answer']>>;
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }

  private settle(message: Extract<FromThread, { kind: 'answer' }>): void {
    const call = this.waiting.get(message.call);
    this.waiting.delete(message.call);
    if (this.waiting.size === 0) this.worker.unref();
    if ('error' in message) call?.reject(new Refusal(arrivedError(message.error), message.state));
    else call?.resolve({ value: message.value, state: message.state });
  }
}
