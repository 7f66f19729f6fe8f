import { parentPort, workerData } from 'node:worker_threads';
import { carriedError } from '#protocol/errors/carried.ts';
import { openStore, type MessageStore } from './store.ts';
import type { FromThread, Method, ThreadStart, ToThread } from './thread-messages.ts';

/** This file, which `thread.ts` runs as the store's thread: SQLite is synchronous and must not share one with exchanges. */
export const STORE_THREAD_FILE = import.meta.filename;

const send = (message: FromThread) => parentPort?.postMessage(message);

async function answer(store: MessageStore, call: number, method: Method, args: readonly unknown[]): Promise<void> {
  try {
    const queries = store as unknown as Readonly<Record<Method, (...given: readonly unknown[]) => Promise<unknown>>>;
    const value = await queries[method](...args);
    send({ kind: 'result', call, value });
  } catch (error) {
    send({ kind: 'failed', call, error: carriedError(error) });
  }
}

async function run({ database, keys }: ThreadStart): Promise<void> {
  let store: MessageStore;
  try {
    store = await openStore(database, keys);
  } catch (error) {
    send({ kind: 'not-opened', error: carriedError(error) });
    return;
  }
  parentPort?.on('message', (message: ToThread) => {
    if (message.kind === 'call') void answer(store, message.call, message.method, message.args);
    else void store.close().then(() => parentPort?.close());
  });
  send({ kind: 'ready' });
}

// On any other thread this is a module like others.
const start = workerData as Partial<ThreadStart> | null;
if (start?.kind === 'message-log-store') await run(start as ThreadStart);
