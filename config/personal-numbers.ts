// Ten digits, as an ЕГН and an ЛНЧ have, valid or mistyped; not a piece of a longer number or of a hash, and no amount.
const TEN_DIGITS = /(?<![0-9a-f])[0-9]{10}(?![0-9a-f]|\s*(?:bytes|ms|s)\b)/gi;

/** The text with whatever may be a person's number replaced: callers write them where they do not belong. */
export function withoutPersonalNumbers(text: string): string {
  return text.replace(TEN_DIGITS, '[ten digits]');
}
