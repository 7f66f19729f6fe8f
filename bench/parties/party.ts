import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/**
 * A process of its own that plays a part in a measurement: information system, provider, forwarder. It gets one task a
 * message and answers each with one message.
 */
export class Party<Task, Result> {
  private readonly child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.child = child;
  }

  /** Starts the module at `path`, which calls `play`. */
  static start<Task, Result>(path: string): Party<Task, Result> {
    return new Party(fork(path, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }));
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** One task at a time. Throws what went wrong over there. */
  async ask(task: Task): Promise<Result> {
    this.child.send({ task });
    const ended = new AbortController();
    const answer = once(this.child, 'message', { signal: ended.signal }) as Promise<[Answer<Result>]>;
    const exit = once(this.child, 'exit', { signal: ended.signal }).then(() => {
      throw new Error('A party of the measurement has ended by itself');
    });
    try {
      const [{ result, failure }] = await Promise.race([answer, exit]);
      if (failure !== undefined) throw new Error(failure);
      return result as Result;
    } finally {
      ended.abort();
      exit.catch(() => undefined);
    }
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.disconnect();
    await exited;
  }
}

interface Answer<Result> {
  readonly result?: Result;
  readonly failure?: string;
}

/** The part's side: does one task after the other until whoever started it lets go. */
export function play(perform: (task: never) => Promise<unknown>): void {
  process.on('message', ({ task }: { task: never }) => {
    void perform(task).then(
      (result) => process.send?.({ result } satisfies Answer<unknown>),
      (error: unknown) =>
        process.send?.({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
  process.once('disconnect', () => process.exit(0));
}
