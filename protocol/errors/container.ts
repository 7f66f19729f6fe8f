import type { ErrorEntry } from './entry.ts';

export const CONTAINER = {
  asic_mime_type_not_found: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  asic_invalid_mime_type: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  asic_signature_not_found: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  asic_message_not_found: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  asic_hash_chain_result_not_found: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  asic_hash_chain_not_found: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  asic_timestamp_not_found: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
  asic_manifest_not_found: {
    side: 'client',
    en: '',
    bg: '',
    next: { en: '', bg: '' },
  },
} as const satisfies Record<string, ErrorEntry>;
