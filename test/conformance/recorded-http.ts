import { readFileSync } from 'node:fs';

/** One HTTP message as it was recorded inside TLS. */
export interface RecordedHttp {
  readonly startLine: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  /** The value of a header, by lower-case name. */
  header(name: string): string | undefined;
}

export function readRecordedHttp(path: string): RecordedHttp {
  return readHttp(readFileSync(path));
}

/** One HTTP message, whole; a body in chunks comes without them. */
export function readHttp(bytes: Buffer): RecordedHttp {
  const end = bytes.indexOf('\r\n\r\n');
  const [startLine = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
  });
  const header = (name: string) => headers.find(([each]) => each.toLowerCase() === name)?.[1];
  const content = bytes.subarray(end + 4);
  const body = header('transfer-encoding') === 'chunked' ? withoutChunks(content) : content;
  return { startLine, headers, body, header };
}

function withoutChunks(content: Buffer): Buffer {
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const lineEnd = content.indexOf('\r\n', at);
    const size = parseInt(content.toString('latin1', at, lineEnd), 16);
    if (lineEnd < 0 || !(size > 0)) return Buffer.concat(chunks);
    chunks.push(content.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
}
