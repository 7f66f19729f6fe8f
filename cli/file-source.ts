import { open } from 'node:fs/promises';
import { drumError } from '#protocol/errors.ts';
import type { ByteSource } from '#protocol/container/source.ts';

/** Opens a file and lends its bytes to `use`. Throws `io_error` where it cannot be opened or read. */
export async function withFile<T>(path: string, use: (source: ByteSource) => Promise<T>): Promise<T> {
  const file = await readable(path, () => open(path, 'r'));
  try {
    const stats = await readable(path, () => file.stat());
    if (!stats.isFile()) throw drumError('io_error', `${path} is not a file`);
    return await use({
      size: stats.size,
      read: (position, length) =>
        readable(path, async () => {
          const buffer = Buffer.alloc(length);
          const { bytesRead } = await file.read(buffer, 0, length, position);
          if (bytesRead !== length) throw new Error('the file became shorter');
          return buffer;
        }),
    });
  } finally {
    await file.close();
  }
}

async function readable<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    throw drumError('io_error', `${path} cannot be read (${reason})`, error);
  }
}
