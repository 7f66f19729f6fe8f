import { drumError } from '#protocol/errors.ts';

/** A sender may begin slowly: waiting counts from here on. */
const GRACE_MS = 5_000;

/**
 * The same chunks, while they come no slower than the bound, on average. Silence has a bound of its own (`request-idle-timeout`);
 * without this one, a byte now and then would hold up an exchange for ever. Throws `io_error`.
 */
export async function* paced(chunks: AsyncIterable<Buffer>, bytesPerSecondMin: number): AsyncGenerator<Buffer> {
  let waitedMs = 0;
  let bytes = 0;
  // Only the sender's time counts: how long a chunk is worked on here does not.
  let waitingSince = performance.now();
  for await (const chunk of chunks) {
    waitedMs += performance.now() - waitingSince;
    bytes += chunk.length;
    if (bytes * 1000 < bytesPerSecondMin * (waitedMs - GRACE_MS)) {
      throw drumError(
        'io_error',
        `The body comes slower than ${bytesPerSecondMin} bytes a second (proxy.body-rate-min)`,
      );
    }
    yield chunk;
    waitingSince = performance.now();
  }
}
