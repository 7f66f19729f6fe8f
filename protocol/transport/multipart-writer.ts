import { randomInt } from 'node:crypto';
import { drumError } from '../errors.ts';
import type { PartHeader } from './multipart-scanner.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const BOUNDARY_LETTERS = 30;
const TOP = 'xtop';
const NESTED = 'xatt';

/** A boundary as X-Road makes them, `xtop` and 30 random letters: no body holds it by chance or by intent. */
export function newBoundary(): string {
  return TOP + Array.from({ length: BOUNDARY_LETTERS }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}

/** The boundary of the attachments within a message: `xatt` and the same letters. */
export function nestedBoundaryOf(boundary: string): string {
  return NESTED + (boundary.startsWith(TOP) ? boundary.slice(TOP.length) : boundary);
}

export function multipartContentType(boundary: string): string {
  return `multipart/mixed; charset=UTF-8; boundary=${boundary}`;
}

/**
 * The framing of a multipart body, byte for byte as X-Road writes it; the caller puts each part's content after what
 * `startPart` gave. A line end belongs to the delimiter that follows it.
 */
export class MultipartWriter {
  private readonly boundaries: string[];
  private first = true;

  constructor(boundary: string) {
    this.boundaries = [boundary];
  }

  startPart(contentType: string | undefined, headers: readonly PartHeader[] = []): Buffer {
    const type: PartHeader[] = contentType === undefined ? [] : [['content-type', contentType]];
    const lines = [...type, ...headers].map(([name, value]) => headerLine(name, value));
    const delimiter = `${this.first ? '' : '\r\n'}--${this.boundaries.at(-1) ?? ''}\r\n`;
    this.first = false;
    return Buffer.from(`${delimiter}${lines.join('')}\r\n`, 'latin1');
  }

  /** Starts a part that is itself multipart; the parts that follow are within it. */
  startNested(boundary: string): Buffer {
    const start = this.startPart(multipartContentType(boundary));
    this.boundaries.push(boundary);
    return start;
  }

  /** Closes the innermost multipart: the nested one, or at last the body. */
  close(): Buffer {
    return Buffer.from(`\r\n--${this.boundaries.pop() ?? ''}--\r\n`, 'latin1');
  }
}

function headerLine(name: string, value: string): string {
  if (/[\r\n]/.test(value) || !/^[!-9;-~]+$/.test(name))
    throw drumError('invalid_message', 'A part has a malformed header');
  return `${name}: ${value}\r\n`;
}
