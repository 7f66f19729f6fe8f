import { endOnlyWithTheServer } from '../as-child.ts';
import { carriedError } from '#protocol/errors/carried.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import { Worker } from './worker.ts';

/* A worker's process, which ends with the server that started it. */

function send(message: FromWorker): void {
  // Where the channel is closed there is nobody to tell.
  process.send?.(message, undefined, undefined, () => undefined);
}

let worker: Worker | undefined;

async function hear(message: ToWorker): Promise<void> {
  switch (message.kind) {
    case 'begin':
      try {
        worker = new Worker(message.start, send);
        await worker.open();
        send({ kind: 'started' });
      } catch (error) {
        send({ kind: 'not-started', error: carriedError(error) });
      }
      return;
    case 'state':
      worker?.take(message.state);
      return;
    case 'answers':
      worker?.server.take(message.answers);
      return;
    case 'metrics':
      send({ kind: 'metrics', question: message.question, metrics: (await worker?.metrics.snapshot()) ?? [] });
      return;
    case 'stop':
      await worker?.stop();
      process.disconnect();
  }
}

process.on('message', (message: ToWorker) => void hear(message));

// The server is gone: nothing that is under way could be logged any more.
process.on('disconnect', () => process.exit(0));

endOnlyWithTheServer();
