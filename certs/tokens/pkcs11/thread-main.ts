import { parentPort, workerData } from 'node:worker_threads';
import { drumError } from '#protocol/errors.ts';
import { carriedError } from '#protocol/errors/carried.ts';
import type { FromThread, ThreadStart } from './messages.ts';

/** This file, which `thread.ts` runs as a module's thread: calls of PKCS#11 hold up whoever makes them. */
export const MODULE_THREAD_FILE = import.meta.filename;

/** The native package is built on request, so only here is it asked for. */
async function loadServe() {
  try {
    return (await import('./serve.ts')).serve;
  } catch (error) {
    throw drumError(
      'token_not_available',
      'PKCS#11 tokens need the package pkcs11js, which is not built here: run "npm run build:pkcs11" (it needs a C++ compiler, make and Python)',
      error,
    );
  }
}

// On any other thread this is a module like others.
const start = workerData as Partial<ThreadStart> | null;
if (start?.kind === 'pkcs11-module' && parentPort !== null) {
  const port = parentPort;
  const send = (message: FromThread) => {
    port.postMessage(message);
  };
  try {
    const serve = await loadServe();
    serve(start as ThreadStart, port);
    send({ kind: 'ready' });
  } catch (error) {
    send({ kind: 'not-opened', error: carriedError(error) });
    port.close();
  }
}
