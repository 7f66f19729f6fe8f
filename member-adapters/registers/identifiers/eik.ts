import { weightedSum, type IdentifierFault } from './check-digits.ts';
import { decodeEgn } from './egn.ts';
import { lnchFault } from './lnch.ts';

const NINE_FIRST = [1, 2, 3, 4, 5, 6, 7, 8];
const NINE_SECOND = [3, 4, 5, 6, 7, 8, 9, 10];
const BRANCH_FIRST = [2, 7, 3, 5];
const BRANCH_SECOND = [4, 9, 5, 7];

/**
 * Why the text cannot be an ЕИК (БУЛСТАТ code) at the time `at`, or undefined: 9 digits, 13 for a branch, 10 for a person
 * registered in БУЛСТАТ under an ЕГН or ЛНЧ.
 */
export function eikFault(text: string, at: Date): IdentifierFault | undefined {
  if (/^[0-9]{10}$/.test(text)) return personFault(text, at);
  if (!/^([0-9]{9}|[0-9]{13})$/.test(text)) return 'form';
  if (checkDigit(text, NINE_FIRST, NINE_SECOND) !== Number(text.charAt(8))) return 'check-digit';
  if (text.length === 9) return undefined;
  return checkDigit(text.slice(8), BRANCH_FIRST, BRANCH_SECOND) === Number(text.charAt(12)) ? undefined : 'check-digit';
}

function personFault(text: string, at: Date): IdentifierFault | undefined {
  const egn = decodeEgn(text, at);
  if (!('fault' in egn)) return undefined;
  return lnchFault(text) === undefined ? undefined : egn.fault;
}

/** Two passes: the second set of weights counts when the first leaves 10, and a 10 after that is written 0. */
function checkDigit(digits: string, first: readonly number[], second: readonly number[]): number {
  const remainder = weightedSum(digits, first) % 11;
  return remainder < 10 ? remainder : (weightedSum(digits, second) % 11) % 10;
}
