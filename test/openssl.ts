import { spawnSync } from 'node:child_process';

const present = spawnSync('openssl', ['version']).status === 0;

/** A suite in which OpenSSL's command line is the other party. Where it is absent that is said, loudly, and there is no test. */
export function describeWithOpenssl(title: string, suite: (this: Mocha.Suite) => void): void {
  if (present) {
    describe(title, suite);
  } else {
    process.stderr.write(`\n*** NOT TESTED AGAINST OPENSSL: "${title}": there is no openssl command ***\n\n`);
  }
}

/** Runs `openssl`; what it printed on both streams, and its exit code. */
export function openssl(args: readonly string[], input?: Uint8Array): { text: string; output: Buffer; code: number } {
  const { stdout, stderr, status } = spawnSync('openssl', args, { input });
  return { text: `${stdout.toString('latin1')}${stderr.toString('latin1')}`, output: stdout, code: status ?? -1 };
}
