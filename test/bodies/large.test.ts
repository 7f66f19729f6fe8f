import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { buffer } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import type { Country } from '../country.ts';
import { begin, errorCodeOf } from './ask.ts';
import { digestOf, largeBody, largeBodyStream, seen, type Seen } from './bytes.ts';
import { startBodiesCountry } from './country.ts';
import { SERVERS } from './large-exchange.ts';
import { resetPeak, usageOf, type Usage } from './process-memory.ts';
import { proveLarge } from './proof.ts';

const START_MS_MAX = 60_000;
const LARGE_MS_MAX = 120_000;
const MEBIBYTE = 1024 * 1024;
const LARGE_BYTES = 64 * MEBIBYTE;
/** Exchanges that are answered while a large body stands still. */
const SMALL_EXCHANGES = 25;
const LARGE_AT_ONCE = 2;
const GROWTH_BYTES_MAX = 40 * MEBIBYTE;
/** In which a server that does not mind back-pressure would read all of a body. */
const STANDSTILL_MS = 1_500;

const PARAMETERS = { 'message-log.max-loggable-message-body-size': LARGE_BYTES };

/** One exchange beside a large one. */
async function small(country: Country): Promise<void> {
  const { request, answer } = begin(country, {});
  request.end('there');
  const answered = await answer;
  expect([answered.statusCode, (await buffer(answered)).toString()]).to.deep.equal([200, 'hello there']);
}

/** Small exchanges, one after the other, each after a piece of what is slow. */
async function smallBeside(country: Country, piece: (number: number) => void): Promise<void> {
  for (let number = 0; number < SMALL_EXCHANGES; number += 1) {
    piece(number);
    await small(country);
  }
}

describe('a large or slow body', function () {
  this.timeout(LARGE_MS_MAX);
  let country: Country;
  const large: Seen = { size: LARGE_BYTES, digest: digestOf(largeBody(LARGE_BYTES)) };

  before(async function () {
    this.timeout(START_MS_MAX);
    country = await startBodiesCountry(PARAMETERS);
  });
  after(() => country.stop());
  afterEach(() => {
    country.provider.reset();
  });

  /** The provider's system takes requests below this path by hand; what it heard comes through `heard`. */
  const providing = (path: string, answer: (response: ServerResponse) => Promise<void>) => {
    const heard: Seen[] = [];
    country.provider.stream = (request: IncomingMessage, response: ServerResponse) => {
      if (!request.url?.startsWith(path)) return undefined;
      return (async () => {
        heard.push(await seen(request));
        await answer(response);
      })();
    };
    return heard;
  };
  const done = (response: ServerResponse): Promise<void> =>
    new Promise((resolve) => {
      response.end('done', resolve);
    });

  it('that trickles from an information system keeps nobody waiting', async () => {
    const heard = providing('/large', done);
    const { request, answer } = begin(country, { path: '/large', headers: { 'Content-Length': LARGE_BYTES } });
    let isAnswered = false;
    void answer.then(() => (isAnswered = true));
    const pieces = largeBody(LARGE_BYTES);
    await smallBeside(country, () => request.write(pieces.next().value ?? ''));
    expect(isAnswered).to.equal(false);
    expect(heard).to.deep.equal([]);
    await pipeline(pieces, request);
    expect((await answer).statusCode).to.equal(200);
    expect(heard).to.deep.equal([large]);
  });

  it('that an information system reads slowly keeps nobody waiting', async () => {
    providing('/large', (response) => pipeline(largeBodyStream(LARGE_BYTES), response));
    const { request, answer } = begin(country, { method: 'GET', path: '/large' });
    request.end();
    const answered = await answer;
    expect(answered.headers['content-length']).to.equal(String(LARGE_BYTES));
    let read = 0;
    const pieces: Buffer[] = [];
    await smallBeside(country, () => {
      const piece = answered.read(MEBIBYTE / 16) as Buffer | null;
      if (piece === null) return;
      pieces.push(piece);
      read += piece.length;
    });
    expect(read).to.be.lessThan(LARGE_BYTES / 2);
    const whole = async function* () {
      yield* pieces;
      yield* answered;
    };
    expect(await seen(whole())).to.deep.equal(large);
  });

  it('that trickles from the provider’s system keeps nobody waiting', async () => {
    const pieces = largeBody(LARGE_BYTES);
    const answering = Promise.withResolvers<ServerResponse>();
    providing('/large', async (response) => {
      response.writeHead(200, { 'Content-Length': LARGE_BYTES });
      answering.resolve(response);
      await once(response, 'close');
    });
    const { request, answer } = begin(country, { method: 'GET', path: '/large' });
    request.end();
    const response = await answering.promise;
    let isAnswered = false;
    void answer.then(() => (isAnswered = true));
    await smallBeside(country, () => response.write(pieces.next().value ?? ''));
    expect(isAnswered).to.equal(false);
    await pipeline(pieces, response);
    expect(await seen(await answer)).to.deep.equal(large);
  });

  it('beside several others, both ways, keeps nobody waiting', async () => {
    const heard = providing('/large', (response) => pipeline(largeBodyStream(LARGE_BYTES), response));
    let underWay = 2 * LARGE_AT_ONCE;
    const exchange = async (method: 'GET' | 'POST'): Promise<Seen> => {
      const headers = method === 'GET' ? {} : { 'Content-Length': LARGE_BYTES };
      const { request, answer } = begin(country, { method, path: '/large', headers });
      await pipeline(method === 'GET' ? [] : largeBodyStream(LARGE_BYTES), request);
      const got = await seen(await answer);
      underWay -= 1;
      return got;
    };
    const exchanges = Array.from({ length: LARGE_AT_ONCE }, () => [exchange('GET'), exchange('POST')]).flat();
    let answeredMeanwhile = 0;
    for (; underWay > 0; answeredMeanwhile += 1) await small(country);
    expect(await Promise.all(exchanges)).to.deep.equal(exchanges.map(() => large));
    expect(heard.filter(({ size }) => size > 0)).to.deep.equal(Array.from({ length: LARGE_AT_ONCE }, () => large));
    expect(answeredMeanwhile).to.be.at.least(SMALL_EXCHANGES);
  });

  /*
   * The short form of `npm run test:bodies`. A body larger than the bound passes, and the servers do not grow by the bound: so
   * neither keeps it in memory. Others have passed before, because the memory that they need stays with a process.
   */
  describe('lies on disk and not in memory', () => {
    let folder: string;

    before(() => {
      folder = mkdtempSync(join(tmpdir(), 'drum-memory-'));
    });
    after(() => {
      rmSync(folder, { recursive: true, force: true });
    });

    const usages = (): Usage[] =>
      SERVERS.map((server) => {
        resetPeak(country, server);
        return usageOf(country, server);
      });
    const growths = (before: readonly Usage[]): number[] =>
      SERVERS.map((server, index) => usageOf(country, server).peakBytes - (before[index]?.residentBytes ?? 0));

    it('while the information system does not read it', async () => {
      providing('/large', (response) => pipeline(largeBodyStream(LARGE_BYTES), response));
      const before = usages();
      const { request, answer } = begin(country, { method: 'GET', path: '/large' });
      request.end();
      const answered = await answer;
      await setTimeout(STANDSTILL_MS);
      expect(Math.max(...growths(before))).to.be.lessThan(GROWTH_BYTES_MAX);
      expect(await seen(answered)).to.deep.equal(large);
    });

    it('while the provider’s system does not read it', async () => {
      const arrived = Promise.withResolvers<undefined>();
      const reading = Promise.withResolvers<undefined>();
      country.provider.stream = async (request, response) => {
        arrived.resolve(undefined);
        await reading.promise;
        response.end((await seen(request)).digest);
      };
      const before = usages();
      const { request, answer } = begin(country, { headers: { 'Content-Length': LARGE_BYTES } });
      await pipeline(largeBodyStream(LARGE_BYTES), request);
      await arrived.promise;
      await setTimeout(STANDSTILL_MS);
      expect(Math.max(...growths(before))).to.be.lessThan(GROWTH_BYTES_MAX);
      reading.resolve(undefined);
      expect((await buffer(await answer)).toString()).to.equal(large.digest);
    });

    for (const [direction, evidenceOf] of [
      ['request', 'consumer'],
      ['response', 'provider'],
    ] as const) {
      it(`while it passes as a ${direction} and leaves evidence`, async () => {
        const { exchange, evidencePeakBytes } = await proveLarge(country, direction, LARGE_BYTES, folder, [evidenceOf]);
        for (const server of SERVERS) {
          const { idleBytes, peakBytes } = exchange.costs[server];
          expect(peakBytes - idleBytes, `${server}, exchange`).to.be.lessThan(GROWTH_BYTES_MAX);
          expect(evidencePeakBytes[server] - idleBytes, `${server}, evidence`).to.be.lessThan(GROWTH_BYTES_MAX);
        }
      });
    }
  });
});

describe('the room for large bodies on disk', function () {
  this.timeout(START_MS_MAX);
  const BODY_BYTES = 4 * MEBIBYTE;
  let country: Country;

  before(async () => {
    country = await startBodiesCountry(PARAMETERS, {
      consumer: { 'proxy.spool-max': 3 * BODY_BYTES },
      provider: { 'proxy.spool-max': BODY_BYTES },
    });
    country.provider.stream = (request, response) => {
      if (request.url?.endsWith('/large') !== true) return undefined;
      return (async () => {
        await seen(request);
        response.end('taken');
      })();
    };
  });
  after(() => country.stop());

  const asking = (bytes = BODY_BYTES) => begin(country, { path: '/large', headers: { 'Content-Length': bytes } });

  it('is given at once or refused at once; small bodies go on, and there is room again afterwards', async () => {
    const slow = Array.from({ length: 3 }, () => asking());
    for (const { request } of slow) request.write(Buffer.alloc(MEBIBYTE));
    // They have their room when their bytes are on their way; a fourth finds none, without having sent any of it.
    await small(country);
    const fourth = asking();
    fourth.request.flushHeaders();
    const refused = await fourth.answer;
    expect([refused.statusCode, errorCodeOf(refused)]).to.deep.equal([500, 'server.clientproxy.overloaded']);
    fourth.request.destroy();
    await small(country);
    for (const { request, answer } of slow) {
      request.end(Buffer.alloc(BODY_BYTES - MEBIBYTE));
      expect((await buffer(await answer)).toString()).to.equal('taken');
    }
    const again = asking();
    again.request.end(Buffer.alloc(BODY_BYTES));
    expect((await again.answer).statusCode).to.equal(200);
  });

  it('may be smaller at the provider’s server, which then refuses', async () => {
    const { request, answer } = asking(BODY_BYTES + 1);
    request.end(Buffer.alloc(BODY_BYTES + 1));
    const refused = await answer;
    expect([refused.statusCode, errorCodeOf(refused)]).to.deep.equal([500, 'server.serverproxy.overloaded']);
    await small(country);
  });
});
