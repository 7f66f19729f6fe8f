import { createHash, randomUUID, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { drumError } from '#protocol/errors.ts';
import { paced } from './pace.ts';

export interface BodyLimits {
  readonly bytesMax: number;
  /** A body above this size is kept in a file. */
  readonly memoryBytesMax: number;
  /** Where such files are made; they carry no name of anything and are gone when the exchange ends. */
  readonly folder: string;
}

/** A message body that has arrived whole: small ones in memory, large ones on disk. */
export interface Body {
  readonly size: number;
  /** SHA-512 of the bytes. */
  readonly digest: Buffer;
  /** The bytes, when they are in memory. */
  readonly bytes: Buffer | undefined;
  /** The file, when they are on disk. */
  readonly file: string | undefined;
  stream(): Readable;
  /** Removes the file and ends every stream of it. */
  dispose(): Promise<void>;
}

/** Takes a body chunk by chunk; memory does not grow with its size. */
class BodyCollector {
  private readonly limits: BodyLimits;
  private readonly hash: Hash = createHash('sha512');
  private chunks: Buffer[] = [];
  private size = 0;
  private handle: FileHandle | undefined;
  private file: string | undefined;

  constructor(limits: BodyLimits) {
    this.limits = limits;
  }

  /** Throws `invalid_body` when the body grows past its limit; nothing is kept then. */
  async write(chunk: Buffer): Promise<void> {
    this.size += chunk.length;
    if (this.size > this.limits.bytesMax) {
      await this.discard();
      throw bodyTooLarge(this.limits);
    }
    this.hash.update(chunk);
    if (this.handle === undefined && this.size <= this.limits.memoryBytesMax) {
      this.chunks.push(chunk);
      return;
    }
    this.handle ??= await this.spill();
    await this.handle.writeFile(chunk);
  }

  async end(): Promise<Body> {
    await this.handle?.close();
    this.handle = undefined;
    const { size, file } = this;
    const digest = this.hash.digest();
    if (file !== undefined) return { size, digest, bytes: undefined, file, ...spilled(file) };
    const bytes = Buffer.concat(this.chunks, size);
    this.chunks = [];
    return {
      size,
      digest,
      bytes,
      file,
      stream: () => Readable.from(bytes.length > 0 ? [bytes] : []),
      dispose: () => Promise.resolve(),
    };
  }

  async discard(): Promise<void> {
    this.chunks = [];
    await this.handle?.close();
    this.handle = undefined;
    if (this.file !== undefined) await rm(this.file, { force: true });
  }

  private async spill(): Promise<FileHandle> {
    this.file = join(this.limits.folder, randomUUID());
    const handle = await open(this.file, 'wx', 0o600);
    await handle.writeFile(Buffer.concat(this.chunks));
    this.chunks = [];
    return handle;
  }
}

export const bodyTooLarge = ({ bytesMax }: BodyLimits) =>
  drumError('invalid_body', `The message body has more than ${bytesMax} bytes`);

/** A body on disk. What was opened to read it is closed with it, read or not: a file that is open keeps its space. */
function spilled(file: string): Pick<Body, 'stream' | 'dispose'> {
  const opened = new Set<Readable>();
  return {
    stream: () => {
      const stream = createReadStream(file);
      opened.add(stream);
      stream.once('close', () => opened.delete(stream));
      // Whoever reads it hears of an error; nobody reads it whose connection is gone.
      stream.on('error', () => undefined);
      return stream;
    },
    dispose: async () => {
      for (const stream of opened) stream.destroy();
      await rm(file, { force: true });
    },
  };
}

/**
 * The chunks of an incoming message, which must not come slower than the bound (`paced`); leaving off early does not end its
 * connection, so that it can still be answered.
 */
export function chunksOf(message: Readable, bytesPerSecondMin: number): AsyncIterable<Buffer> {
  const chunks = {
    [Symbol.asyncIterator]: () => message.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>,
  };
  return paced(chunks, bytesPerSecondMin);
}

/** Collects a whole stream. Resolves to undefined when it ends without a byte: such a message has no body part. */
export async function collectBody(stream: AsyncIterable<Buffer>, limits: BodyLimits): Promise<Body | undefined> {
  const collector = new BodyCollector(limits);
  let any = false;
  try {
    for await (const chunk of stream) {
      if (chunk.length === 0) continue;
      any = true;
      await collector.write(chunk);
    }
  } catch (error) {
    await collector.discard();
    throw error;
  }
  return any ? await collector.end() : undefined;
}
