import { open, type FileHandle } from 'node:fs/promises';

/** How much is read at once. Above the high-water mark of sockets, so that each chunk is sent before the next is asked for. */
const READ_BYTES = 128 * 1024;
/** One is being filled, one is with whoever asked, and one is to spare. */
const BUFFERS = 3;

/**
 * The content of a file, in chunks of one size but the last. They lie in few buffers that are used again and again: memory
 * that is new for each of them costs more time, in garbage collection, than hashing it. So a chunk is only good until two
 * more were asked for, which a consumer that minds back-pressure does not notice. The file may be removed meanwhile.
 */
export async function* chunksOfFile(path: string): AsyncGenerator<Buffer> {
  const file = await open(path, 'r');
  const buffers = Array.from({ length: BUFFERS }, () => Buffer.allocUnsafeSlow(READ_BYTES));
  const read = (number: number) => filled(file, buffers[number % BUFFERS] ?? Buffer.alloc(READ_BYTES));
  let next = read(0);
  try {
    for (let number = 1; ; number += 1) {
      const chunk = await next;
      if (chunk.length === 0) return;
      next = read(number);
      // Whoever asks again meets it; until then it must not end the process.
      next.catch(() => undefined);
      yield chunk;
    }
  } finally {
    await next.catch(() => undefined);
    await file.close();
  }
}

/** As much of the file as fits, from where it was read last. */
async function filled(file: FileHandle, buffer: Buffer): Promise<Buffer> {
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return buffer.subarray(0, length);
}
