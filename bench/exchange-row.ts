import { randomUUID } from 'node:crypto';
import { audit, recordsOf } from './audit.ts';
import type { BenchCountry } from './country.ts';
import type { LoadResult } from './parties/load.ts';
import { cpuSeconds } from './processes.ts';
import { metricsOf, stageMilliseconds } from './stages.ts';

export interface RowPlan {
  readonly connections: number;
  readonly bodyBytes: number;
  readonly seconds: number;
  readonly rate?: number;
  readonly closeEach?: boolean;
  /** Of the same load, before anything is measured. */
  readonly warmUpSeconds?: number;
}

export interface RowResult extends Omit<LoadResult, 'sample' | 'failures'> {
  readonly perSecond: number;
  /** Computing time of one exchange, by the processes that it passes. */
  readonly cpuMillisecondsPerExchange: Readonly<Record<string, number>>;
  /** Mean milliseconds of each stage, by side. */
  readonly stageMilliseconds: Readonly<Record<string, number>>;
  /** How late the event loops of the servers were, by percentile. */
  readonly eventLoopDelayMilliseconds: Readonly<Record<string, number>>;
  readonly containersVerified: number;
}

const WARM_UP_SECONDS = 3;

/** Measures exchanges over both servers, and then holds what was answered against both logs. Throws when anything is amiss. */
export async function measureExchanges(country: BenchCountry, plan: RowPlan): Promise<RowResult> {
  const load = { ...plan, ...country.exchangeTarget() };
  await ask(country, { ...load, run: runName(), seconds: plan.warmUpSeconds ?? WARM_UP_SECONDS });
  const records = await recordsOf(country);
  const servers = Object.values(country.servers);
  const [before, metricsBefore] = [cpuNow(country), await metricsOf(servers)];
  const result = await ask(country, { ...load, run: runName() });
  const [after, metricsAfter] = [cpuNow(country), await metricsOf(servers)];
  const containersVerified = await audit(country, records, result);
  const { answered, seconds, latency } = result;
  const cpu = Object.entries(after).map(([part, spent]) => [
    part,
    ((spent - (before[part] ?? 0)) * 1000) / result.answered,
  ]);
  return {
    answered,
    seconds,
    latency,
    perSecond: answered / seconds,
    cpuMillisecondsPerExchange: Object.fromEntries(cpu) as Record<string, number>,
    stageMilliseconds: stageMilliseconds(metricsBefore, metricsAfter),
    eventLoopDelayMilliseconds: metricsAfter.eventLoopDelayMilliseconds,
    containersVerified,
  };
}

/** Calls of the provider system with nothing in between, at the same load. */
export async function measureDirect(country: BenchCountry, plan: RowPlan): Promise<LoadResult> {
  const load = { ...plan, ...country.directTarget() };
  await ask(country, { ...load, run: runName(), seconds: 1 });
  return ask(country, { ...load, run: runName() });
}

async function ask(
  country: BenchCountry,
  load: Parameters<BenchCountry['informationSystem']['ask']>[0],
): Promise<LoadResult> {
  const result = await country.informationSystem.ask(load);
  if (result.failures.length > 0) throw new Error(`The run is void:\n${result.failures.join('\n')}`);
  return result;
}

const runName = (): string => `bench-${randomUUID().slice(0, 8)}`;

const cpuNow = (country: BenchCountry): Record<string, number> =>
  Object.fromEntries(Object.entries(country.pids()).map(([part, pid]) => [part, cpuSeconds(pid)]));
