import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Country } from '../country.ts';
import { begin, errorCodeOf } from './ask.ts';
import { startBodiesCountry } from './country.ts';
import { largeBodyStream, seen, type Seen } from './bytes.ts';
import { resetPeak, usageOf } from './process-memory.ts';

export const SERVERS = ['consumer', 'provider'] as const;
export const DIRECTIONS = ['request', 'response'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** What one large body has cost a server. */
interface Cost {
  readonly idleBytes: number;
  readonly peakBytes: number;
  readonly cpuSeconds: number;
}

export interface LargeExchange {
  readonly id: string;
  /** The body as it arrived. */
  readonly arrived: Seen;
  readonly seconds: number;
  readonly costs: Readonly<Record<(typeof SERVERS)[number], Cost>>;
}

/** A server hears nothing of a large body while it is on its way between the other one and the provider's system. */
const PATIENCE_MS = 3_600_000;
const FIRST_BYTES = 64 * 1024 * 1024;

/** Servers that take and log whole bodies of this size, and have passed smaller ones each way, so that their memory is what it stays. */
export async function startLargeBodiesCountry(sizeBytes: number): Promise<Country> {
  const country = await startBodiesCountry({
    'proxy.max-body-size': sizeBytes,
    'proxy.spool-max': 2 * sizeBytes,
    'message-log.max-loggable-message-body-size': sizeBytes,
    'proxy.client-httpclient-timeout': PATIENCE_MS,
  });
  try {
    for (const direction of DIRECTIONS) await exchangeLarge(country, direction, FIRST_BYTES);
    return country;
  } catch (error) {
    await country.stop();
    throw error;
  }
}

/** Sends a body of this size through both servers, as a request or as a response, and sees what becomes of it and of them. */
export async function exchangeLarge(country: Country, direction: Direction, sizeBytes: number): Promise<LargeExchange> {
  const id = `large-${randomUUID()}`;
  const before = SERVERS.map((server) => {
    resetPeak(country, server);
    return usageOf(country, server);
  });
  const started = performance.now();
  const arrived =
    direction === 'request' ? await sendUp(country, id, sizeBytes) : await sendDown(country, id, sizeBytes);
  const seconds = (performance.now() - started) / 1000;
  const [consumer, provider] = SERVERS.map((server, index): Cost => {
    const { peakBytes, cpuSeconds } = usageOf(country, server);
    const { residentBytes: idleBytes = 0, cpuSeconds: cpuBefore = 0 } = before[index] ?? {};
    return { idleBytes, peakBytes, cpuSeconds: cpuSeconds - cpuBefore };
  }) as [Cost, Cost];
  return { id, arrived, seconds, costs: { consumer, provider } };
}

async function sendUp(country: Country, id: string, sizeBytes: number): Promise<Seen> {
  const heard = Promise.withResolvers<Seen>();
  country.provider.stream = async (request: IncomingMessage, response: ServerResponse) => {
    heard.resolve(await seen(request));
    response.end();
  };
  const { request, answer } = begin(country, { id, headers: { 'Content-Length': sizeBytes } });
  await pipeline(largeBodyStream(sizeBytes), request);
  await expectSuccess(await answer);
  return heard.promise;
}

async function sendDown(country: Country, id: string, sizeBytes: number): Promise<Seen> {
  country.provider.stream = async (_: IncomingMessage, response: ServerResponse) => {
    response.writeHead(200, { 'Content-Length': sizeBytes });
    await pipeline(largeBodyStream(sizeBytes), response);
  };
  const { request, answer } = begin(country, { id, method: 'GET' });
  request.end();
  return expectSuccess(await answer);
}

async function expectSuccess(answer: IncomingMessage): Promise<Seen> {
  if (answer.statusCode !== 200) {
    throw new Error(`Answered ${answer.statusCode ?? 0} ${errorCodeOf(answer) ?? ''}: ${String(answer.statusMessage)}`);
  }
  return seen(answer);
}
