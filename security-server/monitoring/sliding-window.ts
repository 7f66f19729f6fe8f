import type { Distribution } from '#protocol/monitoring/health-data.ts';

/** Slices of a window: what is counted leaves it a slice at a time, and takes the same memory however much it is. */
const SLICES = 30;

/** Count, extremes, mean and squared deviations of values of which none is kept. */
class Sums {
  count = 0;
  private min = Infinity;
  private max = -Infinity;
  private mean = 0;
  private squares = 0;

  add(value: number): void {
    this.count += 1;
    this.min = Math.min(this.min, value);
    this.max = Math.max(this.max, value);
    const distance = value - this.mean;
    this.mean += distance / this.count;
    this.squares += distance * (value - this.mean);
  }

  /** As if all values of the other had been added here. */
  addAll(other: Sums): void {
    if (other.count === 0) return;
    const count = this.count + other.count;
    const distance = other.mean - this.mean;
    this.squares += other.squares + (distance * distance * this.count * other.count) / count;
    this.mean += (distance * other.count) / count;
    this.count = count;
    this.min = Math.min(this.min, other.min);
    this.max = Math.max(this.max, other.max);
  }

  /** The deviation is that of a sample, as X-Road's. */
  distribution(): Distribution | undefined {
    if (this.count === 0) return undefined;
    const { min, max, mean } = this;
    const standardDeviation = this.count === 1 ? 0 : Math.sqrt(this.squares / (this.count - 1));
    return { min, average: mean, max, standardDeviation };
  }
}

interface Slice {
  readonly number: number;
  readonly sums: Sums;
}

/** Values of the last `periodMs` milliseconds, added up. */
export class SlidingWindow {
  private readonly sliceMs: number;
  private slices: Slice[] = [];

  constructor(periodMs: number) {
    this.sliceMs = periodMs / SLICES;
  }

  add(value: number, atMs: number): void {
    const number = Math.floor(atMs / this.sliceMs);
    let last = this.slices.at(-1);
    if (last === undefined || last.number < number) {
      this.forget(number);
      last = { number, sums: new Sums() };
      this.slices.push(last);
    }
    last.sums.add(value);
  }

  count(nowMs: number): number {
    return this.total(nowMs).count;
  }

  distribution(nowMs: number): Distribution | undefined {
    return this.total(nowMs).distribution();
  }

  private total(nowMs: number): Sums {
    this.forget(Math.floor(nowMs / this.sliceMs));
    const total = new Sums();
    for (const { sums } of this.slices) total.addAll(sums);
    return total;
  }

  private forget(current: number): void {
    if ((this.slices[0]?.number ?? current) > current - SLICES) return;
    this.slices = this.slices.filter(({ number }) => number > current - SLICES);
  }
}
