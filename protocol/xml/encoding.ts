import { drumError, type ErrorCode } from '../errors.ts';

const MARK_UTF8 = Buffer.from([0xef, 0xbb, 0xbf]);
/** The longest XML declaration that is looked through for an encoding. */
const DECLARATION_BYTES_MAX = 256;
const DECLARED =
  /^<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*["'][^"']{1,8}["'][ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*["']([^"']+)["']/;
/** Encodings in which a byte, or a pair of them, always means the same: no reader can take the text for another. */
const READ = /^(?:us-ascii|iso-8859-(?:[1-9]|1[013-6])|windows-125[0-8]|utf-16(?:le|be)?)$/i;

/**
 * An XML document in UTF-8, whatever it was sent in: by its byte order mark, or by what its XML declaration says (XML 1.0
 * appendix F), as X-Road's readers do, which do not ask the HTTP header. What is UTF-8 already is returned as it is.
 * Throws `errorCode` for an encoding that is not read, and for bytes that are not of it.
 */
export function utf8Of(bytes: Uint8Array, errorCode: ErrorCode): Buffer {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const encoding = encodingOf(buffer);
  if (/^utf-?8$/i.test(encoding)) return buffer;
  if (!READ.test(encoding)) throw drumError(errorCode, 'The XML document is in an encoding that is not read');
  try {
    return Buffer.from(new TextDecoder(encoding, { fatal: true }).decode(buffer), 'utf8');
  } catch (error) {
    throw drumError(errorCode, `The XML document is not in ${encoding}, as it says`, error);
  }
}

/** Whether the document would be read rightly by somebody who takes it for UTF-8. */
export function isUtf8(bytes: Uint8Array): boolean {
  return /^utf-?8$/i.test(encodingOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)));
}

/** The text of an XML document, without byte order mark. Throws as `utf8Of`. */
export function xmlDocumentText(bytes: Uint8Array, errorCode: ErrorCode): string {
  const utf8 = utf8Of(bytes, errorCode);
  return utf8.toString('utf8', utf8.subarray(0, MARK_UTF8.length).equals(MARK_UTF8) ? MARK_UTF8.length : 0);
}

function encodingOf(bytes: Buffer): string {
  if (bytes.subarray(0, MARK_UTF8.length).equals(MARK_UTF8)) return 'utf-8';
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0x00)) return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || (first === 0x00 && second === 0x3c)) return 'utf-16be';
  return DECLARED.exec(bytes.toString('latin1', 0, DECLARATION_BYTES_MAX))?.[1] ?? 'utf-8';
}
