import { asDrumError, drumError, type DrumError } from '../errors.ts';
import type { MultipartLimits } from './limits.ts';

/** A header of a part: its name in the sender's case, and its value, unfolded and trimmed. A character a byte. */
export type PartHeader = readonly [name: string, value: string];

export type MultipartEvent =
  | { readonly kind: 'part'; readonly headers: readonly PartHeader[] }
  | { readonly kind: 'data'; readonly bytes: Buffer }
  | { readonly kind: 'part-end' }
  | { readonly kind: 'end' }
  /** The last event: what follows cannot be read. It comes in its place, so that chunks never decide which error is met first. */
  | { readonly kind: 'refused'; readonly error: DrumError };

type State = 'preamble' | 'delimiter' | 'headers' | 'body' | 'epilogue';

const LF = 0x0a;
const CR = 0x0d;
const VIRTUAL_LINE_START = Buffer.from('\n');
/** Spaces that may follow a boundary on its line (RFC 2046 §5.1.1 "transport-padding"). */
const PADDING_BYTES_MAX = 64;
const PADDING = /^[ \t]*$/;
const AFTER_CLOSING = /^[ \t]*(?:\r?\n?)$/;
const ENDED = /^[ \t]*(?:\r?\n)?$/;
// RFC 5322 §3.6.8; a value has no control character but the tab.
const NAME = /^[!-9;-~]+$/;
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f]/;

/**
 * Cuts a multipart body (RFC 2046 §5.1) into parts, chunk by chunk, holding no more than a line of it: pushing the same
 * bytes in other chunks gives the same parts. Accepts a preamble, lines that end in LF, and padding after a boundary, as
 * X-Road does; refuses (`invalid_message`) a boundary line with anything else on it, an end without the closing boundary,
 * and anything but a line end after it.
 *
 * Dicer of @fastify/busboy does not hold these rules: it lower-cases and regroups header names, which SOAP attachments
 * must keep, passes over malformed and excess headers in silence, ignores all after the closing boundary, and knows CRLF only.
 */
export class MultipartScanner {
  private readonly delimiter: Buffer;
  private readonly limits: MultipartLimits;
  private state: State = 'preamble';
  /** Bytes not yet understood: less than a line of headers, or what may begin a delimiter. */
  private rest: Buffer = VIRTUAL_LINE_START;
  /** What stands from the end of the last line on. */
  private fromLineEnd: Buffer = VIRTUAL_LINE_START;
  /** Bytes at the start of `rest` that are no content: the line end before a body's first line. */
  private virtual = 1;
  private received = false;
  private preambleBytes = 0;
  private parts = 0;
  private headerBytes = 0;
  private headerLines: string[] = [];

  constructor(boundary: string, limits: MultipartLimits) {
    this.delimiter = Buffer.from(`\n--${boundary}`, 'latin1');
    this.limits = limits;
  }

  push(chunk: Uint8Array): MultipartEvent[] {
    if (chunk.byteLength === 0) return [];
    this.received = true;
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    this.rest = this.rest.length === 0 ? bytes : Buffer.concat([this.rest, bytes]);
    const events: MultipartEvent[] = [];
    try {
      while (this.step(events));
    } catch (error) {
      events.push({ kind: 'refused', error: asDrumError(error) });
    }
    return events;
  }

  /** Says that no more comes. Nothing at all is a message without parts. */
  end(): MultipartEvent[] {
    if (!this.received) return [{ kind: 'end' }];
    if (this.state !== 'epilogue') {
      return [{ kind: 'refused', error: drumError('invalid_message', 'The message ends before its closing boundary') }];
    }
    if (!ENDED.test(this.rest.toString('latin1'))) return [{ kind: 'refused', error: extraContent() }];
    return [{ kind: 'end' }];
  }

  /** Takes what it can from `rest`; false when more bytes are needed. */
  private step(events: MultipartEvent[]): boolean {
    switch (this.state) {
      case 'preamble':
      case 'body':
        return this.content(events);
      case 'delimiter':
        return this.delimiterLine();
      case 'headers':
        return this.headerLine(events);
      case 'epilogue':
        if (this.rest.length > PADDING_BYTES_MAX || !AFTER_CLOSING.test(this.rest.toString('latin1')))
          throw extraContent();
        return false;
    }
  }

  private content(events: MultipartEvent[]): boolean {
    const found = this.rest.indexOf(this.delimiter);
    const end = found < 0 ? this.rest.length - this.heldBytes() : lineEndBefore(this.rest, found);
    if (end > this.virtual) this.contentBytes(this.rest.subarray(this.virtual, end), events);
    if (end > 0) this.virtual = 0;
    if (found < 0) {
      this.rest = this.rest.subarray(Math.max(end, 0));
      return false;
    }
    if (this.state === 'body') events.push({ kind: 'part-end' });
    this.rest = this.rest.subarray(found + this.delimiter.length);
    this.state = 'delimiter';
    return this.rest.length > 0;
  }

  private contentBytes(bytes: Buffer, events: MultipartEvent[]): void {
    if (this.state === 'body') {
      events.push({ kind: 'data', bytes });
      return;
    }
    this.preambleBytes += bytes.length;
    if (this.preambleBytes > this.limits.preambleBytesMax) {
      throw drumError(
        'invalid_message',
        `The message has more than ${this.limits.preambleBytesMax} bytes before its parts`,
      );
    }
  }

  /** How many bytes at the end of `rest` may be the start of a delimiter with its line end. */
  private heldBytes(): number {
    const { rest, delimiter } = this;
    for (let at = Math.max(0, rest.length - delimiter.length); at < rest.length; at += 1) {
      if (rest[at] !== CR && rest[at] !== LF) continue;
      const from = rest[at] === CR ? at + 1 : at;
      const length = rest.length - from;
      if (length < delimiter.length && rest.compare(delimiter, 0, length, from) === 0) return rest.length - at;
    }
    return 0;
  }

  private delimiterLine(): boolean {
    if (this.rest[0] === 0x2d && (this.rest.length < 2 || this.rest[1] === 0x2d)) {
      if (this.rest.length < 2) return false;
      this.rest = this.rest.subarray(2);
      this.state = 'epilogue';
      return this.rest.length > 0;
    }
    const line = this.takeLine(PADDING_BYTES_MAX, 'The line of a boundary has other content');
    if (line === undefined) return false;
    if (!PADDING.test(line)) throw drumError('invalid_message', 'The line of a boundary has other content');
    this.parts += 1;
    if (this.parts > this.limits.partsMax) {
      throw drumError('invalid_message', `The message has more than ${this.limits.partsMax} parts`);
    }
    this.state = 'headers';
    this.headerBytes = 0;
    this.headerLines = [];
    return true;
  }

  private headerLine(events: MultipartEvent[]): boolean {
    const { partHeaderBytesMax, partHeadersMax } = this.limits;
    const tooLong = `The headers of a part have more than ${partHeaderBytesMax} bytes`;
    const line = this.takeLine(partHeaderBytesMax - this.headerBytes, tooLong);
    if (line === undefined) return false;
    if (line === '') {
      events.push({ kind: 'part', headers: this.headerLines.map(readHeader) });
      this.state = 'body';
      // The line end before a body's first line may belong to a delimiter; here it is one more byte of the same chunk.
      this.rest = this.fromLineEnd;
      this.virtual = 1;
      return true;
    }
    this.headerBytes += line.length;
    if (line.startsWith(' ') || line.startsWith('\t')) {
      const folded = this.headerLines.pop();
      if (folded === undefined) throw drumError('invalid_message', 'A part begins with a folded header');
      this.headerLines.push(folded + line);
    } else {
      this.headerLines.push(line);
    }
    if (this.headerLines.length > partHeadersMax) {
      throw drumError('invalid_message', `A part has more than ${partHeadersMax} headers`);
    }
    return true;
  }

  /** The next line without its end; undefined where it is not complete yet. */
  private takeLine(bytesMax: number, tooLong: string): string | undefined {
    const at = this.rest.indexOf(LF);
    // One byte more may be the CR of a line end that is yet to come.
    const length = at < 0 ? this.rest.length - 1 : lineEndBefore(this.rest, at);
    if (length > bytesMax) throw drumError('invalid_message', tooLong);
    if (at < 0) return undefined;
    const line = this.rest.toString('latin1', 0, length);
    this.fromLineEnd = this.rest.subarray(at);
    this.rest = this.rest.subarray(at + 1);
    return line;
  }
}

/** Where the line ends whose LF stands at `lf`: before a CR, if there is one. */
function lineEndBefore(bytes: Buffer, lf: number): number {
  return lf > 0 && bytes[lf - 1] === CR ? lf - 1 : lf;
}

function readHeader(line: string): PartHeader {
  const colon = line.indexOf(':');
  const name = line.slice(0, Math.max(colon, 0));
  const value = line.slice(colon + 1).trim();
  if (!NAME.test(name) || CONTROL.test(value)) throw drumError('invalid_message', 'A part has a malformed header');
  return [name, value];
}

function extraContent() {
  return drumError('invalid_message', 'Extra content after the closing boundary');
}
