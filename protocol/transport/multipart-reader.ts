import { DrumError, drumError } from '../errors.ts';
import type { MultipartLimits } from './limits.ts';
import { MultipartScanner, type MultipartEvent, type PartHeader } from './multipart-scanner.ts';

/** One part of a multipart body. Its content can be read once, before the next part is asked for. */
export interface Part {
  /** As received. */
  readonly contentType: string | undefined;
  /** All but the content type, in the sender's order and case. */
  readonly headers: readonly PartHeader[];
  readonly content: AsyncIterable<Buffer>;
}

/**
 * Reads a multipart body part by part from a stream; memory stays within a chunk of the source, which is read no faster
 * than the parts are. It never closes the source: an HTTP server still has to answer on it.
 * Throws `invalid_message` for malformed framing, and for a source that breaks off; a DrumError of the source goes on as it is.
 */
export class MultipartReader {
  private readonly source: AsyncIterator<Uint8Array>;
  private readonly scanner: MultipartScanner;
  private events: MultipartEvent[] = [];
  private at = 0;
  private done = false;

  constructor(source: AsyncIterable<Uint8Array>, boundary: string, limits: MultipartLimits) {
    this.source = source[Symbol.asyncIterator]();
    this.scanner = new MultipartScanner(boundary, limits);
  }

  /** The next part, past what was left unread of the one before; undefined when the closing boundary and the end were seen. */
  async next(): Promise<Part | undefined> {
    while (!this.done) {
      const event = await this.event();
      if (event.kind === 'part') return this.part(event.headers);
      this.done = event.kind === 'end';
    }
    return undefined;
  }

  private part(all: readonly PartHeader[]): Part {
    const types = all.filter(([name]) => isContentType(name)).map(([, value]) => value);
    if (types.length > 1) throw drumError('invalid_message', 'A part has more than one content type');
    const headers = all.filter(([name]) => !isContentType(name));
    return { contentType: types[0], headers, content: this.content() };
  }

  private async *content(): AsyncGenerator<Buffer> {
    for (;;) {
      const event = await this.event();
      if (event.kind !== 'data') return;
      yield event.bytes;
    }
  }

  private async event(): Promise<MultipartEvent> {
    for (;;) {
      const event = this.events[this.at];
      // Not passed over: whoever asks again is refused again.
      if (event?.kind === 'refused') throw event.error;
      this.at += 1;
      if (event !== undefined) return event;
      const chunk = await this.chunk();
      this.events = chunk === undefined ? this.scanner.end() : this.scanner.push(chunk);
      this.at = 0;
    }
  }

  private async chunk(): Promise<Uint8Array | undefined> {
    try {
      const result = await this.source.next();
      return result.done === true ? undefined : result.value;
    } catch (error) {
      if (error instanceof DrumError) throw error;
      throw drumError('invalid_message', 'The message breaks off before its end', error);
    }
  }
}

function isContentType(name: string): boolean {
  return name.toLowerCase() === 'content-type';
}

/** All of a small content in memory. Throws `invalid_message`, naming `what`, where it is larger than allowed. */
export async function collect(content: AsyncIterable<Uint8Array>, bytesMax: number, what: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of content) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) throw drumError('invalid_message', `The ${what} has more than ${bytesMax} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
