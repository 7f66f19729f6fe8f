import { drumError } from '../errors.ts';

/**
 * The MIME (RFC 2045, RFC 2046 §5.1) of signed directories, read by position so that the signed bytes stay as they came.
 * Lines may end in CRLF or in LF.
 */

const CODE = 'global_conf_parsing_downloaded_conf_directory_failure';
const PARTS_MAX = 1_000;
const HEADERS_MAX = 32;
const HEADER_CHARACTERS_MAX = 8 * 1024;
// RFC 2046 §5.1.1 allows 70 characters.
const BOUNDARY = /^[A-Za-z0-9'()+_,\-./:=? ]{0,69}[A-Za-z0-9'()+_,\-./:=?]$/;
// RFC 7230 §3.2.6: what a header's name may consist of.
const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Headers by lower-case name. */
export type Headers = ReadonlyMap<string, string>;

export interface Entity {
  readonly headers: Headers;
  /** Where the body begins in the text that was read, and where it ends. */
  readonly bodyStart: number;
  readonly bodyEnd: number;
}

export interface Multipart {
  readonly parts: readonly Entity[];
  /** Whether the closing delimiter is there. */
  readonly closed: boolean;
  /** Whether a line break follows the closing delimiter. */
  readonly lineEnded: boolean;
}

/** Reads the headers that stand at `start`, up to the blank line or to `end`. Text is one character a byte (Latin-1). */
export function readEntity(text: string, start: number, end: number): Entity {
  const headers = new Map<string, string>();
  let at = start;
  let last: string | undefined;
  while (at < end) {
    const { line, next } = lineAt(text, at, end);
    at = next;
    if (line === '') break;
    if (/^[ \t]/.test(line) && last !== undefined) {
      // RFC 5322 §2.2.3: a line that begins with white space continues the header before it.
      addHeader(headers, last, `${headers.get(last) ?? ''} ${line.trim()}`);
      continue;
    }
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).trimEnd().toLowerCase();
    if (!NAME.test(name)) throw malformed('A header line has no name');
    if (headers.has(name)) throw malformed(`The header ${name.slice(0, 100)} stands twice`);
    addHeader(headers, name, line.slice(colon + 1).trim());
    last = name;
  }
  return { headers, bodyStart: at, bodyEnd: end };
}

function addHeader(headers: Map<string, string>, name: string, value: string): void {
  if (value.length > HEADER_CHARACTERS_MAX) {
    throw malformed(`A header is longer than ${HEADER_CHARACTERS_MAX} characters`);
  }
  headers.set(name, value);
  if (headers.size > HEADERS_MAX) throw malformed(`A part has more than ${HEADERS_MAX} headers`);
}

/**
 * Cuts a multipart body into its parts. The line break before a delimiter belongs to the delimiter (RFC 2046 §5.1.1).
 * Nothing but blank lines may stand before the first part and after the closing delimiter, if there is one.
 */
export function readMultipart(text: string, start: number, end: number, boundary: string): Multipart {
  const delimiter = `--${boundary}`;
  const parts: Entity[] = [];
  let partStart: number | undefined;
  let closing: { next: number; lineEnded: boolean } | undefined;
  for (let at = start; at < end && closing === undefined;) {
    const { line, next, lineEnded } = lineAt(text, at, end);
    const kind = delimiterKind(line, delimiter);
    if (kind !== undefined) {
      if (partStart !== undefined)
        parts.push(readEntity(text, partStart, Math.max(beforeLineBreak(text, at), partStart)));
      else if (kind === 'close') throw malformed('A multipart body has no part');
      if (kind === 'close') closing = { next, lineEnded };
      partStart = next;
      if (parts.length > PARTS_MAX) throw malformed(`A multipart body has more than ${PARTS_MAX} parts`);
    } else if (partStart === undefined && line.trim() !== '') {
      throw malformed('Something stands before the first part');
    }
    at = next;
  }
  if (partStart === undefined) return { parts, closed: false, lineEnded: false };
  if (closing === undefined)
    return { parts: [...parts, readEntity(text, partStart, end)], closed: false, lineEnded: false };
  if (text.slice(closing.next, end).trim() !== '') throw malformed('Something stands after the closing boundary');
  return { parts, closed: true, lineEnded: closing.lineEnded };
}

function delimiterKind(line: string, delimiter: string): 'open' | 'close' | undefined {
  if (!line.startsWith(delimiter)) return undefined;
  const rest = line.slice(delimiter.length).trimEnd();
  if (rest === '') return 'open';
  return rest === '--' ? 'close' : undefined;
}

function lineAt(text: string, at: number, end: number): { line: string; next: number; lineEnded: boolean } {
  const feed = text.indexOf('\n', at);
  const lineEnded = feed >= 0 && feed < end;
  const stop = lineEnded ? feed : end;
  const line = text.slice(at, text[stop - 1] === '\r' && stop > at && lineEnded ? stop - 1 : stop);
  return { line, next: lineEnded ? feed + 1 : end, lineEnded };
}

function beforeLineBreak(text: string, at: number): number {
  if (text[at - 1] !== '\n') return at;
  return text[at - 2] === '\r' ? at - 2 : at - 1;
}

/** A header's value with its parameters (`value; name=text; other="text"`), names in lower case. */
export interface HeaderValue {
  readonly value: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const PARAMETER = /;\s*([^\s=;]+)\s*=\s*("(?:[^"\\]|\\.)*"|'[^']*'|[^;]*)\s*/y;

/** Values may be quoted with `"` (RFC 2045 §5.1), with `'` (the central server) or stand bare. */
export function readHeaderValue(text: string): HeaderValue {
  const semicolon = text.indexOf(';');
  const value = text.slice(0, semicolon < 0 ? text.length : semicolon).trim();
  const parameters = new Map<string, string>();
  PARAMETER.lastIndex = semicolon < 0 ? text.length : semicolon;
  while (PARAMETER.lastIndex < text.length) {
    const match = PARAMETER.exec(text);
    if (match === null) break;
    const [, name = '', quoted = ''] = match;
    parameters.set(name.toLowerCase(), unquote(quoted.trim()));
  }
  return { value, parameters };
}

function unquote(text: string): string {
  if (text.startsWith('"') && text.endsWith('"') && text.length > 1) return text.slice(1, -1).replace(/\\(.)/g, '$1');
  if (text.startsWith("'") && text.endsWith("'") && text.length > 1) return text.slice(1, -1);
  return text;
}

/** The boundary of a multipart entity. */
export function boundaryOf(headers: Headers): string {
  const { value, parameters } = readHeaderValue(headers.get('content-type') ?? '');
  if (!value.toLowerCase().startsWith('multipart/')) throw malformed('The content type is not multipart');
  const boundary = parameters.get('boundary') ?? '';
  if (!BOUNDARY.test(boundary)) throw malformed('The content type has no usable boundary');
  return boundary;
}

export function malformed(message: string) {
  return drumError(CODE, message);
}
