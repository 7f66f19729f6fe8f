import { weightedSum, type IdentifierFault } from './check-digits.ts';

export type Sex = 'male' | 'female';

/** What the ten digits of an ЕГН say of a person. The digits 7–9 tell a region of birth too; nothing may be decided by that. */
export interface DecodedEgn {
  /** YYYY-MM-DD. */
  readonly birthDate: string;
  readonly sex: Sex;
}

const WEIGHTS = [2, 4, 8, 5, 10, 9, 7, 3, 6];
/** Centuries by what is added to the month: 1900 none, 1800 twenty, 2000 forty. */
const CENTURIES = [
  { monthOffset: 0, century: 1900 },
  { monthOffset: 20, century: 1800 },
  { monthOffset: 40, century: 2000 },
] as const;
const SEQUENCE_MAX = 999;
const sofiaDate = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Sofia' });

/** Reads an ЕГН (Единен граждански номер, `YYMMDDRRSC`) as it can be judged at the time `at`: by its form alone. */
export function decodeEgn(text: string, at: Date): DecodedEgn | { readonly fault: IdentifierFault } {
  if (!/^[0-9]{10}$/.test(text)) return { fault: 'form' };
  const birthDate = birthDateOf(text);
  if (birthDate === undefined) return { fault: 'date' };
  if (egnCheckDigit(text) !== Number(text.charAt(9))) return { fault: 'check-digit' };
  // Days begin in Sofia: a child of this morning has a number before UTC has the date.
  if (birthDate > sofiaDate.format(at)) return { fault: 'future' };
  return { birthDate, sex: Number(text.charAt(8)) % 2 === 0 ? 'male' : 'female' };
}

/** The last digit that belongs to the first nine. */
export function egnCheckDigit(digits: string): number {
  // A remainder of 10 is written 0.
  return (weightedSum(digits, WEIGHTS) % 11) % 10;
}

/**
 * The ЕГН of a birth date (YYYY-MM-DD, 1800–2099) with the sequence number 0–999 in digits 7–9, an even one for men.
 * Throws RangeError outside these.
 */
export function composeEgn(birthDate: string, sequence: number): string {
  const [year, month, day] = birthDate.split('-').map(Number);
  const found = CENTURIES.find(({ century }) => Math.floor((year ?? 0) / 100) * 100 === century);
  if (year === undefined || month === undefined || day === undefined || found === undefined) {
    throw new RangeError('An ЕГН holds birth dates from 1800 to 2099');
  }
  if (!Number.isInteger(sequence) || sequence < 0 || sequence > SEQUENCE_MAX) {
    throw new RangeError(`The sequence number lies between 0 and ${SEQUENCE_MAX}`);
  }
  const digits = [year % 100, month + found.monthOffset, day].map((part) => String(part).padStart(2, '0')).join('');
  const nine = digits + String(sequence).padStart(3, '0');
  return nine + String(egnCheckDigit(nine));
}

function birthDateOf(text: string): string | undefined {
  const month = Number(text.slice(2, 4));
  const found = CENTURIES.find(({ monthOffset }) => month > monthOffset && month <= monthOffset + 12);
  if (found === undefined) return undefined;
  const parts = [found.century + Number(text.slice(0, 2)), month - found.monthOffset, Number(text.slice(4, 6))];
  const date = parts.map((part) => String(part).padStart(2, '0')).join('-');
  return isCalendarDate(date) ? date : undefined;
}

/** Whether YYYY-MM-DD is a day of the (proleptic) Gregorian calendar. */
export function isCalendarDate(date: string): boolean {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(date)) return false;
  const time = Date.parse(`${date}T00:00:00Z`);
  // Date.parse rolls 30 February over into March; printing it again shows that.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
}
