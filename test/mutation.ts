import fc from 'fast-check';

/** Bytes that are nearly one of the seeds: some changed, some cut out, some put in, the end cut off. */
export function mutated(seeds: readonly Uint8Array[]): fc.Arbitrary<Buffer> {
  const change = fc.record({
    kind: fc.constantFrom('set', 'flip', 'remove', 'insert', 'repeat', 'cut' as const),
    at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    byte: fc.oneof(fc.nat(255), fc.constantFrom(0x00, 0x30, 0x31, 0x80, 0x82, 0x84, 0xa0, 0xff)),
    length: fc.integer({ min: 1, max: 16 }),
  });
  return fc
    .record({ seed: fc.constantFrom(...seeds), changes: fc.array(change, { minLength: 1, maxLength: 6 }) })
    .map(({ seed, changes }) => changes.reduce(applied, Buffer.from(seed)));
}

interface Change {
  readonly kind: string;
  readonly at: number;
  readonly byte: number;
  readonly length: number;
}

function applied(bytes: Buffer, { kind, at: place, byte, length }: Change): Buffer {
  const at = Math.floor(place * bytes.length);
  const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (kind) {
    case 'set':
      return Buffer.concat([head, Buffer.from([byte]), tail.subarray(1)]);
    case 'flip':
      return Buffer.concat([head, Buffer.from([(tail[0] ?? 0) ^ (1 << (byte & 7))]), tail.subarray(1)]);
    case 'remove':
      return Buffer.concat([head, tail.subarray(length)]);
    case 'insert':
      return Buffer.concat([head, Buffer.alloc(length, byte), tail]);
    case 'repeat':
      return Buffer.concat([head, tail.subarray(0, length), tail]);
    default:
      return Buffer.from(head);
  }
}
