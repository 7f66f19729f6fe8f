import type { Check } from '#protocol/checks.ts';
import { asDrumError } from '#protocol/errors.ts';
import { isComponentAllowed } from '#protocol/identifiers/characters.ts';
import { requireCode } from '#administration/input.ts';

/** Cyrillic letters that look like Latin ones, each with that. */
const LOOK_ALIKES: ReadonlyMap<string, string> = new Map(
  'АA ВB ЕE КK МM НH ОO РP СC ТT УY ХX ЅS ІI ЈJ аa еe кk оo рp сc уy хx ѕs іi јj'
    .split(' ')
    .map((pair) => [pair.charAt(0), pair.charAt(1)]),
);
const CYRILLIC = /\p{Script=Cyrillic}/u;
const LATIN = /\p{Script=Latin}/u;

/** Whether a code may be registered, by every rule that there is for its characters. */
export function characterCheck(code: string, field: string): Check {
  const name = 'characters';
  try {
    requireCode(code, field);
  } catch (error) {
    return { name, outcome: 'failed', detail: asDrumError(error).message };
  }
  return isComponentAllowed(code, 'strict')
    ? { name, outcome: 'ok', detail: 'All characters may stand in an identifier' }
    : {
        name,
        outcome: 'warning',
        detail: "X-Road's rule for identifiers has Latin letters, digits and '()+,-.=? alone",
      };
}

/** The same code in Latin letters, where its Cyrillic ones all look like such; undefined where there is nothing to replace. */
export function inLatin(code: string): string | undefined {
  if (!CYRILLIC.test(code)) return undefined;
  const latin = Array.from(code, (letter) => LOOK_ALIKES.get(letter) ?? letter).join('');
  return CYRILLIC.test(latin) ? undefined : latin;
}

/** Whether letters of two scripts stand in a code that nobody would tell from another. */
export function lookAlikeCheck(code: string): Check {
  const name = 'look-alikes';
  const latin = inLatin(code);
  const cyrillic = Array.from(code).filter((letter) => CYRILLIC.test(letter));
  if (latin !== undefined) {
    return {
      name,
      outcome: 'warning',
      detail: `${cyrillic.join(', ')}: Cyrillic; in Latin letters it would be ${latin}`,
    };
  }
  return cyrillic.length > 0 && LATIN.test(code)
    ? { name, outcome: 'warning', detail: `Cyrillic letters (${cyrillic.join(', ')}) stand among Latin ones` }
    : { name, outcome: 'ok', detail: 'All letters are of one script' };
}

const ORGANISATION_FIRST = [1, 2, 3, 4, 5, 6, 7, 8];
const ORGANISATION_SECOND = [3, 4, 5, 6, 7, 8, 9, 10];
const BRANCH_FIRST = [2, 7, 3, 5];
const BRANCH_SECOND = [4, 9, 5, 7];
const ORGANISATION_DIGITS = 9;
const BRANCH_DIGITS = 13;
const PERSON_DIGITS = 10;

/** Of a code that is an ЕИК by its form: whether its check digits are right. Undefined for all other codes. */
export function eikCheck(code: string): Check | undefined {
  const name = 'eik';
  if (!/^[0-9]+$/.test(code)) return undefined;
  if (code.length === PERSON_DIGITS) {
    return { name, outcome: 'warning', detail: 'Ten digits may be a person’s number, which would be published' };
  }
  if (code.length !== ORGANISATION_DIGITS && code.length !== BRANCH_DIGITS) return undefined;
  const isOrganisation = checkDigit(code, ORGANISATION_FIRST, ORGANISATION_SECOND) === Number(code.charAt(8));
  const isBranch =
    code.length === ORGANISATION_DIGITS ||
    checkDigit(code.slice(8), BRANCH_FIRST, BRANCH_SECOND) === Number(code.charAt(12));
  return isOrganisation && isBranch
    ? { name, outcome: 'ok', detail: 'It is an ЕИК with the right check digits' }
    : { name, outcome: 'failed', detail: 'It has the length of an ЕИК, but its check digits are wrong' };
}

/** The second weights count where the first leave 10, and a 10 after that is written 0. */
function checkDigit(digits: string, first: readonly number[], second: readonly number[]): number {
  const sumOf = (weights: readonly number[]) =>
    weights.reduce((sum, weight, at) => sum + weight * Number(digits.charAt(at)), 0);
  const remainder = sumOf(first) % 11;
  return remainder < 10 ? remainder : (sumOf(second) % 11) % 10;
}
