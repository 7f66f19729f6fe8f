import SqliteFile from 'better-sqlite3';
import { drumError } from '#protocol/errors.ts';
import { databaseError } from './failure.ts';

/**
 * Makes this process the only owner of what lies at `path`, until `release` or its end, however it ends: the lock is
 * the operating system's, on a file of its own beside it, so it cannot be left behind.
 * Throws `data_in_use` when another owner lives, `database_error` when the file cannot be written.
 */
export function own(path: string): { release(): void } {
  let file: SqliteFile.Database | undefined;
  try {
    file = new SqliteFile(`${path}.owner`, { timeout: 0 });
    file.exec('begin exclusive');
  } catch (error) {
    file?.close();
    if (error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY') {
      throw drumError('data_in_use', `Database ${path}: another process works with it; stop that process first`, error);
    }
    throw databaseError(error, path);
  }
  const held = file;
  return {
    release: () => {
      held.close();
    },
  };
}
