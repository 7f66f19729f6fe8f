import { DerFault, TAG, type DerNode } from './read.ts';

const UTC_TIME = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;
const GENERALIZED_TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{1,9}))?Z$/;

/**
 * UTCTime or GeneralizedTime in the forms of DER (RFC 5280 §4.1.2.5; fractions of seconds as RFC 3161 §2.4.2 allows).
 * What is finer than a millisecond is dropped.
 */
export function derTime(node: DerNode): Date {
  const text = node.content.toString('latin1');
  if (node.tag === TAG.utcTime) {
    const parts = UTC_TIME.exec(text);
    if (parts === null) throw new DerFault('a malformed UTCTime');
    const [year = '', ...rest] = parts.slice(1);
    // RFC 5280 §4.1.2.5.1: 50–99 are of the twentieth century.
    return dateOf(Number(year) + (Number(year) >= 50 ? 1900 : 2000), rest);
  }
  if (node.tag === TAG.generalizedTime) {
    const parts = GENERALIZED_TIME.exec(text);
    if (parts === null) throw new DerFault('a malformed GeneralizedTime');
    const [year = '', ...rest] = parts.slice(1, 7);
    const date = dateOf(Number(year), rest);
    date.setUTCMilliseconds(Number((parts[7] ?? '').padEnd(3, '0').slice(0, 3)));
    return date;
  }
  throw new DerFault('not a time');
}

function dateOf(year: number, parts: readonly string[]): Date {
  const [month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  // What JavaScript would carry over (31 February, 25:00) is malformed here.
  const taken = [
    date.getUTCMonth() + 1,
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
  ];
  if (taken.some((part, index) => part !== [month, day, hour, minute, second][index]))
    throw new DerFault('no such time');
  return date;
}

/** The text of a string type; undefined for another type, or where the bytes are no text of that type. */
export function derText(node: DerNode): string | undefined {
  const { tag, content } = node;
  switch (tag) {
    case TAG.utf8String:
      return utf8Of(content);
    case TAG.printableString:
    case TAG.ia5String:
    case TAG.visibleString:
      // Some authorities put UTF-8 there.
      return utf8Of(content) ?? content.toString('latin1');
    case TAG.teletexString:
      return content.toString('latin1');
    case TAG.bmpString:
      return content.length % 2 === 0 ? Buffer.from(content).swap16().toString('utf16le') : undefined;
    case TAG.universalString:
      return utf32Of(content);
    default:
      return undefined;
  }
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function utf8Of(content: Buffer): string | undefined {
  try {
    return strictUtf8.decode(content);
  } catch {
    return undefined;
  }
}

function utf32Of(content: Buffer): string | undefined {
  if (content.length % 4 !== 0) return undefined;
  let text = '';
  for (let at = 0; at < content.length; at += 4) {
    const point = content.readUInt32BE(at);
    if (point > 0x10ffff) return undefined;
    text += String.fromCodePoint(point);
  }
  return text;
}
