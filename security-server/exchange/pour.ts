import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ServerResponse } from 'node:http';

/**
 * Sends chunks as the body of an answer. However that ends their source is closed, which `pipeline` forgets when the answer's
 * connection is gone already. Who knows by `sizeBytes` that all has come may hang up before the source's end is read here:
 * that is no failure.
 */
export async function pour(
  source: Readable | AsyncGenerator<Buffer>,
  response: ServerResponse,
  sizeBytes = Infinity,
): Promise<void> {
  let passedBytes = 0;
  // Whoever reads it hears of an error; nobody reads it whose connection is gone.
  if (source instanceof Readable) source.on('error', () => undefined);
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      passedBytes += chunk.length;
      yield chunk;
    }
  }
  try {
    await pipeline(counted, response);
  } catch (error) {
    if (passedBytes < sizeBytes) throw error;
  } finally {
    if (source instanceof Readable) source.destroy();
    else await source.return(undefined);
  }
}
