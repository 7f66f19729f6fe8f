import { drumError, type DrumError } from '#protocol/errors.ts';
import type { DistinguishedName } from '../distinguished-name.ts';

/** The member that a signing certificate stands for. */
export interface SubjectMember {
  readonly instance: string;
  readonly memberClass: string;
  readonly memberCode: string;
}

/** What some profiles do not write into the certificate and take from whom the certificate is expected of. */
export interface MemberContext {
  readonly instance: string;
  readonly memberClass?: string;
}

export const incorrect = (message: string): DrumError => drumError('incorrect_certificate', message);

/** How attribute types are called in messages, by RFC 4519. */
const LABELS = {
  C: 'country code',
  O: 'organization',
  OU: 'organization unit',
  CN: 'common name',
  serialNumber: 'serial number',
  businessCategory: 'business category',
} as const;

/** The value of an attribute that must be there. */
export function need(subject: DistinguishedName, type: keyof typeof LABELS): string {
  const value = subject.get(type);
  if (value === undefined) throw incorrect(`The certificate's subject has no ${LABELS[type]}`);
  return value;
}

export function needCountry(subject: DistinguishedName, country: string): void {
  if (subject.get('C') !== country) throw incorrect(`The country code of the certificate's subject is not ${country}`);
}

/** A member whose identifier has no empty part; X-Road's identifiers cannot have one. */
export function memberOf(instance: string, memberClass: string, memberCode: string): SubjectMember {
  if ([instance, memberClass, memberCode].some((part) => part.trim() === '')) {
    throw incorrect("A part of the member's identifier in the certificate is empty");
  }
  return { instance, memberClass, memberCode };
}
