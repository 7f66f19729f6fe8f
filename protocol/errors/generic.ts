import type { ErrorEntry } from './entry.ts';

export const GENERIC = {
  io_error: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  network_error: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  internal_error: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  bad_request: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  not_found: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  http_error: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  unknown_host: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  database_error: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  invalid_request: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
} as const satisfies Record<string, ErrorEntry>;
