import { createHash } from 'node:crypto';

/**
 * Random numbers that a seed decides: the same on every machine and in every release, so that a register of synthetic
 * persons is the same everywhere. The generator is xoshiro128** (Blackman and Vigna); it is not for secrets.
 */
export class Random {
  private readonly state: Uint32Array;

  constructor(seed: string) {
    const digest = createHash('sha256').update(seed).digest();
    this.state = Uint32Array.from([0, 4, 8, 12].map((offset) => digest.readUInt32LE(offset)));
  }

  /** A whole number from 0 up to, not including, `bound` (at most 2³²). */
  below(bound: number): number {
    return Math.floor((this.next() / 2 ** 32) * bound);
  }

  /** A whole number from `min` to `max`, both included. */
  between(min: number, max: number): number {
    return min + this.below(max - min + 1);
  }

  /** True in `percent` of a hundred cases. */
  chance(percent: number): boolean {
    return this.next() / 2 ** 32 < percent / 100;
  }

  pick<T>(list: readonly [T, ...T[]]): T {
    return list[this.below(list.length)] ?? list[0];
  }

  /** An element chosen as often as its weight says. */
  pickWeighted<T extends { readonly weight: number }>(list: readonly [T, ...T[]]): T {
    let left = this.below(list.reduce((sum, { weight }) => sum + weight, 0));
    return list.find(({ weight }) => (left -= weight) < 0) ?? list[0];
  }

  private next(): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.state;
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const third = c ^ a;
    const fourth = d ^ b;
    this.state.set([a ^ fourth, b ^ third, third ^ (b << 9), rotate(fourth, 11)]);
    return result;
  }
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
