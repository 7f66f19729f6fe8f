import type { ErrorEntry } from './entry.ts';

export const TRUST = {
  ssl_authentication_failed: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  cannot_create_signature: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  cert_validation: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  incorrect_validation_info: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  cannot_create_cert_path: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  invalid_cert_path: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  incorrect_certificate: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  invalid_signature_value: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  malformed_signature: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  invalid_reference: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  signature_verification: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  invalid_hash_chain: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  malformed_hash_chain: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  hashchain_unused_inputs: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  invalid_hash_chain_ref: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  missing_signature: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
} as const satisfies Record<string, ErrorEntry>;
