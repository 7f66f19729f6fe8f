import type { IdentifierFault } from './check-digits.ts';
import { decodeEgn } from './egn.ts';
import { lnchFault } from './lnch.ts';

/** Ten digits may be valid as both, so the type always travels beside the number. */
export const IDENTIFIER_TYPES = ['EGN', 'LNCh'] as const;
export type IdentifierType = (typeof IDENTIFIER_TYPES)[number];

/** Why the number cannot be a personal identifier of this type at the time `at`, or undefined. */
export function personalIdentifierFault(type: IdentifierType, text: string, at: Date): IdentifierFault | undefined {
  if (type === 'LNCh') return lnchFault(text);
  const decoded = decodeEgn(text, at);
  return 'fault' in decoded ? decoded.fault : undefined;
}

/** What the fault means, for people. */
export const FAULT_TEXTS: Readonly<Record<IdentifierFault, { readonly en: string; readonly bg: string }>> = {
  form: { en: 'it must have exactly ten digits', bg: 'трябва да има точно десет цифри' },
  date: { en: 'its first six digits are no date of birth', bg: 'първите шест цифри не са дата на раждане' },
  future: { en: 'its date of birth lies in the future', bg: 'датата на раждане е в бъдещето' },
  'check-digit': { en: 'its check digit is wrong', bg: 'контролната цифра е грешна' },
};

const TEN_DIGITS = /(?<![0-9])[0-9]{10}(?![0-9])/g;

/**
 * The text with every number replaced that can be an ЕГН or an ЛНЧ, and every occurrence of `known` (an identifier that
 * this query carries, valid or not). `replacement` makes a pseudonym of the number.
 */
export function withoutPersonalIdentifiers(
  text: string,
  at: Date,
  replacement: (type: IdentifierType, identifier: string) => string,
  known?: { readonly type: IdentifierType; readonly identifier: string },
): string {
  // What a replacement wrote is never searched again: a pseudonym may hold ten digits that look like an ЕГН.
  const inUnknown = (part: string) =>
    part.replace(TEN_DIGITS, (digits) => {
      const type = IDENTIFIER_TYPES.find((candidate) => personalIdentifierFault(candidate, digits, at) === undefined);
      return type === undefined ? digits : replacement(type, digits);
    });
  if (known === undefined) return inUnknown(text);
  return text.split(known.identifier).map(inUnknown).join(replacement(known.type, known.identifier));
}
