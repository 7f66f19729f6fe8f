import { drumError } from '#protocol/errors.ts';
import type { ClientId } from '#protocol/identifiers/identifier.ts';
import { clientIdOf } from './encoded-ids.ts';

/** A service as X-Road's administration names it: its client, and the code with the version behind a dot. */
export interface ServiceName {
  readonly client: ClientId;
  readonly fullCode: string;
}

/** Throws `invalid_encoded_id`. */
export function serviceNameOf(text = ''): ServiceName {
  const at = text.lastIndexOf(':');
  const fullCode = text.slice(at + 1);
  if (at < 0 || fullCode === '') {
    throw drumError('invalid_encoded_id', 'The identifier must have the form INSTANCE:CLASS:MEMBER:SUBSYSTEM:SERVICE');
  }
  return { client: clientIdOf(text.slice(0, at)), fullCode };
}
