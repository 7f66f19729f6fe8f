import { drumError, DrumError } from '#protocol/errors.ts';

interface Failure {
  /** Matches the engine's code from its beginning. */
  readonly code: string;
  readonly text: string;
}

/** What happened and what to do next, by SQLite's result codes and PostgreSQL's SQLSTATE (and Node.js' socket codes). */
const FAILURES: readonly Failure[] = [
  { code: 'SQLITE_FULL', text: 'there is no space left; free disk space or raise the limit, work goes on by itself' },
  {
    code: 'SQLITE_READONLY',
    text: 'it can be read but not written; give this program write access to the file and its folder',
  },
  {
    code: 'SQLITE_CANTOPEN',
    text: 'the file cannot be opened; check that the folder exists and that this program may write in it',
  },
  { code: 'SQLITE_BUSY', text: 'another process holds it; stop the other process' },
  { code: 'SQLITE_LOCKED', text: 'another process holds it; stop the other process' },
  { code: 'SQLITE_NOTADB', text: 'the file is not an SQLite database; check the path' },
  { code: 'SQLITE_CORRUPT', text: 'the file is damaged; restore it from a backup' },
  // The index of the write-ahead log could not grow.
  { code: 'SQLITE_IOERR_SHMSIZE', text: 'there is no space left; free disk space, work goes on by itself' },
  {
    code: 'SQLITE_IOERR',
    text: 'the disk reports an error; check the disk, whether it can be written to, and its free space',
  },
  { code: 'ENOENT', text: 'the path does not exist; create the folder or correct the path' },
  { code: 'EACCES', text: 'access is denied; give this program access to it' },
  { code: 'EPERM', text: 'access is denied; give this program access to it' },
  { code: 'EEXIST', text: 'something else is there; choose another path' },
  { code: 'ENOTDIR', text: 'a part of the path is no folder; correct the path' },
  { code: 'EROFS', text: 'the file system is read-only; choose another folder' },
  { code: 'ENOSPC', text: 'there is no space left; free disk space, work goes on by itself' },
  { code: 'ECONNREFUSED', text: 'the server does not accept connections; start it, or correct host and port' },
  { code: 'ENOTFOUND', text: 'the host name is unknown; correct the host' },
  { code: 'EAI_AGAIN', text: 'the host name cannot be resolved now; check name resolution' },
  { code: 'ETIMEDOUT', text: 'the server does not answer; check the network and the server' },
  { code: 'ECONNRESET', text: 'the connection was lost; check the server and its log' },
  { code: '28P01', text: 'the password is wrong; correct it' },
  { code: '28', text: 'the server refuses this user; check user and access rules' },
  { code: '3D000', text: 'there is no such database; create it' },
  { code: '42501', text: 'this user lacks a privilege; grant it' },
  { code: '25006', text: 'the server is read-only (a standby); connect to the primary' },
  { code: '53100', text: 'the server has no disk space left; free some, work goes on by itself' },
  { code: '53300', text: 'the server has too many connections; raise its limit or close some' },
  { code: '57014', text: 'the server took too long; check its load' },
  { code: '57P', text: 'the server is starting or shutting down; wait for it' },
  { code: '08', text: 'the connection was lost; check the server and its log' },
];

/** The engine's code of an error: SQLite's result code, PostgreSQL's SQLSTATE or Node.js' system code. */
function engineCode(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  // pg and better-sqlite3 have no code for these.
  if (/timeout/i.test(error.message)) return 'ETIMEDOUT';
  if (/connection (terminated|ended|has been discarded)/i.test(error.message)) return 'ECONNRESET';
  if (/directory does not exist/i.test(error.message)) return 'ENOENT';
  return '';
}

/** What went wrong with a database or a file and what to do next, in a person's words that follow a name and a colon. */
export function failureText(error: unknown): string {
  const code = engineCode(error);
  const known = FAILURES.find((failure) => code.startsWith(failure.code));
  return known?.text ?? `it reports an error${code === '' ? '' : ` (${code})`}; see the log`;
}

/**
 * What an engine threw, as a `database_error` that says what to do. The engine's own text stays in `cause`, for our log
 * only: it may hold data.
 */
export function databaseError(error: unknown, place: string): DrumError {
  if (error instanceof DrumError) return error;
  return drumError('database_error', `Database ${place}: ${failureText(error)}`, error);
}
