import { drumError } from '#protocol/errors.ts';
import type { ClientId, ServerId } from '#protocol/identifiers/identifier.ts';
import { parseEncodedId } from '#protocol/identifiers/text.ts';

/* Identifiers as X-Road's administration writes them, their parts with colons between them. */

/** Throws `invalid_encoded_id`. */
export function serverIdOf(text = ''): ServerId {
  try {
    return parseEncodedId(text, 'SERVER');
  } catch (error) {
    throw invalid('INSTANCE:CLASS:MEMBER:SERVER', error);
  }
}

/** Of a member or a subsystem. Throws `invalid_encoded_id`. */
export function clientIdOf(text = ''): ClientId {
  try {
    return parseEncodedId(text);
  } catch (error) {
    throw invalid('INSTANCE:CLASS:MEMBER or INSTANCE:CLASS:MEMBER:SUBSYSTEM', error);
  }
}

const invalid = (form: string, cause: unknown) =>
  drumError('invalid_encoded_id', `The identifier must have the form ${form}`, cause);
