import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { EvidenceSources } from '../client-proxy/evidence.ts';
import type { ExchangeLog } from '../exchange/services.ts';
import type { RemoteCalls } from './remote-calls.ts';

/** The message log as a worker has it: in the process that owns it. Bodies in files are handed over by their path. */
export class RemoteLog implements Pick<ExchangeLog, 'append'> {
  readonly records: EvidenceSources['log'];
  private readonly server: Pick<RemoteCalls, 'ask'>;

  constructor(server: Pick<RemoteCalls, 'ask'>) {
    this.server = server;
    this.records = {
      find: (query) => this.server.ask('find', query),
      stampRecord: (id) => this.server.ask('stampRecord', id),
      container: async (id) => ({
        ...(await this.server.ask('describe', id)),
        stream: () => Readable.from(this.bytes(id)),
      }),
    };
  }

  append(record: Parameters<ExchangeLog['append']>[0]): Promise<number> {
    return this.server.ask('append', record);
  }

  private async *bytes(id: number): AsyncGenerator<Buffer> {
    const file = await this.server.ask('write', id);
    try {
      yield* createReadStream(file) as AsyncIterable<Buffer>;
    } finally {
      await rm(file, { force: true });
    }
  }
}
