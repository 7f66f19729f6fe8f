import type { ErrorEntry } from './entry.ts';

export const STATE = {
  malformed_server_conf: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  malformed_global_conf: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  global_conf_outdated: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  logging_failed: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  timestamping_failed: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  timestamper_failed: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  hsm_non_operational: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
} as const satisfies Record<string, ErrorEntry>;
