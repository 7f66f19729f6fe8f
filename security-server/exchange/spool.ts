import { randomUUID } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { drumError } from '#protocol/errors.ts';

/** Chunks of a body are written together: a write costs a turn of another thread, whatever its size. */
const WRITE_BYTES = 256 * 1024;

/**
 * The folder of bodies that are too large for memory, while their exchanges are under way. All of them together have only
 * so much room (`proxy.spool-max`): what would need more is refused at once, and what fits into memory goes on.
 */
export class Spool {
  private readonly folder: string;
  private readonly bytesMax: number;
  private bytesTaken = 0;

  constructor(folder: string, bytesMax: number) {
    this.folder = folder;
    this.bytesMax = bytesMax;
  }

  /** A file for one body. It carries no name of anything, and is made when the first bytes are written. */
  file(): SpoolFile {
    return new SpoolFile(join(this.folder, randomUUID()), (bytes) => {
      this.take(bytes);
    });
  }

  private take(bytes: number): void {
    if (bytes > 0 && this.bytesTaken + bytes > this.bytesMax) {
      throw drumError(
        'overloaded',
        `Large bodies under way leave no room for another on this server's disk (proxy.spool-max is ${this.bytesMax} bytes)`,
      );
    }
    this.bytesTaken += bytes;
  }
}

/** One body on its way to the disk: at most one write runs, and at most as much as one write waits behind it. */
export class SpoolFile {
  readonly path: string;
  /** Takes room of all bodies, or with a number below zero gives it back. */
  private readonly take: (bytes: number) => void;
  private bytesTaken = 0;
  private handle: FileHandle | undefined;
  private waiting: Buffer[] = [];
  private waitingBytes = 0;
  private writing: Promise<void> = Promise.resolve();

  constructor(path: string, take: (bytes: number) => void) {
    this.path = path;
    this.take = take;
  }

  /** Makes sure of room for so many bytes in all. Throws `overloaded`. */
  claim(bytes: number): void {
    if (bytes <= this.bytesTaken) return;
    this.take(bytes - this.bytesTaken);
    this.bytesTaken = bytes;
  }

  /** Takes chunks; gives a promise where the next ones must wait for the disk. Throws `io_error`. */
  write(...chunks: readonly Buffer[]): Promise<void> | undefined {
    this.waiting.push(...chunks);
    for (const { length } of chunks) this.waitingBytes += length;
    return this.waitingBytes < WRITE_BYTES ? undefined : this.flush();
  }

  /** Resolves when all is in the file. Throws `io_error`. */
  async end(): Promise<void> {
    await this.flush();
    await this.writing;
    await this.close();
  }

  /** Removes the file and gives its room back, at once: whoever needs it next need not wait for the disk. */
  async remove(): Promise<void> {
    this.take(-this.bytesTaken);
    this.bytesTaken = 0;
    await this.writing.catch(() => undefined);
    await this.close();
    await rm(this.path, { force: true });
  }

  private async flush(): Promise<void> {
    const chunks = this.waiting;
    this.waiting = [];
    this.waitingBytes = 0;
    await this.writing;
    this.writing = this.append(chunks);
    // Whoever writes on, ends or removes meets it; until then it must not end the process.
    this.writing.catch(() => undefined);
  }

  private async append(chunks: Buffer[]): Promise<void> {
    try {
      this.handle ??= await open(this.path, 'wx', 0o600);
      for (let rest = chunks; rest.length > 0;) {
        const { bytesWritten } = await this.handle.writev(rest);
        rest = after(rest, bytesWritten);
      }
    } catch (error) {
      throw drumError('io_error', 'A message body could not be kept on the disk of this server', error);
    }
  }

  private async close(): Promise<void> {
    const { handle } = this;
    this.handle = undefined;
    await handle?.close();
  }
}

/** What is left of the chunks when so many bytes of them are written; a disk may take fewer than it was given. */
function after(chunks: readonly Buffer[], bytes: number): Buffer[] {
  let written = bytes;
  return chunks.flatMap((chunk) => {
    const skipped = Math.min(written, chunk.length);
    written -= skipped;
    return skipped === chunk.length ? [] : [chunk.subarray(skipped)];
  });
}
