// The specs, shared among a few processes of mocha: most of their time is waiting (for a time-stamp, a restart, a time-out), so one
// process would leave the machine idle for half of it. What is shared is folders, not files: files of a folder may stand
// on one country that their process starts once. Plain JavaScript, like run.mjs.
import { spawn } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';

const SPECS =
  '{protocol,certs,config,storage,distribution,administration,central-server,configuration-proxy,security-server,member-adapters,cli,test}/**/*.test.ts';
/** More would make tests wait for the processor that watch a clock. */
const PROCESSES_MAX = 4;
/** Folders that hold more than one process should run. */
const SPLIT = ['central-server'];
/** What takes longest, so that nothing long is left for the end. */
const LONG_FIRST = [
  'security-server',
  'test/browser',
  'test/central-server/backup',
  'test/central-server/admin-api',
  'test/security-server',
  'test/bodies',
  'test/faults-under-load',
  'test/faults',
  'test/central-server',
  'test/browser',
  'test/hostile',
  'test/exchange',
  'test/soap',
  'test/disks',
  'test/federation',
  'test/conformance',
];

const root = join(import.meta.dirname, '..');
const mocha = join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
const reporter = join(import.meta.dirname, 'reporter.cjs');

/** Every file of tests, from the root of the project. */
export const specFiles = () => globSync(SPECS, { cwd: root });

/** What a file runs with, by the folders that it is in: tests of the whole by theirs, all others by their room. */
function shardOf([room, folder, inner]) {
  if (room !== 'test' || folder === undefined) return room;
  return SPLIT.includes(folder) && inner !== undefined ? `${room}/${folder}/${inner}` : `${room}/${folder}`;
}

/** `{ name, files }` of every shard, the longest first. */
function specShards() {
  const files = new Map();
  for (const file of specFiles()) {
    const name = shardOf(file.split('/').slice(0, -1));
    files.set(name, [...(files.get(name) ?? []), file]);
  }
  const place = (name) => (LONG_FIRST.includes(name) ? LONG_FIRST.indexOf(name) : LONG_FIRST.length);
  return [...files]
    .map(([name, own]) => ({ name, files: own.sort() }))
    .sort((one, other) => place(one.name) - place(other.name));
}

/**
 * Runs every spec. What a shard printed comes when it ends, that of the failed ones at the end. Resolves to the counts
 * `{ passed, failed, skipped }`; a process that ends badly without a failed test counts as one.
 */
export async function runSpecs() {
  const folder = mkdtempSync(join(tmpdir(), 'drum-specs-'));
  const queue = specShards();
  const total = { passed: 0, failed: 0, skipped: 0 };
  const failures = [];
  const worker = async () => {
    for (let shard = queue.shift(); shard !== undefined; shard = queue.shift()) {
      const { counts, output, seconds } = await runShard(shard, join(folder, shard.name.replaceAll('/', '-')));
      for (const key of Object.keys(total)) total[key] += counts[key];
      const summary = `${shard.name}: ${told(counts)}, ${seconds.toFixed(0)} s`;
      if (counts.failed === 0) console.log(`\n${output.trimEnd()}\n\n✓ ${summary}`);
      else {
        failures.push(`\n${output.trimEnd()}\n\n✗ ${summary}`);
        console.log(`\n✗ ${summary}; what it printed comes at the end`);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism() + 1, PROCESSES_MAX) }, worker));
  for (const failure of failures) console.log(failure);
  rmSync(folder, { recursive: true, force: true });
  return total;
}

export const told = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed, ${skipped} skipped`;

function runShard({ files }, countsPath) {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [mocha, '--reporter', reporter, ...files], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, DRUM_TEST_COUNTS: countsPath },
    });
    const printed = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => printed.push(bytes));
    child.once('error', (error) => printed.push(Buffer.from(error.message)));
    child.once('close', (code, signal) => {
      const counts = countsOf(countsPath);
      if (code !== 0 && counts.failed === 0) {
        counts.failed = 1;
        printed.push(Buffer.from(`\nIts process ended with ${signal ?? code} though no test failed.\n`));
      }
      const seconds = (performance.now() - started) / 1000;
      resolve({ counts, output: Buffer.concat(printed).toString(), seconds });
    });
  });
}

function countsOf(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
}
