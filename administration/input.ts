import { drumError } from '#protocol/errors.ts';

const TEXT_LENGTH_MAX = 255;
/** Items of a list that one call may name. */
const LIST_ITEMS_MAX = 10_000;

/** What X-Road's encoded identifiers and the paths of its administration API cannot carry. */
const NOT_IN_CODES = /[:;/\\%\u0000-\u001f\u007f-\u009f\u200b\ufeff]|\.\./u;
const NOT_IN_TEXTS = /[\u0000-\u001f\u007f-\u009f\u200b\ufeff\ufffe\uffff]/u;
/** What turns the direction of writing: a name would be read as another one than it is by whoever decides of it. */
const DIRECTION = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** A code that identifies something. Throws `validation_failure`. */
export function requireCode(code: string, field: string): void {
  requireText(code, field);
  if (NOT_IN_CODES.test(code)) {
    throw invalid(field, 'must not contain a colon, semicolon, slash, backslash, percent sign, or ".."');
  }
}

/** A name or description; `lengthMin` 0 where it may be empty. Throws `validation_failure`. */
export function requireText(text: string, field: string, lengthMin: 0 | 1 = 1): void {
  if (text.trim().length < lengthMin) throw invalid(field, 'must not be empty');
  if (text.length > TEXT_LENGTH_MAX) throw invalid(field, `must have at most ${TEXT_LENGTH_MAX} characters`);
  // With what XML cannot carry, configuration would not be published any more.
  if (NOT_IN_TEXTS.test(text) || !text.isWellFormed()) throw invalid(field, 'must not contain control characters');
  if (DIRECTION.test(text)) throw invalid(field, 'must not contain characters that turn the direction of writing');
}

/** Throws `validation_failure`. */
export function requireShortList(list: readonly unknown[], field: string): void {
  if (list.length > LIST_ITEMS_MAX) throw invalid(field, `must have at most ${LIST_ITEMS_MAX} items`);
}

const invalid = (field: string, rule: string) => drumError('validation_failure', `${field}: ${rule}`);
