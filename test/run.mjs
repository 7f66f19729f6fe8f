// The test command: everything that must hold, in the order in which it fails fastest. Plain JavaScript, because it must
// be able to say that Node.js is too old.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const bin = (name) => join(root, 'node_modules', '.bin', name);
const long = process.argv.includes('--long');

const [major] = process.versions.node.split('.').map(Number);
if (major < 24) {
  console.error(
    `The tests need Node.js 24 or newer; this is ${process.version}. After "npm ci" run them as "npm test": on Linux (x64, arm64) that uses the Node.js 24 in node_modules.`,
  );
  process.exit(1);
}

function run(title, command, args, env = {}) {
  console.log(`\n— ${title}`);
  const started = performance.now();
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  if (error) console.error(error.message);
  if (status !== 0) {
    console.error(`\n✗ ${title} failed`);
    process.exit(1);
  }
  console.log(`  ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

if (long) {
  const { longLane } = await import('./long.mjs');
  process.exit(await longLane(process.argv.slice(2)));
}

if (process.argv.includes('--bodies')) {
  const { bodiesLane } = await import('./bodies/lane.ts');
  process.exit(await bodiesLane(process.argv.slice(2)));
}

const specsAlone = process.argv.includes('--specs');
if (!specsAlone) {
  run('types', bin('tsc'), []);
  run('types of the screens', bin('tsc'), ['-p', 'web']);
  // All at once would take nearly all memory that Node.js gives.
  const screens = ['web', 'test/browser'];
  const others = screens.flatMap((folder) => ['--ignore-pattern', folder]);
  run('lint', bin('eslint'), ['.', ...others, '--max-warnings', '0']);
  run('lint of the screens', bin('eslint'), [...screens, '--max-warnings', '0']);
  run('format', bin('prettier'), ['--check', '.', '--log-level', 'warn']);
  run('directions', bin('depcruise'), [
    '--config',
    '.dependency-cruiser.cjs',
    ...[
      'protocol',
      'certs',
      'config',
      'storage',
      'distribution',
      'administration',
      'central-server',
      'configuration-proxy',
      'security-server',
      'member-adapters',
      'cli',
      'web',
      'test',
      'bench',
    ].filter((room) => existsSync(join(root, room))),
  ]);
  run('dead code', bin('knip'), []);
}

console.log('\n— hardware tokens');
const { missingHardwareTokens } = await import('./hardware-tokens.mjs');
const missing = missingHardwareTokens();
if (missing !== undefined) {
  console.error(`\n✗ ${missing}`);
  process.exit(1);
}

const { buildScreens, isBuilt } = await import('../web/building/screens.ts');
if (!isBuilt()) {
  console.log('\n— screens');
  await buildScreens();
}

console.log('\n— tests');
const { runSpecs, told } = await import('./spec-shards.mjs');
const started = performance.now();
const counts = await runSpecs();
console.log(`\n  ${((performance.now() - started) / 1000).toFixed(1)} s`);
// CI's last line, which npm would not leave the last.
mkdirSync(join(root, 'coverage'), { recursive: true });
writeFileSync(join(root, 'coverage', 'counts.txt'), `${told(counts)}\n`);
console.log(told(counts));
process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1;
