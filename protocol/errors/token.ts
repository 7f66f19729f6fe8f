import type { ErrorEntry } from './entry.ts';

export const TOKEN = {
  key_not_found: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  cert_not_found: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  csr_not_found: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  token_not_found: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  token_not_active: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  token_not_initialized: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  token_not_available: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  token_readonly: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  cannot_sign: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  unsupported_sign_algorithm: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  cert_exists: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  wrong_cert_usage: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  login_failed: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  pin_incorrect: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  cert_import_failed: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  token_pin_policy_failure: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
} as const satisfies Record<string, ErrorEntry>;
