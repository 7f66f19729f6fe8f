/** The lexical forms that configuration files share: XML Schema part 2 simple types and the dates of signed directories. */

const XML_SPACE = /[\t\n\r ]+/g;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * `xs:base64Binary` (XML Schema part 2 §3.2.16): white space is ignored, all else must be the canonical form, so that two
 * texts never stand for the same bytes. Undefined for anything else.
 */
export function parseBase64(text: string): Buffer | undefined {
  const packed = text.replace(XML_SPACE, '');
  if (!BASE64.test(packed)) return undefined;
  const bytes = Buffer.from(packed, 'base64');
  // The unused bits of the last character must be zero.
  return bytes.toString('base64') === packed ? bytes : undefined;
}

/** `xs:integer`, as far as a number holds it exactly. */
export function parseInteger(text: string): number | undefined {
  const packed = text.replace(XML_SPACE, ' ').trim();
  if (!/^[+-]?\d{1,16}$/.test(packed)) return undefined;
  const value = Number(packed);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** `xs:boolean`. */
export function parseBoolean(text: string): boolean | undefined {
  const packed = text.trim();
  if (packed === 'true' || packed === '1') return true;
  return packed === 'false' || packed === '0' ? false : undefined;
}

const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:\d\d)?$/i;

/**
 * A date and time of ISO 8601, to the millisecond. Seconds may be left out, as Java's `OffsetDateTime` allows. `offset`
 * says whether the text must name its time zone (signed directories, PR-GCONF); `xs:dateTime` need not, and is UTC then.
 */
export function parseDateTime(text: string, offset: 'required' | 'optional'): Date | undefined {
  const match = DATE_TIME.exec(text.trim());
  if (match === null || (offset === 'required' && match[8] === undefined)) return undefined;
  const [, year, month, day, hour, minute, second = '00', fraction = ''] = match;
  const zone = match[8]?.toUpperCase() ?? 'Z';
  const local = `${year ?? ''}-${month ?? ''}-${day ?? ''}T${hour ?? ''}:${minute ?? ''}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}`;
  const utc = new Date(`${local}Z`);
  // Date carries 30 February over into March; such a text is refused.
  if (Number.isNaN(utc.getTime()) || utc.toISOString() !== `${local}Z`) return undefined;
  const date = new Date(`${local}${zone}`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** A moment in UTC with no more digits than it needs: `2026-01-01T00:00:00Z`, as X-Road's central server writes it. */
export function formatDateTime(date: Date): string {
  return date.toISOString().replace(/\.?0*Z$/, 'Z');
}
