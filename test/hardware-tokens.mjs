// What the tests of PKCS#11 tokens need beside npm's packages: pkcs11js, built, and SoftHSM2. Plain JavaScript, like run.mjs.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
const succeeds = (command, args) =>
  spawnSync(command, args, { env, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0;
const isInstalled = () => spawnSync('softhsm2-util', ['--version']).status === 0;

/** Sees to it that both are there; undefined, or what is missing and how to get it. */
export function missingHardwareTokens() {
  if (!isBuilt() && !succeeds(process.execPath, [join(root, 'bin', 'build-pkcs11.mjs')])) {
    return 'The tests of PKCS#11 tokens need pkcs11js built ("npm run build:pkcs11"); see above what was missing.';
  }
  if (isInstalled()) return undefined;
  if (process.getuid?.() === 0) {
    // A list of packages that is there spares asking for a new one.
    const install = () => succeeds('apt-get', ['install', '-y', '--no-install-recommends', 'softhsm2']);
    if (!install() && succeeds('apt-get', ['update'])) install();
    if (isInstalled()) return undefined;
  }
  return 'The tests of PKCS#11 tokens need SoftHSM2: as root, "apt-get install softhsm2" (Debian, Ubuntu).';
}

function isBuilt() {
  try {
    createRequire(import.meta.url)('pkcs11js');
    return true;
  } catch {
    return false;
  }
}
