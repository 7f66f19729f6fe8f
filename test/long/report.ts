import { openSync, ftruncateSync, writeSync } from 'node:fs';
import fc from 'fast-check';

/** How often a parser's process tells how far it is. */
const BEAT_MS = 500;

/**
 * What a process of the long lane tells the watchdog, as lines of JSON on a descriptor of their own: how many inputs there
 * were, how many of them gave a result, the slowest one and the memory. Written synchronously, because a parser that hangs gives nothing else its turn.
 */
class LaneReport {
  readonly seed: number;
  private readonly descriptor: number;
  private readonly lastInput: number;
  private inputs = 0;
  private results = 0;
  private slowestMs = 0;
  private beatAt = 0;

  constructor(descriptor: number, lastInputPath: string, seed: number) {
    this.descriptor = descriptor;
    this.seed = seed;
    this.lastInput = openSync(lastInputPath, 'w');
    process.once('exit', () => {
      this.beat();
    });
  }

  /** Another input is about to be read. */
  count(): void {
    this.inputs += 1;
    const now = performance.now();
    if (now - this.beatAt < BEAT_MS) return;
    this.beatAt = now;
    this.beat();
  }

  /** Keeps the input in a file, so that one which ends the process is not lost with it. */
  keep(input: unknown): void {
    const bytes = input instanceof Uint8Array ? input : Buffer.from(fc.stringify(input));
    writeSync(this.lastInput, bytes, 0, bytes.length, 0);
    ftruncateSync(this.lastInput, bytes.length);
  }

  /** The input was good enough for a result. */
  accepted(): void {
    this.results += 1;
  }

  took(milliseconds: number): void {
    this.slowestMs = Math.max(this.slowestMs, milliseconds);
  }

  private beat(): void {
    const rssBytesMax = process.resourceUsage().maxRSS * 1024;
    const { inputs, results, slowestMs } = this;
    writeSync(this.descriptor, `${JSON.stringify({ inputs, results, slowestMs, rssBytesMax })}\n`);
  }
}

/** Undefined outside the long lane. */
export function laneReport(): LaneReport | undefined {
  const { DRUM_FUZZ_REPORT: descriptor, DRUM_FUZZ_LAST_INPUT: path, DRUM_FUZZ_SEED: seed } = process.env;
  if (descriptor === undefined || path === undefined) return undefined;
  return new LaneReport(Number(descriptor), path, Number(seed ?? 1));
}
