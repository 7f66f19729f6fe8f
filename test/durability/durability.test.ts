import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import SqliteFile from 'better-sqlite3';
import { expect } from 'chai';
import { Country } from '../country.ts';
import type { Answer } from '../country/ask.ts';
import { ownProcessesOf } from '../country/descendants.ts';
import { temporaryFolders } from '../temporary.ts';
import {
  bodyViolations,
  clientServerViolations,
  providerServerViolations,
  type TracedExchange,
  type TracedServer,
} from './proof.ts';
import { Strace, whyNoStrace } from './strace.ts';
import { readTrace } from './trace.ts';
import { isLeftOut } from '../left-out.ts';

const TEST_MS_MAX = 120_000;
const CLIENT = 'TEST/MUN/1/is';
const SERVICE = 'TEST/GOV/1/registry/hello';
/** Exchanges at once. */
const BATCH = 8;
const LARGE_BYTES = 200_000;
const SYNC_DELAY_MS = 400;

/** The page of a database ends where it ends: one of several copies is whole. */
const repeated = (text: string): string => `${text} `.repeat(4);
const questionOf = (id: string): string => `question-of-${id}`;
const answerTo = (id: string): string => `answer-to-${id}`;
const tracedExchange = (id: string): TracedExchange => ({ id, request: questionOf(id), response: answerTo(id) });

/**
 * A record is on the disk before the message that it proves moves on. The system calls of both servers show it: between the
 * write of each record and the byte that leaves stands a sync.
 */
describe('durability under strace', function () {
  this.timeout(TEST_MS_MAX);
  const folder = temporaryFolders();
  if (isLeftOut(whyNoStrace(), 'NOT PROVED HERE')) return;
  let country: Country;

  before(async () => {
    country = await Country.start({
      members: [
        { memberClass: 'MUN', memberCode: '1', name: 'Consumer', subsystems: [{ code: 'is', name: 'is' }] },
        { memberClass: 'GOV', memberCode: '1', name: 'Provider', subsystems: [{ code: 'registry', name: 'registry' }] },
      ],
      securityServers: [
        { name: 'consumer', owner: 'TEST/MUN/1', clients: [{ id: CLIENT }] },
        {
          name: 'provider',
          owner: 'TEST/GOV/1',
          clients: [
            {
              id: 'TEST/GOV/1/registry',
              services: [{ code: 'hello', type: 'REST', accessRights: [{ client: CLIENT }] }],
            },
          ],
        },
      ],
    });
    country.provider.script = (call, response) => {
      const answer = answerTo(String(call.headers['x-road-id']));
      response.end(call.body.length < LARGE_BYTES ? repeated(answer) : answer.padEnd(LARGE_BYTES));
    };
    await country.startServers('consumer', 'provider');
    // Connections between the servers are there before anything is traced: what follows is nothing but messages.
    await Promise.all(Array.from({ length: BATCH }, () => exchange()));
  });

  after(() => country.stop());

  async function exchange(id = `warm-${randomUUID()}`, body = repeated(questionOf(id))): Promise<Answer> {
    const answer = await country.ask('consumer', {
      service: SERVICE,
      client: CLIENT,
      headers: { 'X-Road-Id': id },
      body,
    });
    expect(answer.status, answer.body.toString()).to.equal(200);
    return answer;
  }

  const databaseOf = (server: string): string => join(country.folder(server), 'data', 'messagelog.sqlite');

  /** What both servers do meanwhile. */
  async function traced(
    work: () => Promise<unknown>,
    tampering: readonly string[] = [],
  ): Promise<{ consumer: TracedServer & { text: string }; provider: TracedServer & { text: string } }> {
    const traces = await Promise.all(
      (['consumer', 'provider'] as const).map(async (server) => {
        const { server: pid } = country.processIds(server);
        return Strace.attach([pid, ...ownProcessesOf(pid)], join(folder(), 'trace'), tampering);
      }),
    );
    try {
      await work();
    } finally {
      for (const trace of traces) seen.push(await trace.detach());
    }
    const [consumer, provider] = seen.splice(0);
    if (consumer === undefined || provider === undefined) throw new Error('Nothing was traced');
    return {
      consumer: { ...consumer, database: databaseOf('consumer') },
      provider: { ...provider, database: databaseOf('provider') },
    };
  }
  const seen: Awaited<ReturnType<Strace['detach']>>[] = [];

  const onClientsServer = (server: TracedServer, exchanges: readonly TracedExchange[]): string[] =>
    clientServerViolations(server, exchanges, {
      peer: `${country.address('provider')}:5500`,
      informationSystems: `${country.address('consumer')}:8080`,
    });
  const onProvidersServer = (server: TracedServer, exchanges: readonly TracedExchange[]): string[] =>
    providerServerViolations(server, exchanges, {
      peers: `${country.address('provider')}:5500`,
      providerSystem: new URL(country.provider.url).host,
    });

  it('has a sync between each record’s write and the byte that leaves, one exchange at a time', async () => {
    for (const id of [randomUUID(), randomUUID(), randomUUID()]) {
      const { consumer, provider } = await traced(() => exchange(id));
      expect(onClientsServer(consumer, [tracedExchange(id)])).to.deep.equal([]);
      expect(onProvidersServer(provider, [tracedExchange(id)])).to.deep.equal([]);
    }
  });

  it('has them with many exchanges at once, which share their syncs', async () => {
    const ids = Array.from({ length: BATCH }, () => randomUUID());
    const { consumer, provider } = await traced(() => Promise.all(ids.map((id) => exchange(id))));
    const exchanges = ids.map(tracedExchange);
    expect(onClientsServer(consumer, exchanges)).to.deep.equal([]);
    expect(onProvidersServer(provider, exchanges)).to.deep.equal([]);
  });

  it('would not pass without the syncs, or with syncs that come late', async () => {
    const id = randomUUID();
    const { consumer, provider } = await traced(() => exchange(id));
    for (const [server, check] of [
      [consumer, onClientsServer],
      [provider, onProvidersServer],
    ] as const) {
      // As SQLite does it with `synchronous` NORMAL.
      const unsynced = { ...server, calls: readTrace(withoutSyncs(server.text)) };
      expect(check(unsynced, [tracedExchange(id)])).to.have.length.at.least(2);
      const late = { ...server, calls: readTrace(withLateSyncs(server.text)) };
      expect(check(late, [tracedExchange(id)])).to.have.length.at.least(2);
    }
  });

  it('keeps bodies that lie beside their records: first body and folder, then the record, then the byte that leaves', async () => {
    const id = randomUUID();
    const { consumer, provider } = await traced(() => exchange(id, questionOf(id).padEnd(LARGE_BYTES)));
    const namesAt = (server: string) => bodyNames(databaseOf(server), id);
    for (const [server, name] of [
      [consumer, 'consumer'],
      [provider, 'provider'],
    ] as const) {
      const { request, response } = namesAt(name);
      expect(bodyViolations(server, request)).to.deep.equal([]);
      expect(bodyViolations(server, response)).to.deep.equal([]);
      const unsynced = readTrace(withoutSyncs(server.text, ''));
      expect(bodyViolations({ ...server, calls: unsynced }, request)).to.have.length(2);
    }
    expect(onClientsServer(consumer, [{ id, ...namesAt('consumer') }])).to.deep.equal([]);
    expect(onProvidersServer(provider, [{ id, ...namesAt('provider') }])).to.deep.equal([]);
  });

  it('waits for the disk: four syncs one after the other, each as slow as the disk', async () => {
    const id = randomUUID();
    let calledMs = NaN;
    let askedMs = NaN;
    let answeredMs = NaN;
    const { script } = country.provider;
    country.provider.script = (call, response) => {
      calledMs = performance.now();
      return script(call, response);
    };
    const delay = `delay_enter=${SYNC_DELAY_MS * 1000}`;
    await traced(async () => {
      askedMs = performance.now();
      await exchange(id);
      answeredMs = performance.now();
    }, [`fsync,fdatasync:${delay}`]);
    country.provider.script = script;
    // Had a byte left early, what it brings about would have come early.
    expect(calledMs - askedMs).to.be.at.least(2 * SYNC_DELAY_MS);
    expect(answeredMs - askedMs).to.be.at.least(4 * SYNC_DELAY_MS);
  });
});

/** A trace in which nothing was synced whose path ends so. */
const withoutSyncs = (text: string, ending = '.sqlite-wal'): string =>
  text
    .split('\n')
    .filter((line) => !isSyncOf(line, ending))
    .join('\n');

/** A trace in which the message log was synced when all was over. */
function withLateSyncs(text: string): string {
  const syncs = text.split('\n').filter((line) => isSyncOf(line, '.sqlite-wal'));
  return [withoutSyncs(text), ...syncs].join('\n');
}

const isSyncOf = (line: string, ending: string): boolean =>
  /^\d+ +f(?:data)?sync\(/.test(line) && (/^\d+ +\w+\(\d+<([^>]*)>/.exec(line)?.[1] ?? '').endsWith(ending);

function bodyNames(database: string, id: string): { request: string; response: string } {
  const file = new SqliteFile(database, { readonly: true });
  const name = file
    .prepare<[string, string], string>('select body_name from message_record where query_id = ? and direction = ?')
    .pluck();
  try {
    return { request: name.get(id, 'request') ?? '', response: name.get(id, 'response') ?? '' };
  } finally {
    file.close();
  }
}
