import { lock, type Ownership } from '#config/ownership.ts';
import { drumError } from '#protocol/errors.ts';
import { databaseError } from './failure.ts';

/**
 * Makes this process the only owner of the database at `path`, by a lock file beside it.
 * Throws `data_in_use` when another owner lives, `database_error` when the lock file cannot be written.
 */
export function own(path: string): Ownership {
  let owned: Ownership | undefined;
  try {
    owned = lock(`${path}.owner`);
  } catch (error) {
    throw databaseError(error, path);
  }
  if (owned !== undefined) return owned;
  throw drumError('data_in_use', `Database ${path}: another process works with it; stop that process first`);
}
