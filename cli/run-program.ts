import { flushCompileCache } from 'node:module';
import type { Io } from './io.ts';

export interface RunningProgram {
  /** What whoever started the program needs to know; printed as one line of JSON when it is ready. */
  readonly ready: Readonly<Record<string, unknown>>;
  stop(): Promise<void>;
}

/** Starts a program, says so, and runs it until it is told to stop (SIGTERM, SIGINT, or its parent is gone). */
export async function runProgram(io: Io, start: () => Promise<RunningProgram>): Promise<void> {
  // Databases, archives and bodies are their owner's alone, also in a folder that others may enter.
  const umask = process.umask(0o077);
  const { promise: asked, resolve } = Promise.withResolvers<undefined>();
  const stop = (): void => {
    resolve(undefined);
  };
  for (const event of STOPPING) process.once(event, stop);
  try {
    const program = await start();
    // For the next start, however this one ends.
    flushCompileCache();
    io.out(`${JSON.stringify({ ready: true, ...program.ready })}\n`);
    await asked;
    await program.stop();
  } finally {
    for (const event of STOPPING) process.removeListener(event, stop);
    process.umask(umask);
    // The channel to the parent would keep the process alive, also one that could not start.
    if (process.connected) process.disconnect();
  }
}

const STOPPING = ['SIGTERM', 'SIGINT', 'disconnect'] as const;
