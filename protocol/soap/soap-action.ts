import { drumError } from '../errors.ts';

/** A URI reference as RFC 2396 allows its characters, in quotes. */
const QUOTED_URI = /^"(?:[!#$&-;=?-Z_a-z~[\]]|%[0-9A-Fa-f]{2}|[^\u0000-\u00a0])+"$/;

/**
 * The header `SOAPAction` (SOAP 1.1 §6.1.1) as it travels from end to end: absent, empty, `""` or a URI in quotes. Throws
 * `invalid_soap_action`.
 */
export function checkSoapAction(value: string | undefined): string | undefined {
  if (value === undefined || value === '' || value === '""' || QUOTED_URI.test(value)) return value;
  throw drumError('invalid_soap_action', 'Malformed SOAPAction header');
}
