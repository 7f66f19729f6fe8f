import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUDGETS, meets, type Budget } from './budgets.ts';
import type { RowResult } from './exchange-row.ts';
import type { Machine } from './machine.ts';
import type { Latency } from './parties/load.ts';
import type { Figure, Pace } from './rows.ts';

export interface Results {
  readonly at: string;
  readonly machine: Machine;
  readonly pace: Pace;
  /** Milliseconds of one small synced write, before and after the run. */
  readonly diskSyncMilliseconds: readonly Latency[];
  readonly figures: readonly Figure[];
}

const RESULTS = join(import.meta.dirname, 'results');
const NAME_WIDTH = 54;

export function line({ name, value, unit, detail }: Figure): string {
  const budget: Budget | undefined = Object.hasOwn(BUDGETS, name) ? BUDGETS[name as keyof typeof BUDGETS] : undefined;
  const parts = [name.padEnd(NAME_WIDTH), `${shown(value)} ${unit}`.padStart(14), verdict(budget, value).padEnd(26)];
  return `${parts.join('  ')}${detail === undefined ? '' : latencyText(detail)}`;
}

export function printedDetail({ name, detail }: Figure): string[] {
  if (detail === undefined) return [];
  const table = (title: string, values: Readonly<Record<string, number>>, unit: string): string[] => [
    `    ${title}`,
    ...Object.entries(values).map(([key, value]) => `      ${key.padEnd(24)} ${value.toFixed(2).padStart(8)} ${unit}`),
  ];
  return [
    `  ${name}: ${detail.answered} exchanges, ${detail.containersVerified} containers verified`,
    ...table('computing time of one exchange', detail.cpuMillisecondsPerExchange, 'ms'),
    ...table('stages, mean', detail.stageMilliseconds, 'ms'),
    ...table('delay of the event loop', detail.eventLoopDelayMilliseconds, 'ms'),
  ];
}

/** Keeps the results as `bench/results/<time>.json` and returns the path. */
export function keep(results: Results): string {
  mkdirSync(RESULTS, { recursive: true });
  const path = join(RESULTS, `${results.at.replaceAll(':', '').slice(0, 15)}.json`);
  writeFileSync(path, `${JSON.stringify(results, rounded, 1)}\n`);
  return path;
}

const DIGITS = 4;
const rounded = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(DIGITS)) : value;

function verdict(budget: Budget | undefined, value: number): string {
  if (budget === undefined) return '';
  const { first, then, sense, unit } = budget;
  const goal = `${sense === 'at least' ? '≥' : '≤'} ${first} (${then}) ${unit}`;
  const mark = meets(budget, then, value) ? '✓✓' : meets(budget, first, value) ? '✓' : '✗';
  return `${mark.padEnd(3)}${goal}`;
}

const latencyText = ({ latency: { p50, p90, p99, max } }: RowResult): string =>
  `p50 ${p50.toFixed(1)}  p90 ${p90.toFixed(1)}  p99 ${p99.toFixed(1)}  max ${max.toFixed(1)} ms`;

const shown = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(1));
