import { arrivedError } from '#protocol/errors/carried.ts';
import type { CallAnswer, ServerCall, ServerService } from './messages.ts';
import { Outbox } from './outbox.ts';

interface Call {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** What a worker asks of its server, and the answers that are awaited. */
export class RemoteCalls {
  private readonly calls = new Map<number, Call>();
  private readonly outbox: Outbox<ServerCall>;
  private lastCall = 0;

  constructor(send: (calls: readonly ServerCall[]) => void) {
    this.outbox = new Outbox(send);
  }

  ask<Method extends keyof ServerService>(
    method: Method,
    ...args: Parameters<ServerService[Method]>
  ): ReturnType<ServerService[Method]> {
    const asked = new Promise((resolve, reject) => {
      this.lastCall += 1;
      this.calls.set(this.lastCall, { resolve, reject });
      this.outbox.add({ call: this.lastCall, method, args });
    });
    // The other side calls the method of that name, and has the same type.
    return asked as ReturnType<ServerService[Method]>;
  }

  take(answers: readonly CallAnswer[]): void {
    for (const answer of answers) {
      const call = this.calls.get(answer.call);
      this.calls.delete(answer.call);
      if ('error' in answer) call?.reject(arrivedError(answer.error));
      else call?.resolve(answer.value);
    }
  }
}
