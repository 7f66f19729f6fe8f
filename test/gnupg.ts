import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const present = spawnSync('gpg', ['--version']).status === 0;

/** A suite in which GnuPG is the other party. Where it is absent that is said, loudly, and there is no test. */
export function describeWithGnupg(title: string, suite: (this: Mocha.Suite) => void): void {
  if (present) {
    describe(title, suite);
  } else {
    process.stderr.write(`\n*** NOT TESTED AGAINST GNUPG: "${title}": there is no gpg command ***\n\n`);
  }
}

/** A GnuPG home of its own. Its path is short, because gpg's agent has a socket in it. */
export interface GnupgHome {
  readonly folder: string;
  /** Makes a key pair and returns its fingerprint. */
  newKey(name: string): string;
  /** Takes another home's public key. */
  take(other: GnupgHome, name: string): void;
  run(args: readonly string[], input?: Uint8Array): Buffer;
  remove(): void;
}

export function gnupgHome(): GnupgHome {
  const folder = mkdtempSync(join(tmpdir(), 'gpg-'));
  const run = (args: readonly string[], input?: Uint8Array): Buffer => {
    const { status, stdout, stderr } = spawnSync('gpg', ['--homedir', folder, '--batch', '--yes', ...args], {
      input,
      maxBuffer: 64 * 1024 * 1024,
    });
    if (status !== 0) throw new Error(`gpg ${args.join(' ')}: ${stderr.toString()}`);
    return stdout;
  };
  return {
    folder,
    run,
    newKey: (name) => {
      run([
        '--pinentry-mode',
        'loopback',
        '--passphrase',
        '',
        '--quick-generate-key',
        name,
        'default',
        'default',
        'never',
      ]);
      const listed = run(['--with-colons', '--list-keys', name]).toString();
      return /^fpr:+([0-9A-F]+):/m.exec(listed)?.[1] ?? '';
    },
    take: (other, name) => {
      run(['--import'], other.run(['--export', name]));
    },
    remove: () => {
      spawnSync('gpgconf', ['--homedir', folder, '--kill', 'gpg-agent']);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
