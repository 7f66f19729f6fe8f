import { open } from 'node:fs/promises';
import { getSystemErrorMessage } from 'node:util';
import { DrumError, drumError } from '#protocol/errors.ts';

const CHUNK_BYTES_MAX = 65_536;

/**
 * Reads a file that a person has named, in a command or a configuration: at most one byte more than `bytesMax`, by which
 * the caller sees that it is too large. Throws what `fileError` makes of the reason.
 */
export async function readNamedFile(path: string, bytesMax: number): Promise<Buffer> {
  try {
    const file = await open(path, 'r');
    try {
      const chunks: Buffer[] = [];
      for (let left = bytesMax + 1; left > 0;) {
        const { bytesRead, buffer } = await file.read(Buffer.alloc(Math.min(left, CHUNK_BYTES_MAX)));
        if (bytesRead === 0) break;
        chunks.push(buffer.subarray(0, bytesRead));
        left -= bytesRead;
      }
      return Buffer.concat(chunks);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileError(error, `The file ${path}`);
  }
}

/**
 * Why a file or folder could not be used, by what the system said: `file_not_found`, `file_not_usable`, or `io_error` for what
 * no path or right mends. `what` begins the sentence: `The file /x`. An error of ours stays as it is.
 */
export function fileError(error: unknown, what: string, use: 'read' | 'written' | 'used' = 'read'): DrumError {
  if (error instanceof DrumError) return error;
  const code = systemCode(error);
  switch (code) {
    case 'ENOENT':
      return drumError('file_not_found', `${what} does not exist`, error);
    case 'ENOTDIR':
      return drumError('file_not_found', `${what} does not exist: a part of its path is a file, not a folder`, error);
    case 'ENAMETOOLONG':
      return drumError('file_not_found', `${what} does not exist: its path is longer than can be`, error);
    case 'EISDIR':
      return drumError('file_not_usable', `${what} is a folder, not a file`, error);
    case 'EEXIST':
      return drumError('file_not_usable', `${what} is a file, not a folder`, error);
    case 'EACCES':
    case 'EPERM':
      return drumError('file_not_usable', `${what} may not be ${use} by the user who runs this`, error);
    case 'EROFS':
      return drumError('file_not_usable', `${what} is on a file system that is read-only`, error);
    default:
      return drumError('io_error', `${what} cannot be ${use} (${systemReason(error)})`, error);
  }
}

/** What the system said, as code and words: `ENOSPC: no space left on device`. */
export function systemReason(error: unknown): string {
  const code = systemCode(error);
  if (code === undefined) return 'unknown reason';
  const { errno } = error as NodeJS.ErrnoException;
  return errno === undefined ? code : `${code}: ${getSystemErrorMessage(errno)}`;
}

/** The code by which the operating system names a failure, such as `ENOENT`. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
