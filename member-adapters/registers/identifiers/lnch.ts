import { weightedSum, type IdentifierFault } from './check-digits.ts';

const WEIGHTS = [21, 19, 17, 13, 11, 9, 7, 3, 1];

/** Why the text cannot be an ЛНЧ (Личен номер на чужденец), or undefined. The number holds no date and no sex. */
export function lnchFault(text: string): IdentifierFault | undefined {
  if (!/^[0-9]{10}$/.test(text)) return 'form';
  return lnchCheckDigit(text) === Number(text.charAt(9)) ? undefined : 'check-digit';
}

/** The last digit that belongs to the first nine. */
export function lnchCheckDigit(digits: string): number {
  return weightedSum(digits, WEIGHTS) % 10;
}
