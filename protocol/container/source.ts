/** Bytes that can be read from anywhere: a file at the rim of the program, or a buffer. */
export interface ByteSource {
  readonly size: number;
  /** Exactly `length` bytes from `position`; throws where there are fewer. */
  read(position: number, length: number): Promise<Uint8Array>;
}

export function sourceOf(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.byteLength,
    read: (position, length) => Promise.resolve(bytes.subarray(position, position + length)),
  };
}
