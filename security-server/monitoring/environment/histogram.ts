import type { HistogramMetric } from '#protocol/monitoring/metrics.ts';

/** Values are kept for an hour, as with X-Road. */
const WINDOW_MS = 3_600_000;
/** One a second; where more come, the oldest are forgotten first. */
const VALUES_MAX = 3_600;

/** The values of one measure in the last hour. */
export class Histogram {
  private values: { readonly atMs: number; readonly value: number }[] = [];

  /** `atMs` is of a clock that only goes on. */
  add(value: number, atMs: number): void {
    this.values.push({ atMs, value });
    const from = this.values.findIndex((each) => each.atMs > atMs - WINDOW_MS);
    this.values.splice(0, Math.max(from, this.values.length - VALUES_MAX));
  }

  /** Undefined while there is no value. */
  metric(name: string, updated: Date): HistogramMetric | undefined {
    const sorted = this.values.map(({ value }) => value).sort((one, other) => one - other);
    const [min, max] = [sorted[0], sorted.at(-1)];
    if (min === undefined || max === undefined) return undefined;
    const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
    const squares = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return {
      kind: 'histogram',
      ...{ name, updated, min, max, mean },
      median: medianOf(sorted),
      deviation: sorted.length === 1 ? 0 : Math.sqrt(squares / (sorted.length - 1)),
    };
  }
}

function medianOf(sorted: readonly number[]): number {
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] ?? upper)) / 2;
}
