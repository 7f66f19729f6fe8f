// Builds the native half of pkcs11js, which PKCS#11 tokens need: "npm ci" runs no install scripts, so that no machine without a
// compiler fails. Plain JavaScript, like drum.mjs.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');

function fail(text) {
  console.error(text);
  process.exit(1);
}

if (!existsSync(join(root, 'node_modules', 'pkcs11js'))) {
  fail('The package pkcs11js is not installed: run "npm ci" without leaving out optional packages.');
}
// The headers that came with this Node.js; without them npm's node-gyp would fetch them.
const home = dirname(dirname(process.execPath));
const headers = existsSync(join(home, 'include', 'node', 'node_api.h')) ? [`--nodedir=${home}`] : [];
const built = spawnSync('npm', ['rebuild', 'pkcs11js', '--ignore-scripts=false', '--foreground-scripts', ...headers], {
  cwd: root,
  encoding: 'utf8',
});
const loaded = spawnSync(process.execPath, ['-e', 'require("pkcs11js")'], { cwd: root, encoding: 'utf8' });
if (built.status !== 0 || loaded.status !== 0) {
  console.error(`${built.stdout ?? ''}${built.stderr ?? ''}${built.error?.message ?? ''}${loaded.stderr}`);
  fail(
    'pkcs11js could not be built. It needs a C++ compiler, make and Python 3 (Debian: apt-get install g++ make python3).',
  );
}
console.log('pkcs11js is built: PKCS#11 tokens can be used.');
