import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Country } from '../country.ts';
import { startBodiesCountry } from './country.ts';
import { exchangeLarge, SERVERS } from './large-exchange.ts';
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
