import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Said } from './drum.ts';

export const PROGRAM = join(import.meta.dirname, '..', '..', 'bin', 'drum.mjs');

/** A command in a process of its own. */
export class DrumProcess {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  /** The first line of standard output; undefined where it ended without one. */
  readonly firstLine: Promise<string | undefined>;
  private readonly exited: Promise<unknown>;
  private err = '';

  constructor(...args: readonly string[]) {
    this.child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.child.stderr.on('data', (chunk: Buffer) => (this.err += chunk.toString()));
    const lines = createInterface({ input: this.child.stdout });
    this.firstLine = Promise.race([
      once(lines, 'line').then(([line]) => String(line)),
      once(lines, 'close').then(() => undefined),
    ]);
    this.exited = once(this.child, 'close');
  }

  async kill(signal: 'SIGTERM' | 'SIGKILL'): Promise<Omit<Said, 'out'>> {
    this.child.kill(signal);
    return this.ended();
  }

  async ended(): Promise<Omit<Said, 'out'>> {
    await this.exited;
    return { code: this.child.exitCode, err: this.err };
  }
}
