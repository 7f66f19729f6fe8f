import { expect } from 'chai';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { drumError } from '#protocol/errors.ts';
import type { EvidenceSources } from '../client-proxy/evidence.ts';
import type { NewMessageRecord } from '../message-log/record.ts';
import { answerCall } from './answer-call.ts';
import { logService } from './log-service.ts';
import type { CallAnswer, ServerCall } from './messages.ts';
import { RemoteCalls } from './remote-calls.ts';
import { RemoteLog } from './remote-log.ts';

const RECORD = {} as NewMessageRecord;

describe('The message log as a worker has it', () => {
  let folder: string;
  let messages: number;
  let remote: RemoteLog;
  let append: (record: NewMessageRecord) => Promise<number>;
  const records: EvidenceSources['log'] = {
    find: () => Promise.resolve([]),
    stampRecord: () => Promise.reject(drumError('timestamping_failed', 'no service answers')),
    container: (id) =>
      Promise.resolve({
        name: `${id}.asice`,
        time: new Date(0),
        message: 'whole',
        bodies: ['whole'],
        stream: () => Readable.from([Buffer.from('PK')]),
      }),
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'drum-worker-'));
    messages = 0;
    append = () => Promise.resolve(7);
    const service = logService({ append: (record) => append(record) }, records, folder);
    const server = new RemoteCalls((calls: readonly ServerCall[]) => {
      messages += 1;
      void Promise.all(calls.map((call) => answerCall(service, call))).then((answers: CallAnswer[]) => {
        server.take(answers);
      });
    });
    remote = new RemoteLog(server);
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('sends what is logged in one turn of the event loop with one message', async () => {
    expect(await Promise.all([remote.append(RECORD), remote.append(RECORD), remote.append(RECORD)])).to.deep.equal([
      7, 7, 7,
    ]);
    expect(messages).to.equal(1);
  });

  it('refuses with the code, the words and the detail of the other side', async () => {
    const refusal = drumError('logging_failed', 'The message log is busy');
    append = () => Promise.reject(refusal);
    const seen = await remote.append(RECORD).catch((error: unknown) => error);
    expect(seen).to.include({ code: 'logging_failed', message: 'The message log is busy', detail: refusal.detail });
    const late = await remote.records.stampRecord(1).catch((error: unknown) => error);
    expect(late).to.include({ code: 'timestamping_failed' });
  });

  it('gives containers through a file that is gone afterwards', async () => {
    const container = await remote.records.container(3);
    const { name, bodies } = container;
    expect([name, bodies, (await buffer(container.stream())).toString()]).to.deep.equal(['3.asice', ['whole'], 'PK']);
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it('leaves no file where a container breaks off', async () => {
    records.container = () =>
      Promise.resolve({
        name: 'x',
        time: new Date(0),
        message: 'whole',
        bodies: ['whole'],
        stream: () =>
          new Readable({
            read() {
              this.destroy(new Error('disk'));
            },
          }),
      });
    const container = await remote.records.container(3);
    const failure = await buffer(container.stream()).catch((error: unknown) => error);
    expect(failure).to.include({ code: 'internal_error' });
    expect(readdirSync(folder)).to.deep.equal([]);
  });
});
