import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { arrivedError } from '../carried-error.ts';
import type { EvidenceSources } from '../client-proxy/evidence.ts';
import type { ExchangeLog } from '../exchange/services.ts';
import type { CallAnswer, LogCall, LogService } from './messages.ts';
import { Outbox } from './outbox.ts';

interface Call {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** The message log as a worker has it: in the process that owns it. Bodies in files are handed over by their path. */
export class RemoteLog implements Pick<ExchangeLog, 'append'> {
  readonly records: EvidenceSources['log'];
  private readonly calls = new Map<number, Call>();
  private readonly outbox: Outbox<LogCall>;
  private lastCall = 0;

  constructor(send: (calls: readonly LogCall[]) => void) {
    this.outbox = new Outbox(send);
    this.records = {
      find: (query) => this.ask('find', query),
      stampRecord: (id) => this.ask('stampRecord', id),
      container: async (id) => ({ ...(await this.ask('describe', id)), stream: () => Readable.from(this.bytes(id)) }),
    };
  }

  append(record: Parameters<ExchangeLog['append']>[0]): Promise<number> {
    return this.ask('append', record);
  }

  take(answers: readonly CallAnswer[]): void {
    for (const answer of answers) {
      const call = this.calls.get(answer.call);
      this.calls.delete(answer.call);
      if ('error' in answer) call?.reject(arrivedError(answer.error));
      else call?.resolve(answer.value);
    }
  }

  private async *bytes(id: number): AsyncGenerator<Buffer> {
    const file = await this.ask('write', id);
    try {
      yield* createReadStream(file) as AsyncIterable<Buffer>;
    } finally {
      await rm(file, { force: true });
    }
  }

  private ask<Method extends keyof LogService>(
    method: Method,
    ...args: Parameters<LogService[Method]>
  ): ReturnType<LogService[Method]> {
    const asked = new Promise((resolve, reject) => {
      this.lastCall += 1;
      this.calls.set(this.lastCall, { resolve, reject });
      this.outbox.add({ call: this.lastCall, method, args });
    });
    // The other side calls the method of that name, and has the same type.
    return asked as ReturnType<LogService[Method]>;
  }
}
