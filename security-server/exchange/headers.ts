import { drumError } from '#protocol/errors.ts';

/** Node's flat list of header names and values as pairs, in the order and spelling in which they came. */
export function headerPairs(raw: readonly string[]): (readonly [name: string, value: string])[] {
  const pairs: (readonly [string, string])[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) pairs.push([raw[at] ?? '', raw[at + 1] ?? '']);
  return pairs;
}

// RFC 9110 §5.5, RFC 9112 §4: a byte a character, no control character but the tab.
const CARRIED = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;

/** Whether HTTP can carry this as the value of a header, or as a reason. */
export const isCarried = (text: string): boolean => CARRIED.test(text);

/**
 * HTTP must be able to carry what was signed as it was signed: a peer's message is UTF-8 and can hold more. Throws
 * `service_failed.invalid_message`.
 */
export function requireCarried(headers: readonly (readonly [name: string, value: string])[], reason = ''): void {
  if (isCarried(reason) && headers.every(([, value]) => isCarried(value))) return;
  throw drumError('invalid_message', 'A header of the message holds what HTTP cannot carry').withPrefix(
    'service_failed',
  );
}
