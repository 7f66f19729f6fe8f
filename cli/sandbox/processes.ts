import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { drumError } from '#protocol/errors.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', 'bin', 'drum.mjs');
const READY_MS_MAX = 60_000;
const STOP_MS_MAX = 15_000;
/** Lines of a program's log that are shown when it does not start. */
const LOG_LINES_SHOWN = 5;

export type ReadyLine = Readonly<Record<string, unknown>>;

/** The programs of a sandbox, each a process of its own; its log goes to a file in its folder. */
export class Processes {
  private readonly children: { readonly name: string; readonly process: ChildProcess }[] = [];
  private readonly onDeath: (name: string) => void;
  private stopping = false;

  constructor(onDeath: (name: string) => void) {
    this.onDeath = onDeath;
  }

  /** Starts `drum …args` and resolves with the line that says it is ready. Throws what it said when it ended instead. */
  async start(name: string, args: readonly string[], folder: string): Promise<ReadyLine> {
    const logPath = join(folder, 'log.jsonl');
    const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    child.stderr?.pipe(createWriteStream(logPath, { flags: 'a', mode: 0o600 }));
    this.children.push({ name, process: child });
    child.once('exit', () => {
      if (!this.stopping) this.onDeath(name);
    });
    return new Promise((resolve, reject) => {
      const fail = (reason: string): void => {
        clearTimeout(timer);
        void lastLines(logPath).then((lines) => {
          reject(drumError('io_error', `${name} ${reason}${lines === '' ? '' : `:\n${lines}`}\n(${logPath})`));
        });
      };
      const timer = setTimeout(() => {
        fail(`was not ready within ${READY_MS_MAX / 1000} s`);
      }, READY_MS_MAX);
      child.once('exit', (code) => {
        fail(`ended with exit code ${code ?? 'none'}`);
      });
      if (child.stdout !== null) {
        createInterface({ input: child.stdout }).once('line', (line) => {
          clearTimeout(timer);
          child.removeAllListeners('exit');
          child.once('exit', () => {
            if (!this.stopping) this.onDeath(name);
          });
          resolve(JSON.parse(line) as ReadyLine);
        });
      }
    });
  }

  /** Stops all, the last started first, and resolves when none is left. */
  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(
      this.children.toReversed().map(async ({ process: child }) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGTERM');
        const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX);
        await ended;
        clearTimeout(timer);
      }),
    );
  }
}

async function lastLines(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim().split('\n').slice(-LOG_LINES_SHOWN).join('\n');
  } catch {
    return '';
  }
}
