import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Country } from '../country.ts';
import { loggedBodies } from '../country/logs.ts';
import { digestOf, largeBody } from './bytes.ts';
import { download, drumVerify, warningsOf } from './evidence.ts';
import { exchangeLarge, SERVERS, type Direction, type LargeExchange } from './large-exchange.ts';
import { resetPeak, usageOf } from './process-memory.ts';

/** A large body that has passed and left its evidence, and what the servers needed for the one and the other. */
export interface Proof {
  readonly exchange: LargeExchange;
  /** The greatest memory of a server while it gave the evidence. */
  readonly evidencePeakBytes: Readonly<Record<(typeof SERVERS)[number], number>>;
  readonly evidenceSeconds: number;
  readonly evidenceBytes: number;
}

/**
 * Sends a large body and proves that it arrived as it was sent, that both logs have all of it, and that the evidence of
 * both sides, or of those named, verifies by the command. Throws what does not hold.
 */
export async function proveLarge(
  country: Country,
  direction: Direction,
  sizeBytes: number,
  folder: string,
  evidenceOf: readonly (typeof SERVERS)[number][] = SERVERS,
): Promise<Proof> {
  const digest = digestOf(largeBody(sizeBytes));
  const exchange = await exchangeLarge(country, direction, sizeBytes);
  const { id, arrived } = exchange;
  same('what arrived', arrived, { size: sizeBytes, digest });
  const evidencePeakBytes = { consumer: 0, provider: 0 };
  let evidenceBytes = 0;
  const started = performance.now();
  for (const server of SERVERS) proveLogged(country, server, { id, direction, sizeBytes, digest });
  for (const server of evidenceOf) {
    resetPeak(country, server);
    const file = join(folder, `${server}-${direction}.asice`);
    same('/asic', await download(country, { server, direction, id }, file), 'whole');
    evidencePeakBytes[server] = usageOf(country, server).peakBytes;
    evidenceBytes = statSync(file).size;
    const verdict = await drumVerify(country, file);
    // Without a warning: what is signed is there, by its digest.
    same('drum verify', [verdict.verified, verdict.code, warningsOf(verdict)], [true, null, []]);
    rmSync(file);
  }
  return { exchange, evidencePeakBytes, evidenceBytes, evidenceSeconds: (performance.now() - started) / 1000 };
}

interface Logged {
  readonly id: string;
  readonly direction: Direction;
  readonly sizeBytes: number;
  readonly digest: string;
}

function proveLogged(country: Country, server: string, { id, direction, sizeBytes, digest }: Logged): void {
  const data = join(country.folder(server), 'data');
  const found = loggedBodies(join(data, 'messagelog.sqlite'), id);
  same(
    `the log of the ${server}`,
    found.map((body) => [body.direction, body.sizeBytes, hex(body.digest)]),
    [[direction, sizeBytes, digest]],
  );
  same('its file', statSync(join(data, 'messagelog', 'bodies', found[0]?.name ?? '')).size, sizeBytes);
}

const hex = (bytes: Uint8Array = Buffer.alloc(0)): string => Buffer.from(bytes).toString('hex');

function same(what: string, found: unknown, expected: unknown): void {
  const [is, should] = [JSON.stringify(found), JSON.stringify(expected)];
  if (is !== should) throw new Error(`${what} is ${is}, and should be ${should}`);
}
