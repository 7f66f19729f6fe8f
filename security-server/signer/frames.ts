/**
 * The signer's socket speaks in frames, both ways (all numbers big-endian):
 *
 *     length u32 | request id u32 | kind u8 | body
 *
 * `length` counts what follows it. In a request, `kind` is the operation; in an answer, it is the outcome. Requests may be
 * sent without waiting; answers come in any order and carry the id of their request. Id 0 is kept for what the signer says
 * unasked.
 */
export interface Frame {
  readonly id: number;
  readonly kind: number;
  readonly body: Buffer;
}

const LENGTH_BYTES = 4;
const HEAD_BYTES = 5;

/** What a request may hold at most: SignedInfo, certificates and PINs are far smaller. */
export const REQUEST_BYTES_MAX = 64 * 1024;
/** What an answer may hold at most: the state of a token with its greatest number of keys and certificates. */
export const ANSWER_BYTES_MAX = 16 * 1024 * 1024;
/** Ids are reused after this many requests. */
export const REQUEST_ID_MAX = 0xffff_ffff;

export function writeFrame(id: number, kind: number, ...body: readonly Uint8Array[]): Buffer {
  const length = body.reduce((sum, part) => sum + part.length, HEAD_BYTES);
  const head = Buffer.allocUnsafe(LENGTH_BYTES + HEAD_BYTES);
  head.writeUInt32BE(length, 0);
  head.writeUInt32BE(id, LENGTH_BYTES);
  head.writeUInt8(kind, LENGTH_BYTES + 4);
  return Buffer.concat([head, ...body]);
}

/** A peer that does not speak frames: nothing after this point in its stream has a meaning. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
}

/** Cuts a stream into frames. Holds at most one frame's bytes beside the chunk at hand. */
export class FrameReader {
  private readonly bytesMax: number;
  private chunks: Buffer[] = [];
  private heldBytes = 0;
  private awaitedBytes = LENGTH_BYTES;

  /** @param bytesMax greatest length of one frame */
  constructor(bytesMax: number) {
    this.bytesMax = bytesMax;
  }

  /** The frames that `chunk` completes, in order. Throws FrameError for a length outside the bounds. */
  push(chunk: Buffer): Frame[] {
    this.chunks.push(chunk);
    this.heldBytes += chunk.length;
    // A large frame comes in many chunks: they are joined once, when it is whole.
    if (this.heldBytes < this.awaitedBytes) return [];
    let bytes = Buffer.concat(this.chunks);
    const frames: Frame[] = [];
    for (;;) {
      this.awaitedBytes = bytes.length < LENGTH_BYTES ? LENGTH_BYTES : LENGTH_BYTES + this.lengthOf(bytes);
      if (bytes.length < this.awaitedBytes) break;
      frames.push({
        id: bytes.readUInt32BE(LENGTH_BYTES),
        kind: bytes.readUInt8(LENGTH_BYTES + 4),
        body: bytes.subarray(LENGTH_BYTES + HEAD_BYTES, this.awaitedBytes),
      });
      bytes = bytes.subarray(this.awaitedBytes);
    }
    this.chunks = bytes.length === 0 ? [] : [bytes];
    this.heldBytes = bytes.length;
    return frames;
  }

  private lengthOf(bytes: Buffer): number {
    const length = bytes.readUInt32BE(0);
    if (length < HEAD_BYTES || length > this.bytesMax) {
      throw new FrameError(`A frame of ${length} bytes is outside ${HEAD_BYTES}..${this.bytesMax}`);
    }
    return length;
  }
}
