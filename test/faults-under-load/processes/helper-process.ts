import { spawn, type ChildProcess } from 'node:child_process';

const READY_MS_MAX = 30_000;

/** What every helper says first. */
export const READY = { kind: 'ready' } as const;

/** A process of the harness's own: a module that takes its settings as JSON, says when it is ready, and talks by messages. */
export class HelperProcess<Message extends { readonly kind: string }> {
  readonly name: string;
  private readonly file: string;
  private readonly settings: unknown;
  private readonly onMessage: (message: Message) => void;
  private child: ChildProcess | undefined;

  constructor(name: string, file: string, settings: unknown, onMessage: (message: Message) => void = () => undefined) {
    this.name = name;
    this.file = file;
    this.settings = settings;
    this.onMessage = onMessage;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Resolves when it is ready. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [this.file, JSON.stringify(this.settings)], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.child = child;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`${this.name} was not ready within ${READY_MS_MAX} ms`));
      }, READY_MS_MAX);
      child.once('exit', () => {
        clearTimeout(timer);
        reject(new Error(`${this.name} has ended`));
      });
      child.on('message', (message: Message | typeof READY) => {
        if (message.kind !== READY.kind) {
          this.onMessage(message as Message);
          return;
        }
        clearTimeout(timer);
        resolve();
      });
    });
  }

  send(message: object): void {
    if (this.child?.connected === true) this.child.send(message);
  }

  /** Sends a signal, and resolves when the process is gone. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const { child } = this;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }

  /** Resolves when the process has ended by itself. */
  async ended(): Promise<void> {
    const { child } = this;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    await new Promise((resolve) => child.once('exit', resolve));
  }
}

/** The settings of the process that runs now. */
export function helperSettings(): unknown {
  return JSON.parse(process.argv[2] ?? '{}');
}

/** In a helper: ends with its parent. */
export function tellReady(): void {
  process.once('disconnect', () => process.exit(0));
  process.send?.(READY);
}
