import type { certificates as bulgarian } from '../bg/certificates.ts';
import type { Like } from '../like.ts';

export const certificates: Like<typeof bulgarian> = {
  subject: 'Subject',
  issuer: 'Issuer',
  valid: 'Valid',
  serial: 'Serial number',
  algorithm: 'Algorithms',
  fingerprint: 'SHA-256 fingerprint',
  expired_day_one: 'expired {{count}} day ago',
  expired_day_other: 'expired {{count}} days ago',
  expired_month_one: 'expired {{count}} month ago',
  expired_month_other: 'expired {{count}} months ago',
  expired_year_one: 'expired {{count}} year ago',
  expired_year_other: 'expired {{count}} years ago',
  not_yet: 'not yet valid',
  left_day_one: '{{count}} day left',
  left_day_other: '{{count}} days left',
  left_month_one: '{{count}} month left',
  left_month_other: '{{count}} months left',
  left_year_one: '{{count}} year left',
  left_year_other: '{{count}} years left',
  authentication: 'Authentication certificate',
};
