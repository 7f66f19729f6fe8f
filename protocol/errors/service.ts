import type { ErrorEntry } from './entry.ts';

export const SERVICE = {
  access_denied: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  service_disabled: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  service_failed: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  unknown_service: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  unknown_member: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  service_missing_url: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  service_malformed_url: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  maintenance_mode: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
} as const satisfies Record<string, ErrorEntry>;
