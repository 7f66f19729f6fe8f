import { formatEncodedId, parseKey } from '#protocol/identifiers/text.ts';

/** A key of an identifier as people know it; anything else as it is. */
export function encodedKey(text: string): string {
  if (!/^(MEMBER|SUBSYSTEM|SERVER):/.test(text)) return text;
  try {
    return formatEncodedId(parseKey(text));
  } catch {
    return text;
  }
}
