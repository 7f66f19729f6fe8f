import type { BudgetName } from './budgets.ts';
import { BenchCountry, type CountryChanges } from './country.ts';
import { measureDirect, measureExchanges, type RowPlan, type RowResult } from './exchange-row.ts';
import { pssBytes } from './processes.ts';

/** A figure that has a budget, or stands beside those that have. */
export interface Figure {
  readonly name: BudgetName | (string & {});
  readonly value: number;
  readonly unit: string;
  readonly detail?: RowResult;
}

export interface Pace {
  /** Of each row. */
  readonly seconds: number;
  readonly bodyBytes: number;
}

type Keys = CountryChanges['keys'];
const P256: Keys = { kind: 'ec', curve: 'P-256' };
const RSA: Keys = { kind: 'rsa', bits: 2048 };
const LARGER_BODY_BYTES = 100_000;
const RESTARTS = 5;
const MB = 1_000_000;

/** Tells each figure as soon as it is there. */
export type Tell = (figure: Figure) => void;

/** The sandbox as it comes along: throughput, latency, memory, start. */
export async function ordinaryRows(pace: Pace, tell: Tell): Promise<void> {
  await inCountry({ keys: P256 }, async (country) => {
    tell({ name: 'memory of a server at rest', value: memory(country), unit: 'MB' });
    const busy = await throughput(country, 'P-256, 64 connections', { ...pace, connections: 64 }, tell);
    tell({ name: 'memory of a server under load', value: memory(country), unit: 'MB' });
    await throughput(country, 'P-256, 16 connections', { ...pace, connections: 16 }, tell);
    await latency(country, pace, tell);
    await latencyAtHalfLoad(country, { ...pace, connections: 64, rate: busy.perSecond / 2 }, tell);
    const larger = { ...pace, bodyBytes: LARGER_BODY_BYTES, connections: 16 };
    await throughput(country, `P-256, 16 connections, bodies of ${LARGER_BODY_BYTES} bytes`, larger, tell);
    await starts(country, tell);
  });
}

export async function rsaRows(pace: Pace, tell: Tell): Promise<void> {
  await inCountry({ keys: RSA }, async (country) => {
    await throughput(country, 'RSA-2048, 64 connections', { ...pace, connections: 64 }, tell);
    await throughput(country, 'RSA-2048, 16 connections', { ...pace, connections: 16 }, tell);
  });
}

/** As with peers that close each connection: a handshake for every exchange, which resumes the last session. */
export async function unpooledRows(pace: Pace, tell: Tell): Promise<void> {
  const parameters = { 'proxy.server-support-clients-pooled-connections': false };
  await inCountry({ keys: P256, parameters }, async (country) => {
    await throughput(country, 'P-256, 64 connections, no pooling', { ...pace, connections: 64 }, tell);
  });
}

/** Data planes in processes of their own. What one more of them takes is told at rest. */
export async function workersRows(pace: Pace, tell: Tell): Promise<void> {
  const atRest: number[] = [];
  for (const workers of [1, 2]) {
    await inCountry({ keys: P256, parameters: { 'proxy.workers': workers } }, async (country) => {
      atRest.push(memory(country));
      if (workers === 1) return;
      tell({ name: 'memory of each further worker', value: (atRest[1] ?? NaN) - (atRest[0] ?? NaN), unit: 'MB' });
      await throughput(country, `P-256, 64 connections, ${workers} workers`, { ...pace, connections: 64 }, tell);
    });
  }
}

/** Both servers keep their log and configuration in PostgreSQL. */
export async function postgresqlRows(
  pace: Pace,
  postgresql: NonNullable<CountryChanges['postgresql']>,
  tell: Tell,
): Promise<void> {
  await inCountry({ keys: P256, postgresql }, async (country) => {
    await throughput(country, 'P-256, 64 connections, PostgreSQL', { ...pace, connections: 64 }, tell);
  });
}

async function inCountry(changes: CountryChanges, measure: (country: BenchCountry) => Promise<void>): Promise<void> {
  const country = await BenchCountry.start(changes);
  try {
    await country.restartServers();
    await measure(country);
  } finally {
    await country.stop();
  }
}

async function throughput(country: BenchCountry, name: string, plan: RowPlan, tell: Tell): Promise<RowResult> {
  const detail = await measureExchanges(country, plan);
  tell({ name, value: detail.perSecond, unit: '/s', detail });
  return detail;
}

async function latency(country: BenchCountry, pace: Pace, tell: Tell): Promise<void> {
  const detail = await measureExchanges(country, { ...pace, connections: 1 });
  tell({ name: 'P-256, 1 connection, p50', value: detail.latency.p50, unit: 'ms', detail });
}

async function latencyAtHalfLoad(country: BenchCountry, plan: RowPlan, tell: Tell): Promise<void> {
  const detail = await measureExchanges(country, plan);
  const direct = await measureDirect(country, plan);
  const value = detail.latency.p99 - direct.latency.p99;
  tell({ name: 'P-256, p99 over the direct call, at half load', value, unit: 'ms', detail });
}

/** The larger of the two: they do not do the same. */
function memory(country: BenchCountry): number {
  const pids = country.pids();
  return Math.max(pssBytes(pids['consumer server']), pssBytes(pids['provider server'])) / MB;
}

async function starts(country: BenchCountry, tell: Tell): Promise<void> {
  const { name } = country.servers.provider;
  const seconds: number[] = [];
  for (let start = 0; start < RESTARTS; start += 1) {
    await country.endServer(name);
    seconds.push(await country.startServer(name));
  }
  const median = seconds.toSorted((one, other) => one - other)[Math.floor(RESTARTS / 2)] ?? NaN;
  tell({ name: 'ready after start', value: median, unit: 's' });
}
