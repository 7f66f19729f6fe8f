import { open, stat } from 'node:fs/promises';
import { fileError } from '#config/named-file.ts';
import { drumError } from '#protocol/errors.ts';
import type { ByteSource } from '#protocol/container/source.ts';

/**
 * Opens a file and lends its bytes to `use`. Throws what `fileError` says where it cannot be opened, `file_not_usable` for what
 * is no ordinary file, and `io_error` where it cannot be read to its end.
 */
export async function withFile<T>(path: string, use: (source: ByteSource) => Promise<T>): Promise<T> {
  const file = await opened(path);
  try {
    const { size } = await file.stat();
    return await use({
      size,
      read: async (position, length) => {
        const buffer = Buffer.alloc(length);
        const bytesRead = await file.read(buffer, 0, length, position).then(
          (read) => read.bytesRead,
          (error: unknown) => {
            throw fileError(error, `The file ${path}`);
          },
        );
        if (bytesRead !== length) throw drumError('io_error', `The file ${path} became shorter while it was read`);
        return buffer;
      },
    });
  } finally {
    await file.close();
  }
}

async function opened(path: string) {
  try {
    // First what it is: opening a pipe waits for whoever writes into it.
    const found = await stat(path);
    if (!found.isFile()) {
      const kind = found.isDirectory() ? 'a folder' : 'a pipe or device';
      throw drumError('file_not_usable', `${path} is ${kind}, not a file`);
    }
    return await open(path, 'r');
  } catch (error) {
    throw fileError(error, `The file ${path}`);
  }
}
