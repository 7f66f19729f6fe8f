import { createHash, type Hash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { drumError } from '#protocol/errors.ts';
import type { LoggedExchange } from '../message-log/body-logging.ts';
import type { ServerContext } from '../context.ts';
import type { ExchangeLog } from './services.ts';
import { chunksOfFile } from './file-chunks.ts';
import { paced } from './pace.ts';
import type { Spool, SpoolFile } from './spool.ts';

/** What bodies a server takes. */
export interface BodyRules {
  readonly bytesMax: number;
  /** A body above this size is kept in a file of the spool. */
  readonly memoryBytesMax: number;
  /** Throws for a size that could not be logged as it must be: such a body is not read on. */
  readonly assertLoggable: (sizeBytes: number) => void;
  readonly spool: Spool;
}

/** @param exchange in which the body comes; undefined while its service is not known, when nothing can be said of its log */
export function bodyRules(
  { context, log }: { context: ServerContext; log: ExchangeLog },
  exchange: () => LoggedExchange | undefined,
): BodyRules {
  const { parameters, spool } = context;
  return {
    bytesMax: parameters['proxy.max-body-size'],
    memoryBytesMax: parameters['proxy.body-memory-max'],
    assertLoggable: (sizeBytes) => {
      const known = exchange();
      if (known !== undefined) log.assertLoggable(sizeBytes, known);
    },
    spool,
  };
}

/** Bytes of a body that have arrived whole: small ones in memory, large ones on disk. */
export interface KeptBytes {
  readonly size: number;
  /** The bytes, when they are in memory. */
  readonly bytes: Buffer | undefined;
  /** The file, when they are on disk. */
  readonly file: string | undefined;
  /** Reads them once more. A chunk is only good until two more were asked for: its memory is used again. */
  chunks(): AsyncGenerator<Buffer>;
  /** To be called when nobody reads them any more; may be called again. */
  dispose(): Promise<void>;
}

/** A message body. */
export interface Body extends KeptBytes {
  /** SHA-512 of the bytes. */
  readonly digest: Buffer;
}

/** Takes a body chunk by chunk; memory does not grow with its size. */
class BodyCollector {
  private readonly rules: BodyRules;
  private chunks: Buffer[] = [];
  private size = 0;
  private file: SpoolFile | undefined;

  constructor(rules: BodyRules) {
    this.rules = rules;
  }

  /**
   * Of a size that is stated beforehand, so that what cannot be taken is refused before any of it is read. Throws
   * `invalid_body`, `logging_failed` and `overloaded`.
   */
  expect(sizeBytes: number): void {
    this.check(sizeBytes);
    if (sizeBytes > this.rules.memoryBytesMax) this.spooled().claim(sizeBytes);
  }

  /** Throws as `expect` does, and `io_error`. Gives a promise where the next chunk must wait for it. */
  write(chunk: Buffer): Promise<void> | undefined {
    const size = this.size + chunk.length;
    this.check(size);
    this.size = size;
    if (size <= this.rules.memoryBytesMax) {
      this.chunks.push(chunk);
      return undefined;
    }
    const file = this.spooled();
    file.claim(size);
    return file.write(...this.chunks.splice(0), chunk);
  }

  /** Undefined where there was not a byte: such a message has no body part. */
  async end(): Promise<KeptBytes | undefined> {
    const { size, file } = this;
    if (size > this.rules.memoryBytesMax && file !== undefined) {
      await file.end();
      return {
        size,
        bytes: undefined,
        file: file.path,
        chunks: () => chunksOfFile(file.path),
        dispose: () => file.remove(),
      };
    }
    await file?.remove();
    if (size === 0) return undefined;
    const bytes = Buffer.concat(this.chunks, size);
    return inMemory(bytes);
  }

  async discard(): Promise<void> {
    this.chunks = [];
    await this.file?.remove();
  }

  private check(size: number): void {
    const { bytesMax, assertLoggable } = this.rules;
    if (size > bytesMax) throw drumError('invalid_body', `The message body has more than ${bytesMax} bytes`);
    assertLoggable(size);
  }

  private spooled(): SpoolFile {
    this.file ??= this.rules.spool.file();
    return this.file;
  }
}

/** Bytes that are in memory anyway. */
export const inMemory = (bytes: Buffer): KeptBytes => ({
  size: bytes.length,
  bytes,
  file: undefined,
  chunks: () => chunksInMemory(bytes),
  dispose: () => Promise.resolve(),
});

/** X-Road's servers send an empty body part for a service's empty answer, and sign it; an attachment may be empty too. */
export const NO_BYTES = inMemory(Buffer.alloc(0));

async function* chunksInMemory(bytes: Buffer): AsyncGenerator<Buffer> {
  if (bytes.length > 0) yield await Promise.resolve(bytes);
}

/**
 * The chunks of an incoming message, which must not come slower than the bound (`paced`); leaving off early does not end its
 * connection, so that it can still be answered. Whoever leaves off must say so by `return`, or nobody else can read the rest.
 * @param onBegin called when somebody begins to read them
 */
export function chunksOf(message: Readable, bytesPerSecondMin: number, onBegin?: () => void): AsyncGenerator<Buffer> {
  const chunks = {
    [Symbol.asyncIterator]: () => {
      onBegin?.();
      return message.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
    },
  };
  return paced(chunks, bytesPerSecondMin);
}

/** What `Content-Length` says, where it is there. */
export function statedSize(contentLength: string | undefined): number | undefined {
  return contentLength === undefined ? undefined : Number.parseInt(contentLength, 10);
}

/** Keeps a whole stream, whose digest somebody else takes. Resolves to undefined when it ends without a byte. */
export function keepBytes(stream: AsyncIterable<Buffer>, rules: BodyRules): Promise<KeptBytes | undefined> {
  return keep(stream, rules);
}

/**
 * Keeps a whole stream and learns its digest. Resolves to undefined when it ends without a byte: there is no body part then.
 * @param stated its size, where that was said beforehand
 */
export async function collectBody(
  stream: AsyncIterable<Buffer>,
  rules: BodyRules,
  stated?: number,
): Promise<Body | undefined> {
  const hash = createHash('sha512');
  const kept = await keep(stream, rules, stated, hash);
  return kept === undefined ? undefined : { ...kept, digest: hash.digest() };
}

async function keep(
  stream: AsyncIterable<Buffer>,
  rules: BodyRules,
  stated?: number,
  hash?: Hash,
): Promise<KeptBytes | undefined> {
  const collector = new BodyCollector(rules);
  try {
    if (stated !== undefined) collector.expect(stated);
    for await (const chunk of stream) {
      const room = collector.write(chunk);
      hash?.update(chunk);
      if (room !== undefined) await room;
    }
    return await collector.end();
  } catch (error) {
    await collector.discard();
    throw error;
  }
}
