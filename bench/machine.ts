import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';

/** What figures depend on beside the code. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly kernel: string;
  readonly node: string;
  readonly openssl: string;
  /** Of the code, where it is a git checkout; with a + where it has uncommitted changes. */
  readonly revision: string;
  /** SHA-256 of the sandbox's own country. */
  readonly configuration: string;
}

const ROOT = join(import.meta.dirname, '..');

export function machine(): Machine {
  const country = readFileSync(join(ROOT, 'config', 'sandbox', 'bulgaria.yaml'));
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
    kernel: release(),
    node: process.version,
    openssl: process.versions.openssl,
    revision: revision(),
    configuration: createHash('sha256').update(country).digest('hex'),
  };
}

function revision(): string {
  try {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
    return (
      git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', '--untracked-files=no') === '' ? '' : '+')
    );
  } catch {
    return 'unknown';
  }
}
