import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { drumError } from '#protocol/errors.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', 'bin', 'drum.mjs');
/** Pieces of young memory (MiB): with Node.js's own 16 a server takes 15 MB more at rest and no less of the processor. */
const NODE_OPTIONS = ['--max-semi-space-size=4'];
/** glibc keeps freed memory for each thread that ever took some; two such stores are enough and spare 30 MB under load. */
const ENVIRONMENT = { MALLOC_ARENA_MAX: '2' };
const READY_MS_MAX = 60_000;
const STOP_MS_MAX = 15_000;
/** Lines of a program's log that are shown when it does not start. */
const LOG_LINES_SHOWN = 5;

export type ReadyLine = Readonly<Record<string, unknown>>;

/** The programs of a sandbox, each a process of its own; its log goes to a file in its folder. */
export class Processes {
  private readonly children = new Map<string, ChildProcess>();
  /** How each was started last. */
  private readonly commands = new Map<string, { readonly args: readonly string[]; readonly folder: string }>();
  private readonly onDeath: (name: string) => void;

  constructor(onDeath: (name: string) => void) {
    this.onDeath = onDeath;
  }

  /** Starts `drum …args` and resolves with the line that says it is ready. Throws what it said when it ended instead. */
  async start(name: string, args: readonly string[], folder: string): Promise<ReadyLine> {
    if (isRunning(this.children.get(name))) throw drumError('data_in_use', `${name} runs already`);
    const logPath = join(folder, 'log.jsonl');
    const child = spawn(process.execPath, [...NODE_OPTIONS, PROGRAM, ...args], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...ENVIRONMENT, ...process.env },
    });
    const log = createWriteStream(logPath, { flags: 'a', mode: 0o600 });
    // Where it cannot be written, the program goes on, and must not wait for a reader.
    log.once('error', () => child.stderr?.resume());
    child.stderr?.pipe(log);
    this.children.set(name, child);
    this.commands.set(name, { args, folder });
    try {
      const ready = await readyLine(child);
      child.once('exit', () => {
        // One that was ended on purpose is no longer there.
        if (this.children.get(name) === child) this.onDeath(name);
      });
      return ready;
    } catch (error) {
      if (this.children.get(name) === child) this.children.delete(name);
      child.kill('SIGKILL');
      const reason = error instanceof Error ? error.message : String(error);
      const lines = await lastLines(logPath);
      throw drumError('start_failed', `${name} ${reason}${lines === '' ? '' : `:\n${lines}`}\n(${logPath})`, error);
    }
  }

  /** Starts a program that has ended once more, by the same command line. */
  startAgain(name: string): Promise<ReadyLine> {
    const command = this.commands.get(name);
    if (command === undefined) throw drumError('not_found', `${name} was never started`);
    return this.start(name, command.args, command.folder);
  }

  /** The id of a program that runs. */
  pid(name: string): number | undefined {
    return this.children.get(name)?.pid;
  }

  /** Ends one program, on purpose, and resolves when it is gone; false when the signal alone did not end it in time. */
  async end(name: string, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<boolean> {
    const child = this.children.get(name);
    this.children.delete(name);
    if (child === undefined || !isRunning(child)) return true;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    let isInTime = true;
    child.kill(signal);
    const timer = setTimeout(() => {
      isInTime = false;
      child.kill('SIGKILL');
    }, STOP_MS_MAX);
    await ended;
    clearTimeout(timer);
    return isInTime;
  }

  /** Stops all, and resolves when none is left. */
  async stop(): Promise<void> {
    await Promise.all([...this.children.keys()].map((name) => this.end(name)));
  }

  /** Ends all at once, without waiting: for the last moment of this process. */
  abandon(): void {
    for (const child of this.children.values()) child.kill('SIGKILL');
    this.children.clear();
  }
}

const isRunning = (child: ChildProcess | undefined): boolean => child?.exitCode === null && child.signalCode === null;

function readyLine(child: ChildProcess): Promise<ReadyLine> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`was not ready within ${READY_MS_MAX / 1000} s`));
    }, READY_MS_MAX);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`ended with exit code ${code ?? 'none'}`));
    });
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).once('line', (line) => {
      clearTimeout(timer);
      resolve(JSON.parse(line) as ReadyLine);
    });
  });
}

async function lastLines(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim().split('\n').slice(-LOG_LINES_SHOWN).join('\n');
  } catch {
    return '';
  }
}
