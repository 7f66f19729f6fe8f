import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readTrace, TRACED, type SystemCall } from './trace.ts';

/** A page of the database is 4 KiB; what stands at its end must be seen, too. */
const TEXT_BYTES = 8_192;
const ATTACHED_MS_MAX = 20_000;

/** Why system calls cannot be traced here; undefined where they can. */
export function whyNoStrace(): string | undefined {
  const { error, status, stderr } = spawnSync('strace', ['-f', '-e', 'trace=none', '-o', '/dev/null', 'true'], {
    encoding: 'utf8',
  });
  if (error !== undefined) return 'strace is not installed (on Debian: apt install strace)';
  if (status !== 0) return `strace may not trace here: ${stderr.trim()}`;
  return undefined;
}

/** strace, attached to running processes with all their threads and whatever they start. */
export class Strace {
  private readonly child: ChildProcess;
  private readonly path: string;

  private constructor(child: ChildProcess, path: string) {
    this.child = child;
    this.path = path;
  }

  /** @param tampering what strace is to do to calls, such as `fsync:delay_enter=1000` */
  static async attach(processes: readonly number[], path: string, tampering: readonly string[] = []): Promise<Strace> {
    const options = [
      ...['-f', '-yy', '-s', String(TEXT_BYTES), '-o', path],
      ...['-e', `trace=${TRACED.join(',')}`],
      ...tampering.flatMap((each) => ['-e', `inject=${each}`]),
      ...processes.flatMap((pid) => ['-p', String(pid)]),
    ];
    const child = spawn('strace', options, { stdio: ['ignore', 'ignore', 'pipe'] });
    try {
      await attached(child, processes.length);
    } catch (error) {
      // Whom it has, nobody else could attach to.
      child.kill('SIGINT');
      throw error;
    }
    return new Strace(child, path);
  }

  /** Leaves the processes alone, and gives what it has seen. */
  async detach(): Promise<{ readonly text: string; readonly calls: SystemCall[] }> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGINT');
    await ended;
    const text = readFileSync(this.path, 'utf8');
    return { text, calls: readTrace(text) };
  }
}

function attached(child: ChildProcess, processes: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => {
      reject(new Error(`strace has not attached: ${said}`));
    }, ATTACHED_MS_MAX);
    child.once('exit', () => {
      clearTimeout(timer);
      reject(new Error(`strace has ended: ${said}`));
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      // Once for each process that was named: "strace: Process 1 attached with 12 threads".
      if (said.split(/Process \d+ attached/).length <= processes) return;
      clearTimeout(timer);
      resolve();
    });
  });
}
