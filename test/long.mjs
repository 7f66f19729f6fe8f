// The long lane: every parser that strangers reach, alone in a process, with many inputs, under ceilings and a watchdog.
//
//     node test/run.mjs --long [--short] [--only TEXT] [--inputs N] [--seed N]
//
// A parser is a name behind `@fuzz` at the end of a test's title (`itSurvives` of test/fuzz.ts writes such titles); tests
// of one name run together. Its process tells on a descriptor of its own how far it is (test/long/report.ts). It fails when
// a test fails, when it is silent or slow for too long, when it needs more memory than it may, and when it ends, however
// gladly, before it has read all inputs. Plain JavaScript, like run.mjs.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { specFiles } from './spec-shards.mjs';

const INPUTS = 200_000;
/** Inputs of the short form, which CI can run. */
const INPUTS_SHORT = 200;
/** JavaScript heap of one parser's process (V8's old space): inputs have kilobytes, so what needs more keeps them. */
const HEAP_MIB_MAX = 192;
/** All memory of it, with buffers and WebAssembly, which the heap's ceiling does not hold. */
const RSS_MIB_MAX = 640;
/** Without a word from a parser for this long, it hangs. Above the time that one input may take (test/fuzz.ts). */
const SILENCE_SECONDS_MAX = 60;
const PARSER_SECONDS_MAX = 3_600;
const OUTPUT_CHARACTERS_MAX = 200_000;
const LINE_CHARACTERS_MAX = 400;
const SEED_MAX = 0x7fffffff;

const root = join(import.meta.dirname, '..');
const mocha = join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');

/** Runs the lane and prints a line a parser, then the counts. The exit code: 0 when every parser passed, else 1. */
export async function longLane(args) {
  const options = readOptions(args);
  const folder = mkdtempSync(join(tmpdir(), 'drum-long-'));
  const started = performance.now();
  const parsers = discovered(options, join(folder, 'tests.json'));
  const chosen = parsers.filter(({ name }) => name.includes(options.only));
  console.log(
    `${chosen.length} parsers, ${options.inputs} inputs each, seed ${options.seed}; at most ${HEAP_MIB_MAX} MiB of heap and ` +
      `${RSS_MIB_MAX} MiB in all, ${options.silenceSeconds} s of silence, ${PARSER_SECONDS_MAX} s a parser; Node.js ${process.version}`,
  );
  printRow('parser', 'inputs', 'results', 'seconds', 'peak RSS', 'slowest', 'verdict');
  const queue = [...chosen];
  const failed = [];
  const worker = async () => {
    for (let parser = queue.shift(); parser !== undefined; parser = queue.shift()) {
      const outcome = await runParser(parser, options, folder);
      report(outcome);
      if (outcome.fault !== undefined) failed.push(outcome);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  for (const outcome of failed) explain(outcome, options);
  if (failed.length === 0) rmSync(folder, { recursive: true, force: true });
  console.log(`${((performance.now() - started) / 1000).toFixed(0)} s`);
  const skipped = parsers.length - chosen.length;
  console.log(`${chosen.length - failed.length} passed, ${failed.length} failed, ${skipped} skipped`);
  return failed.length === 0 && chosen.length > 0 ? 0 : 1;
}

function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      long: { type: 'boolean' },
      short: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      inputs: { type: 'string' },
      seed: { type: 'string' },
      // For the lane's own test.
      spec: { type: 'string' },
      'silence-seconds': { type: 'string' },
    },
  });
  const asked = values.inputs ?? process.env.DRUM_FUZZ_RUNS;
  return {
    inputs: number('--inputs', asked, values.short ? INPUTS_SHORT : INPUTS),
    seed: number('--seed', values.seed, 1 + Math.floor(Math.random() * SEED_MAX)),
    silenceSeconds: number('--silence-seconds', values['silence-seconds'], SILENCE_SECONDS_MAX),
    only: values.only,
    spec: values.spec,
  };
}

function number(name, text, otherwise) {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new TypeError(`${name} must be a whole number above 0, not ${text}`);
  return value;
}

/** The parsers with the files that test them, in the order of the files. */
function discovered({ spec }, path) {
  const where = spec === undefined ? specFiles() : [spec];
  const args = [
    mocha,
    '--dry-run',
    '--grep',
    '@fuzz',
    '--reporter',
    'json',
    '--reporter-option',
    `output=${path}`,
    ...where,
  ];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`The tests cannot be listed: ${stderr}`);
  const files = new Map();
  for (const { title, file } of JSON.parse(readFileSync(path, 'utf8')).tests) {
    const name = /@fuzz (\S.*)$/.exec(title)?.[1];
    if (name === undefined) throw new Error(`${file}: no parser's name stands behind @fuzz at the end of "${title}"`);
    files.set(name, (files.get(name) ?? new Set()).add(file));
  }
  return [...files].map(([name, set]) => ({ name, files: [...set] }));
}

function commandOf({ name, files }) {
  const pattern = `@fuzz ${RegExp.escape(name)}$`;
  return [mocha, '--no-config', '--timeout', '0', '--grep', pattern, ...files];
}

/** Resolves with what became of a parser; `fault` says why it failed. */
function runParser(parser, options, folder) {
  const lastInput = join(folder, `${parser.name.replaceAll(/[^A-Za-z0-9]+/g, '-')}.input`);
  const started = performance.now();
  const child = spawn(process.execPath, commandOf(parser), {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: {
      ...process.env,
      NODE_OPTIONS: `--max-old-space-size=${HEAP_MIB_MAX}`,
      DRUM_FUZZ_RUNS: String(options.inputs),
      DRUM_FUZZ_SEED: String(options.seed),
      DRUM_FUZZ_REPORT: '3',
      DRUM_FUZZ_LAST_INPUT: lastInput,
    },
  });
  const state = { inputs: 0, results: 0, slowestMs: 0, rssBytesMax: 0, output: '' };
  let killedFor;
  let heardAt = started;
  const kill = (reason) => {
    killedFor ??= reason;
    child.kill('SIGKILL');
  };
  const watchdog = setInterval(() => {
    const now = performance.now();
    if (now - heardAt > options.silenceSeconds * 1000) kill(`hangs: no progress for ${options.silenceSeconds} s`);
    if (now - started > PARSER_SECONDS_MAX * 1000) kill(`takes more than ${PARSER_SECONDS_MAX} s`);
    if (state.rssBytesMax > RSS_MIB_MAX * 2 ** 20) kill(`needs more than ${RSS_MIB_MAX} MiB of memory`);
  }, 250);
  let pending = '';
  child.stdio[3].setEncoding('utf8').on('data', (text) => {
    const lines = (pending + text).split('\n');
    pending = lines.pop();
    for (const line of lines) Object.assign(state, JSON.parse(line));
    heardAt = performance.now();
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      state.output = (state.output + text).slice(-OUTPUT_CHARACTERS_MAX);
    });
  }
  return new Promise((resolve) => {
    child.on('error', (error) => (killedFor ??= error.message));
    child.on('close', (code, signal) => {
      clearInterval(watchdog);
      const fault = killedFor ?? faultOf(code, signal, state, options);
      resolve({ ...state, parser, lastInput, seconds: (performance.now() - started) / 1000, fault });
    });
  });
}

function faultOf(code, signal, { inputs, rssBytesMax, output }, options) {
  if (output.includes('heap out of memory')) return `needs more than ${HEAP_MIB_MAX} MiB of heap`;
  if (signal !== null) return `ended by ${signal}`;
  if (code !== 0) return 'a test failed';
  if (rssBytesMax > RSS_MIB_MAX * 2 ** 20) return `needs more than ${RSS_MIB_MAX} MiB of memory`;
  if (inputs < options.inputs) return `ended after ${inputs} inputs`;
  return undefined;
}

function report({ parser, inputs, results, seconds, rssBytesMax, slowestMs, fault }) {
  printRow(
    parser.name,
    inputs,
    results,
    seconds.toFixed(1),
    `${(rssBytesMax / 2 ** 20).toFixed(0)} MiB`,
    `${slowestMs.toFixed(0)} ms`,
    fault === undefined ? 'passed' : `FAILED: ${fault}`,
  );
}

function printRow(name, ...columns) {
  const verdict = columns.pop();
  console.log(`${name.padEnd(48)}${columns.map((column) => String(column).padStart(9)).join(' ')}  ${verdict}`);
}

/** What is needed to see a failure again. */
function explain({ parser, fault, output, lastInput }, { seed, inputs }) {
  const size = statSync(lastInput, { throwIfNoEntry: false })?.size ?? 0;
  console.log(`\n✗ ${parser.name}: ${fault}`);
  for (const line of output.trim().split('\n')) console.log(line.slice(0, LINE_CHARACTERS_MAX));
  console.log(`Its last input: ${lastInput} (${size} bytes)`);
  console.log(`Once more: node test/run.mjs --long --only "${parser.name}" --inputs ${inputs} --seed ${seed}`);
}
