/** RFC 3986 §3.3: what a path segment holds without encoding (`pchar` without `pct-encoded`). */
const PCHAR = /[A-Za-z0-9\-._~!$&'()*+,;=:@]/;
const SEGMENT = /^(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})*$/;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The text of a percent-encoded path segment (RFC 3986 §3.3, UTF-8). Undefined for a character that must not stand in
 * one, an incomplete escape or bytes that are no UTF-8.
 */
export function percentDecodeSegment(segment: string): string | undefined {
  if (!SEGMENT.test(segment)) return undefined;
  if (!segment.includes('%')) return segment;
  const latin1 = segment.replace(/%(..)/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  try {
    return UTF8.decode(Buffer.from(latin1, 'latin1'));
  } catch {
    return undefined;
  }
}

/** A text as a path segment; everything outside `pchar` is encoded, in upper-case hexadecimal. */
export function percentEncodeSegment(text: string): string {
  let encoded = '';
  for (const character of text) {
    encoded += PCHAR.test(character) ? character : escapeUtf8(character);
  }
  return encoded;
}

function escapeUtf8(character: string): string {
  const bytes = Buffer.from(character, 'utf8').toString('hex').toUpperCase();
  return bytes.replace(/../g, '%$&');
}
