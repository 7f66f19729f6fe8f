import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import type { Country } from '../country.ts';
import { begin } from './ask.ts';
import { largeBodyStream, seen } from './bytes.ts';
import { startBodiesCountry } from './country.ts';
import { exchangeLarge, SERVERS } from './large-exchange.ts';
import { resetPeak, usageOf, type Usage } from './process-memory.ts';
import { proveLarge } from './proof.ts';

/*
 * The short form of `npm run test:bodies`. A body larger than the bound passes, and the servers do not grow by the bound: so
 * neither keeps it in memory. Smaller ones pass before, because the memory that they need stays with a process.
 */
const START_MS_MAX = 60_000;
const LARGE_MS_MAX = 120_000;
const MEBIBYTE = 1024 * 1024;
const FIRST_BYTES = 24 * MEBIBYTE;
const LARGE_BYTES = 64 * MEBIBYTE;
const GROWTH_BYTES_MAX = 40 * MEBIBYTE;
/** In which a server that does not mind back-pressure would read all of a body. */
const STANDSTILL_MS = 1_500;

describe('a body of 64 MiB', function () {
  this.timeout(LARGE_MS_MAX);
  let country: Country;
  let folder: string;

  before(async function () {
    this.timeout(START_MS_MAX);
    folder = mkdtempSync(join(tmpdir(), 'drum-memory-'));
    country = await startBodiesCountry({ 'message-log.max-loggable-message-body-size': LARGE_BYTES });
    for (const direction of ['request', 'response'] as const) await exchangeLarge(country, direction, FIRST_BYTES);
  });
  after(async () => {
    await country.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const growths = (before: readonly Usage[]): number[] =>
    SERVERS.map((server, index) => usageOf(country, server).peakBytes - (before[index]?.residentBytes ?? 0));
  const usages = (): Usage[] =>
    SERVERS.map((server) => {
      resetPeak(country, server);
      return usageOf(country, server);
    });

  it('is not held in memory while the information system does not read it', async () => {
    country.provider.stream = (_, response) => pipeline(largeBodyStream(LARGE_BYTES), response);
    const before = usages();
    const { request, answer } = begin(country, { method: 'GET' });
    request.end();
    const answered = await answer;
    await setTimeout(STANDSTILL_MS);
    expect(Math.max(...growths(before))).to.be.lessThan(GROWTH_BYTES_MAX);
    expect((await seen(answered)).size).to.equal(LARGE_BYTES);
  });

  it('is not held in memory while the provider’s system does not read it', async () => {
    const arrived = Promise.withResolvers<undefined>();
    const reading = Promise.withResolvers<undefined>();
    country.provider.stream = async (request, response) => {
      arrived.resolve(undefined);
      await reading.promise;
      response.end(String((await seen(request)).size));
    };
    const before = usages();
    const { request, answer } = begin(country, { headers: { 'Content-Length': LARGE_BYTES } });
    await pipeline(largeBodyStream(LARGE_BYTES), request);
    await arrived.promise;
    await setTimeout(STANDSTILL_MS);
    expect(Math.max(...growths(before))).to.be.lessThan(GROWTH_BYTES_MAX);
    reading.resolve(undefined);
    expect((await buffer(await answer)).toString()).to.equal(String(LARGE_BYTES));
  });

  for (const direction of ['request', 'response'] as const) {
    it(`passes as a ${direction} and leaves evidence, while memory stays as it was`, async () => {
      const { exchange, evidencePeakBytes } = await proveLarge(country, direction, LARGE_BYTES, folder);
      for (const server of SERVERS) {
        const { idleBytes, peakBytes } = exchange.costs[server];
        expect(peakBytes - idleBytes, `${server}, exchange`).to.be.lessThan(GROWTH_BYTES_MAX);
        expect(evidencePeakBytes[server] - idleBytes, `${server}, evidence`).to.be.lessThan(GROWTH_BYTES_MAX);
      }
    });
  }
});
