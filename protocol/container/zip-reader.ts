import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { drumError, DrumError, type ErrorCode } from '../errors.ts';
import { findEnd } from './zip-end.ts';
import type { ByteSource } from './source.ts';

export interface ZipLimits {
  readonly entriesMax: number;
  /** Decompressed bytes of all entries that are read, up to which any ratio is fine. */
  readonly bytesFree: number;
  /** Decompressed bytes above that, for each byte of the file. */
  readonly ratioMax: number;
}

export interface ZipCodes {
  /** For what is no ZIP file at all. */
  readonly absent: ErrorCode;
  /** For a ZIP file that breaks its own rules or our bounds. */
  readonly malformed: ErrorCode;
}

/** An entry that can be read; directories are left out. */
export interface ZipEntry {
  readonly name: string;
  /** Decompressed size in bytes. */
  readonly size: number;
}

export interface Zip {
  readonly entries: readonly ZipEntry[];
  /** Bytes of the file behind the end of the ZIP, which nobody reads. */
  readonly trailingBytes: number;
  /** The content of an entry, in pieces. What does not fit its size or its checksum throws. */
  content(entry: ZipEntry): AsyncGenerator<Buffer, void>;
  /** The content of an entry of at most `bytesMax`. */
  bytes(entry: ZipEntry, bytesMax: number): Promise<Buffer>;
}

const CHUNK_BYTES = 65_536;

/** Lends the caller's bytes to yauzl. */
class SourceReader extends yauzl.RandomAccessReader {
  private readonly source: ByteSource;

  constructor(source: ByteSource) {
    super();
    this.source = source;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    const { source } = this;
    return Readable.from(
      (async function* () {
        for (let at = start; at < end; at += CHUNK_BYTES) yield await source.read(at, Math.min(CHUNK_BYTES, end - at));
      })(),
      { objectMode: false },
    );
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    if (position + length > this.source.size) {
      // In its own turn, as everybody expects of a callback.
      setImmediate(callback, new Error('beyond the end of the file'));
      return;
    }
    this.source.read(position, length).then(
      (bytes) => {
        buffer.set(bytes, offset);
        callback(null);
      },
      (error: unknown) => {
        callback(error instanceof Error ? error : new Error('read error', { cause: error }));
      },
    );
  }
}

/**
 * Opens a ZIP file and lends it to `use`. Refused, with `codes.malformed`: names twice (letter case aside), absolute or
 * climbing names, an entry whose own header names it otherwise than the directory does, encryption, compression other
 * than deflate, more entries or bytes than allowed. What is read is held against its size and its CRC.
 */
export async function withZip<T>(
  source: ByteSource,
  limits: ZipLimits,
  codes: ZipCodes,
  use: (zip: Zip) => Promise<T>,
): Promise<T> {
  const end = await findEnd(source, codes.absent);
  const malformed = (error: unknown): DrumError =>
    error instanceof DrumError
      ? error
      : drumError(codes.malformed, `The ZIP file is malformed: ${reasonOf(error)}`, error);
  let file: ZipFile | undefined;
  try {
    file = await yauzl.fromRandomAccessReaderPromise(new SourceReader(source), end, { autoClose: false });
    // Errors reach us through the calls that meet them.
    file.on('error', () => undefined);
    return await use(await new Reader(file, source.size, limits, codes.malformed).open(source.size - end));
  } catch (error) {
    throw malformed(error);
  } finally {
    file?.close();
  }
}

const REASON_CHARACTERS_MAX = 200;
const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message.slice(0, REASON_CHARACTERS_MAX) : 'unknown';

class Reader {
  private readonly file: ZipFile;
  private readonly limits: ZipLimits;
  private readonly code: ErrorCode;
  private readonly known = new Map<ZipEntry, Entry>();
  private budget: number;

  constructor(file: ZipFile, fileBytes: number, limits: ZipLimits, code: ErrorCode) {
    this.file = file;
    this.limits = limits;
    this.code = code;
    this.budget = limits.bytesFree + limits.ratioMax * fileBytes;
  }

  async open(trailingBytes: number): Promise<Zip> {
    if (this.file.entryCount > this.limits.entriesMax) {
      throw drumError(this.code, `The ZIP file has more than ${this.limits.entriesMax} entries`);
    }
    const names = new Set<string>();
    for await (const entry of this.file.eachEntry()) {
      const name = entry.fileName;
      const folded = name.toLowerCase();
      if (names.has(folded)) throw drumError(this.code, 'Two entries of the ZIP file have the same name');
      names.add(folded);
      if (!name.endsWith('/')) this.known.set({ name, size: entry.uncompressedSize }, entry);
    }
    return {
      entries: [...this.known.keys()],
      trailingBytes,
      content: (entry) => this.content(entry),
      bytes: (entry, bytesMax) => this.bytes(entry, bytesMax),
    };
  }

  private async *content(wanted: ZipEntry): AsyncGenerator<Buffer, void> {
    const entry = this.known.get(wanted);
    if (entry === undefined) throw new TypeError('The entry is not of this file');
    // The size is what the directory states; yauzl stops where an entry turns out longer.
    this.budget -= entry.uncompressedSize;
    if (this.budget < 0) throw drumError(this.code, 'The ZIP file holds far more than its size allows for');
    const local = await this.file.readLocalFileHeaderPromise(entry, {});
    if (!local.fileName.equals(entry.fileNameRaw) || local.compressionMethod !== entry.compressionMethod) {
      throw drumError(this.code, 'An entry of the ZIP file is described in two ways');
    }
    let checksum = 0;
    for await (const chunk of await this.file.openReadStreamPromise(entry)) {
      const bytes = chunk as Buffer;
      checksum = crc32(bytes, checksum);
      yield bytes;
    }
    if (checksum !== entry.crc32) throw drumError(this.code, 'An entry of the ZIP file does not fit its checksum');
  }

  private async bytes(entry: ZipEntry, bytesMax: number): Promise<Buffer> {
    if (entry.size > bytesMax) throw drumError(this.code, `An entry of the ZIP file is larger than ${bytesMax} bytes`);
    const chunks: Buffer[] = [];
    for await (const chunk of this.content(entry)) chunks.push(chunk);
    return Buffer.concat(chunks);
  }
}
