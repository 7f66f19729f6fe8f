/** The rules of identifiers, so that they are told while somebody types. */
export type IdentifierKind = 'member' | 'subsystem' | 'server' | 'group' | 'class' | 'instance';

export type IdentifierFault =
  | { readonly rule: 'empty' }
  | { readonly rule: 'too_long' }
  | {
      readonly rule: 'characters';
      /** Letters of the other alphabet that look like Latin ones. */
      readonly lookAlikes: readonly string[];
      /** The others that a code must not have. */
      readonly foreign: readonly string[];
      /** The text with Latin letters and without spaces, where it would be right then. */
      readonly latin: string | undefined;
    };

const LENGTH_MAX = 255;
const ALLOWED = /[A-Za-z0-9'()+,\-.=?]/;
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  ...{
    А: 'A',
    В: 'B',
    Е: 'E',
    К: 'K',
    М: 'M',
    Н: 'H',
    О: 'O',
    Р: 'P',
    С: 'C',
    Т: 'T',
    У: 'Y',
    Х: 'X',
    Ѕ: 'S',
    І: 'I',
    Ј: 'J',
  },
  ...{ а: 'a', е: 'e', о: 'o', р: 'p', с: 'c', у: 'y', х: 'x', ѕ: 's', і: 'i', ј: 'j' },
};

/** What is wrong with a code that identifies something; undefined: nothing. */
export function faultOf(code: string): IdentifierFault | undefined {
  if (code === '') return { rule: 'empty' };
  if (code.length > LENGTH_MAX) return { rule: 'too_long' };
  const foreign = [...new Set(Array.from(code).filter((character) => !ALLOWED.test(character)))];
  if (foreign.length === 0) return undefined;
  const isLookAlike = (character: string): boolean => Object.hasOwn(LOOK_ALIKES, character);
  const others = foreign.filter((character) => !isLookAlike(character));
  const latin = Array.from(code.replaceAll(/\s/g, ''), (character) => LOOK_ALIKES[character] ?? character).join('');
  return {
    ...{ rule: 'characters', lookAlikes: foreign.filter(isLookAlike), foreign: others },
    latin: latin !== '' && others.every((character) => /\s/.test(character)) ? latin : undefined,
  };
}

/** A text of as many digits as an ЕИК has may be meant as one: then its check digits must hold. */
export const looksLikeEik = (code: string): boolean => /^(\d{9}|\d{13})$/.test(code);

const FIRST_WEIGHTS = [1, 2, 3, 4, 5, 6, 7, 8];
const SECOND_WEIGHTS = [3, 4, 5, 6, 7, 8, 9, 10];
const BRANCH_WEIGHTS = [2, 7, 3, 5];
const BRANCH_SECOND_WEIGHTS = [4, 9, 5, 7];

/** Whether the check digits of an ЕИК of 9 or 13 digits hold. */
export function isEik(code: string): boolean {
  if (!looksLikeEik(code)) return false;
  const digits = Array.from(code, Number);
  if (checkDigit(digits.slice(0, 8), FIRST_WEIGHTS, SECOND_WEIGHTS) !== digits[8]) return false;
  return digits.length === 9 || checkDigit(digits.slice(8, 12), BRANCH_WEIGHTS, BRANCH_SECOND_WEIGHTS) === digits[12];
}

function checkDigit(digits: readonly number[], first: readonly number[], second: readonly number[]): number {
  const sum = (weights: readonly number[]): number =>
    digits.reduce((total, digit, at) => total + digit * (weights[at] ?? 0), 0) % 11;
  const found = sum(first);
  return found < 10 ? found : sum(second) % 10;
}
