import { drumError } from '#protocol/errors.ts';

/** The number that a row is addressed by. Throws `id_not_a_number`, with this message. */
export function numberOf(text = '', message = 'The id in the path must be a number'): number {
  if (!/^[0-9]{1,15}$/.test(text)) throw drumError('id_not_a_number', message);
  return Number(text);
}
