import type { Readable } from 'node:stream';

/**
 * Chunks as the body of a request. undici takes any asynchronous iterable, which its types do not say; it asks for a chunk
 * when the one before is sent, where a stream around the chunks would ask ahead.
 */
export function asRequestBody(chunks: AsyncIterable<Buffer>): Readable {
  return chunks as unknown as Readable;
}
