/** A message below this size leaves with one write. */
const PIECE_BYTES = 65_536;

/**
 * A message that is written part by part: a short one whole, a longer one in chunks that go no faster than they are asked for.
 * Its small parts at the beginning are one chunk; what follows is not copied.
 */
export async function gathered(parts: AsyncGenerator<Buffer>): Promise<Buffer | AsyncGenerator<Buffer>> {
  const first: Buffer[] = [];
  let bytes = 0;
  while (bytes < PIECE_BYTES) {
    const next = await parts.next();
    if (next.done === true) return Buffer.concat(first, bytes);
    first.push(next.value);
    bytes += next.value.length;
  }
  return continued(Buffer.concat(first, bytes), parts);
}

async function* continued(first: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}
