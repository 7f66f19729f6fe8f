import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..');
export const DRUM = join(ROOT, 'bin', 'drum.mjs');
export const START_MS_MAX = 60_000;

interface Ended {
  readonly code: number | null;
  readonly out: string;
}

/** `drum sandbox` as a person starts it. */
export class SandboxProcess {
  private out = '';
  private readonly process: ChildProcess;

  constructor(...args: readonly string[]) {
    this.process = spawn(process.execPath, [DRUM, 'sandbox', ...args], { cwd: ROOT });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.out += chunk.toString();
      });
    }
  }

  /** What stands on the screen when everything runs. */
  async ready(): Promise<string> {
    const deadline = AbortSignal.timeout(START_MS_MAX);
    while (!this.out.includes('Ctrl-C stops everything')) {
      if (this.process.exitCode !== null || deadline.aborted)
        throw new Error(`The sandbox did not start:\n${this.out}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return this.out;
  }

  async interrupt(): Promise<Ended> {
    this.process.kill('SIGINT');
    await once(this.process, 'exit');
    return { code: this.process.exitCode, out: this.out };
  }

  kill(): void {
    this.process.kill('SIGKILL');
  }
}

/** Runs a printed command by a shell, from the project's folder, with this Node.js first in its path. */
export async function shell(command: string): Promise<Ended> {
  const path = `${join(process.execPath, '..')}:${process.env.PATH ?? ''}`;
  const child = spawn('sh', ['-c', command], { cwd: ROOT, env: { ...process.env, PATH: path } });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
  }
  await once(child, 'close');
  return { code: child.exitCode, out };
}
