import { Readable } from 'node:stream';

/** A message up to this size leaves with one write; a longer one goes in pieces of about this size. */
const PIECE_BYTES = 65_536;

/** A message that is written part by part: a short one whole, a longer one as a stream that goes no faster than it is read. */
export async function gathered(parts: AsyncIterable<Buffer>): Promise<Buffer | Readable> {
  const pieces = joined(parts);
  const first = await pieces.next();
  if (first.done === true) return Buffer.alloc(0);
  if (first.value.length < PIECE_BYTES) return first.value;
  return Readable.from(continued(first.value, pieces), { objectMode: false, highWaterMark: PIECE_BYTES });
}

/** Pieces of at least `PIECE_BYTES`, but for the last one. */
async function* joined(parts: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let heldBytes = 0;
  for await (const part of parts) {
    held.push(part);
    heldBytes += part.length;
    if (heldBytes < PIECE_BYTES) continue;
    yield Buffer.concat(held, heldBytes);
    held = [];
    heldBytes = 0;
  }
  if (heldBytes > 0) yield Buffer.concat(held, heldBytes);
}

async function* continued(first: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}
