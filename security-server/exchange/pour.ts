import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ServerResponse } from 'node:http';

/**
 * Sends a stream as the body of an answer. However that ends the stream is closed, which `pipeline` forgets when the answer's
 * connection is gone already.
 */
export async function pour(source: Readable, response: ServerResponse): Promise<void> {
  try {
    await pipeline(source, response);
  } finally {
    source.destroy();
  }
}
