import type { certificates as bulgarian } from '../bg/certificates.ts';
import type { Like } from '../like.ts';

export const certificates: Like<typeof bulgarian> = {
  subject: 'Subject',
  issuer: 'Issuer',
  valid: 'Valid',
  serial: 'Serial number',
  algorithm: 'Algorithms',
  fingerprint: 'SHA-256 fingerprint',
  expired_one: 'expired {{count}} day ago',
  expired_other: 'expired {{count}} days ago',
  not_yet: 'not yet valid',
  days_left_one: '{{count}} day left',
  days_left_other: '{{count}} days left',
  authentication: 'Authentication certificate',
};
