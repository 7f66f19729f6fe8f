import { digest, isDigestName, type DigestName } from '#certs/algorithms.ts';
import { drumError } from '#protocol/errors.ts';

/** The digest that a row names; only this program writes there. */
export function storedDigestName(name: string): DigestName {
  if (isDigestName(name)) return name;
  throw drumError('database_error', `The message log holds a row with the unknown digest ${name}`);
}

export const digestBytes = (name: DigestName): number => digest(name).length;
