/** What one stretch of a steady load has shown. */
export interface Window {
  readonly answered: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Proportional set size of each server with its signer. */
  readonly consumerMb: number;
  readonly providerMb: number;
}

/** What a server may grow between the first and the last third of a run: caches that fill, no more. */
const GROWTH_MB_MAX = 25;
/** How much slower the last third may be than the first. */
const SLOWER_MAX = 1.5;
/** Differences below this are the machine's. */
const NOISE_MS = 3;

/** What has drifted between the first and the last third; empty where nothing has. By medians, which one bad stretch leaves alone. */
export function driftFaults(windows: readonly Window[]): string[] {
  const third = Math.max(1, Math.floor(windows.length / 3));
  const [first, last] = [windows.slice(0, third), windows.slice(-third)];
  const change = (value: (window: Window) => number) => [median(first.map(value)), median(last.map(value))] as const;
  const faults: string[] = [];
  for (const [name, value] of MEMORY) {
    const [from, to] = change(value);
    if (to - from > GROWTH_MB_MAX)
      faults.push(`Memory of the ${name} grew from ${from.toFixed(0)} to ${to.toFixed(0)} MB`);
  }
  for (const [name, value] of LATENCY) {
    const [from, to] = change(value);
    if (to > from * SLOWER_MAX && to - from > NOISE_MS) {
      faults.push(`${name} of the latency rose from ${from.toFixed(1)} to ${to.toFixed(1)} ms`);
    }
  }
  return faults;
}

const MEMORY = [
  ['consumer server', ({ consumerMb }: Window) => consumerMb],
  ['provider server', ({ providerMb }: Window) => providerMb],
] as const;
const LATENCY = [
  ['p50', ({ p50 }: Window) => p50],
  ['p99', ({ p99 }: Window) => p99],
] as const;

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;
}
