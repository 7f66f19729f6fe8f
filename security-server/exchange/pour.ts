import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ServerResponse } from 'node:http';

/**
 * Sends a stream as the body of an answer. However that ends the stream is closed, which `pipeline` forgets when the answer's
 * connection is gone already. Who knows by `sizeBytes` that all has come may hang up before the stream's end is read here:
 * that is no failure.
 */
export async function pour(source: Readable, response: ServerResponse, sizeBytes = Infinity): Promise<void> {
  let passedBytes = 0;
  const counted = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      passedBytes += chunk.length;
      done(null, chunk);
    },
  });
  try {
    await pipeline(source, counted, response);
  } catch (error) {
    if (passedBytes < sizeBytes) throw error;
  } finally {
    source.destroy();
  }
}
