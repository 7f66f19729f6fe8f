import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { DrumError, errorEntry } from '#protocol/errors.ts';
import { Refusal } from '../member-adapters/registers/refusal.ts';
import { laneReport } from './long/report.ts';

/** Inputs of a parser in an ordinary run: enough to notice that it broke, few enough that nobody waits. */
const DEFAULT_RUNS = 60;
/**
 * Milliseconds of computing time that one input may take. Inputs are kilobytes (see `hostile-input.ts`), so what needs this
 * long grows faster than its input. Not wall-clock time, as the machine may be busy with other things.
 */
const INPUT_CPU_MS_MAX = 3_000;
/** As in the programs. */
const STACK_FRAMES = 10;
/** Inputs after which timers, streams and finalizers get their turn. */
const TURN_EVERY = 500;

const report = laneReport();
// Every property of the process counts, also those that only call `fuzzRuns`.
if (report !== undefined) {
  fc.configureGlobal({ seed: report.seed });
  fc.installGlobalPlugin(
    fc.beforeEach(() => {
      report.count();
    }),
  );
}

/** Inputs per property: a few by default, `DRUM_FUZZ_RUNS` of them in the long lane (`npm run test:long`). */
export function fuzzRuns(defaultRuns: number): number {
  const asked = Number(process.env.DRUM_FUZZ_RUNS);
  return Number.isInteger(asked) && asked > 0 ? asked : defaultRuns;
}

interface FuzzOptions {
  /** Inputs in an ordinary run. */
  readonly runs?: number;
  /** What the parser throws for bad input beside errors with a code, where those who call it give the code. */
  readonly refusal?: new (...parameters: never[]) => Error;
}

/**
 * A test that the parser gives a result, or throws an error with a code of the registry, whatever comes; and in a bounded
 * time. `internal_error` is no such code: it is what an unforeseen exception becomes. The title ends in `@fuzz <parser>`,
 * by which the long lane finds and names it. `inputs` is a function where the seeds take time to make.
 */
export function itSurvives<Input>(
  parser: string,
  inputs: fc.Arbitrary<Input> | (() => fc.Arbitrary<Input> | Promise<fc.Arbitrary<Input>>),
  read: (input: Input) => unknown,
  { runs = DEFAULT_RUNS, refusal }: FuzzOptions = {},
): void {
  it(`gives a result or a code, whatever comes @fuzz ${parser}`, async () => {
    let done = 0;
    const property = fc.asyncProperty(typeof inputs === 'function' ? await inputs() : inputs, async (input) => {
      report?.keep(input);
      const before = process.threadCpuUsage();
      try {
        const result = read(input);
        if (result instanceof Promise) await result;
        report?.accepted();
      } catch (error) {
        if (refusal === undefined || !(error instanceof refusal)) expectCode(error);
      }
      const { user, system } = process.threadCpuUsage(before);
      const milliseconds = (user + system) / 1000;
      report?.took(milliseconds);
      if (milliseconds > INPUT_CPU_MS_MAX) throw new Error(`One input took ${milliseconds.toFixed(0)} ms of computing`);
      done += 1;
      if (done % TURN_EVERY === 0) await setImmediate();
    });
    // Mocha asks for whole stacks, which cost the recursive parsers of libraries thousands of frames an error.
    const frames = Error.stackTraceLimit;
    Error.stackTraceLimit = STACK_FRAMES;
    try {
      await fc.assert(property, { numRuns: fuzzRuns(runs) });
    } finally {
      Error.stackTraceLimit = frames;
    }
  });
}

/** What JavaScript itself throws at a mistake in the program, also where a catch-all has put a code on it. */
const MISTAKE =
  /Cannot (?:read|set) properties|is not (?:a function|iterable|a constructor|defined)|call stack|array length/;

/** Throws unless it is an error that a stranger may be answered with: ours, and with a code that the registry explains. */
export function expectCode(error: unknown): void {
  const code = codeOf(error);
  if (code === undefined) throw error;
  const entry = errorEntry(code);
  if (entry === undefined) throw new Error(`The code ${code} is not in the registry`, { cause: error });
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const isMistake = isOfLanguage(cause) && MISTAKE.test(cause.message);
    if (isMistake || errorEntry(codeOf(cause) ?? '')?.code === 'internal_error') {
      throw new Error(`An unforeseen exception stands behind ${code}`, { cause: cause.cause ?? cause });
    }
  }
}

const isOfLanguage = (error: Error): boolean =>
  error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;

function codeOf(error: unknown): string | undefined {
  return error instanceof DrumError || error instanceof Refusal ? error.code : undefined;
}
