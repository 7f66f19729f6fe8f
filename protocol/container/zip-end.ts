import { drumError, type ErrorCode } from '../errors.ts';
import type { ByteSource } from './source.ts';

/** How far back from the end of the file the end record of a ZIP is looked for. Its comment may have 64 KiB. */
const SEARCH_BYTES = 1024 * 1024;
const LOCAL_HEADER = Buffer.from('PK\x03\x04', 'latin1');
const END_RECORD = Buffer.from('PK\x05\x06', 'latin1');
const END_RECORD_BYTES = 22;
const COMMENT_LENGTH_AT = 20;

/**
 * Where a ZIP file ends (APPNOTE §4.3.16). X-Road's software reads from the front and stops where the entries end: what
 * follows the file does not disturb it, but what stands before it does. Throws `code` for what is no ZIP file.
 */
export async function findEnd(source: ByteSource, code: ErrorCode): Promise<number> {
  if (source.size === 0) throw drumError(code, 'The file is empty');
  const head = Buffer.from(await source.read(0, Math.min(source.size, LOCAL_HEADER.length)));
  if (!head.equals(LOCAL_HEADER)) throw drumError(code, 'The file is not a ZIP file with entries');
  const from = Math.max(0, source.size - SEARCH_BYTES);
  const tail = Buffer.from(await source.read(from, source.size - from));
  for (let at = tail.lastIndexOf(END_RECORD); at >= 0; at = at === 0 ? -1 : tail.lastIndexOf(END_RECORD, at - 1)) {
    const end = at + END_RECORD_BYTES;
    if (end > tail.length) continue;
    const endWithComment = end + tail.readUInt16LE(at + COMMENT_LENGTH_AT);
    if (endWithComment <= tail.length) return from + endWithComment;
  }
  throw drumError(code, 'The file is cut short, or is not a ZIP file');
}
