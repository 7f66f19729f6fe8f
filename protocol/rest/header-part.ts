import { drumError, type ErrorCode } from '../errors.ts';

/** One HTTP header as received: its name in the sender's case, and its value. */
export type Header = readonly [name: string, value: string];

/** Bounds of a received REST header part. */
export interface HeaderPartLimits {
  readonly bytesMax: number;
  readonly headersMax: number;
}

export const HEADER_PART_LIMITS: HeaderPartLimits = { bytesMax: 256 * 1024, headersMax: 1000 };

/** X-Road's headers, in the lower case that its software adds them in (PR-REST §4.3). */
export const ROAD_HEADERS = {
  client: 'x-road-client',
  service: 'x-road-service',
  id: 'x-road-id',
  userId: 'x-road-userid',
  issue: 'x-road-issue',
  securityServer: 'x-road-security-server',
  representedParty: 'x-road-represented-party',
  requestId: 'x-road-request-id',
  requestHash: 'x-road-request-hash',
} as const;

/**
 * Headers of one hop or of one program only (RFC 9110 §7.6.1 and X-Road's own list): they are never signed nor carried,
 * and a header part that holds one is refused.
 */
const SKIPPED: ReadonlySet<string> = new Set([
  'transfer-encoding',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'upgrade',
  'connection',
  'user-agent',
  'host',
  'content-length',
  'server',
  'expect',
]);

// RFC 9110 §5.6.2; a value has no control character but the tab (§5.5).
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f]/;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The headers that a message carries: all but those of the hop and those named here (in lower case). */
export function carriedHeaders(headers: readonly Header[], ...dropped: readonly string[]): Header[] {
  return headers.filter(([name]) => !SKIPPED.has(name.toLowerCase()) && !dropped.includes(name.toLowerCase()));
}

/** The last value of a header, as X-Road reads repeated ones; names in any case. */
export function headerValue(headers: readonly Header[], name: string): string | undefined {
  return headers.findLast(([each]) => each.toLowerCase() === name)?.[1];
}

/**
 * The canonical header part, which is what is hashed and signed: two lines of start, then `name:value` lines, all CRLF.
 * Throws `errorCode` for a header that would not be one line of it.
 */
export function printHeaderPart(
  start: readonly [string, string],
  headers: readonly Header[],
  errorCode: ErrorCode,
): Buffer {
  if (headers.length > HEADER_PART_LIMITS.headersMax) {
    throw drumError(errorCode, `There are more than ${HEADER_PART_LIMITS.headersMax} headers`);
  }
  for (const [name, value] of headers) {
    if (!TOKEN.test(name) || CONTROL.test(value)) throw drumError(errorCode, 'Invalid header');
  }
  const lines = [...start, ...headers.map(([name, value]) => `${name}:${value}`)];
  return Buffer.from(lines.map((line) => `${line}\r\n`).join(''), 'utf8');
}

/**
 * Reads a canonical header part: UTF-8 lines that end in CRLF, of which two are the start. Throws `invalid_message` for
 * anything that a conforming sender does not write, because what is forwarded as HTTP headers must be what was signed.
 */
export function readHeaderPart(
  bytes: Uint8Array,
  limits: HeaderPartLimits,
): { start: readonly [string, string]; headers: Header[] } {
  if (bytes.byteLength > limits.bytesMax) {
    throw drumError('invalid_message', `The REST message has more than ${limits.bytesMax} bytes of headers`);
  }
  const [first, second, ...lines] = linesOf(bytes);
  if (first === undefined || second === undefined) throw drumError('invalid_message', 'The REST message is incomplete');
  if (lines.length > limits.headersMax) {
    throw drumError('invalid_message', `The REST message has more than ${limits.headersMax} headers`);
  }
  return { start: [first, second], headers: lines.map(readHeader) };
}

function linesOf(bytes: Uint8Array): string[] {
  let text: string;
  try {
    text = UTF8.decode(bytes);
  } catch (error) {
    throw drumError('invalid_message', 'The REST message is not UTF-8', error);
  }
  const lines = text.split('\r\n');
  if (lines.pop() !== '') throw drumError('invalid_message', 'The REST message does not end in CRLF');
  return lines;
}

function readHeader(line: string): Header {
  const colon = line.indexOf(':');
  const name = line.slice(0, Math.max(colon, 0));
  const value = line.slice(colon + 1);
  if (!TOKEN.test(name) || CONTROL.test(value)) throw drumError('invalid_message', 'Invalid header');
  if (SKIPPED.has(name.toLowerCase())) throw drumError('invalid_message', `Invalid header: ${name}`);
  return [name, value];
}
