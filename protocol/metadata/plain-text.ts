/** Control characters but line breaks and tabs, and what turns the direction of text that stands beside it. */
const HIDDEN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** A text that somebody else has written, as it may be shown: nothing hidden in it, and cut where it is too long; undefined where none is left. */
export function plainText(value: unknown, lengthMax: number): string | undefined {
  if (typeof value !== 'string') return undefined;
  // What is cut away need not be looked at.
  const text = value
    .slice(0, lengthMax * 4)
    .toWellFormed()
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(HIDDEN, '')
    .trim();
  if (text === '') return undefined;
  return text.length <= lengthMax
    ? text
    : `${text
        .slice(0, lengthMax - 1)
        .toWellFormed()
        .trimEnd()}…`;
}
