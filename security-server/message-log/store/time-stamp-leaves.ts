/** One record of a batch: its signature's digest is a leaf of the tree that is time-stamped. */
export interface Leaf {
  readonly id: number;
  readonly digest: Uint8Array;
}

const ID_BYTES = 8;

/** The batch in one value: an 8-byte id and a digest for each record, in the order of the tree's leaves. */
export function packLeaves(leaves: readonly Leaf[]): Buffer {
  const leafBytes = ID_BYTES + (leaves[0]?.digest.length ?? 0);
  const packed = Buffer.allocUnsafe(leaves.length * leafBytes);
  leaves.forEach(({ id, digest }, index) => {
    packed.writeBigUInt64BE(BigInt(id), index * leafBytes);
    packed.set(digest, index * leafBytes + ID_BYTES);
  });
  return packed;
}

export function unpackLeaves(packed: Uint8Array, digestBytes: number): Leaf[] {
  const buffer = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength);
  const leaves: Leaf[] = [];
  for (let at = 0; at < buffer.length; at += ID_BYTES + digestBytes) {
    const digest = buffer.subarray(at + ID_BYTES, at + ID_BYTES + digestBytes);
    leaves.push({ id: Number(buffer.readBigUInt64BE(at)), digest });
  }
  return leaves;
}
