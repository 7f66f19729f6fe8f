import { createHash, randomBytes, type Hash } from 'node:crypto';
import { Readable } from 'node:stream';

const BLOCK_BYTES = 1024 * 1024;
const COUNTER_BYTES = 8;

/** Random bytes that are made once: the blocks of a large body are these, each with its number at its beginning. */
const block = randomBytes(BLOCK_BYTES);

/** A body of any size that is nowhere whole, and that no two places of it are alike. */
export function* largeBody(size: number): Generator<Buffer> {
  for (let at = 0, number = 0; at < size; at += BLOCK_BYTES, number += 1) {
    const bytes = Buffer.from(block.subarray(0, Math.min(BLOCK_BYTES, size - at)));
    if (bytes.length >= COUNTER_BYTES) bytes.writeBigUInt64BE(BigInt(number));
    yield bytes;
  }
}

export function largeBodyStream(size: number): Readable {
  return Readable.from(largeBody(size), { objectMode: false, highWaterMark: BLOCK_BYTES });
}

export const sha512 = (bytes: Buffer): string => createHash('sha512').update(bytes).digest('hex');

export function digestOf(chunks: Iterable<Buffer>): string {
  const hash = createHash('sha512');
  for (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
}

/** What has come of a body, without keeping it. */
export interface Seen {
  readonly size: number;
  readonly digest: string;
}

export async function seen(stream: AsyncIterable<Buffer>): Promise<Seen> {
  const hash: Hash = createHash('sha512');
  let size = 0;
  for await (const chunk of stream) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { size, digest: hash.digest('hex') };
}
