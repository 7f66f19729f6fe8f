import SqliteFile from 'better-sqlite3';
import { SqliteAdapter, SqliteDialect, type SqliteDatabase, type SqliteStatement } from 'kysely';
import { databaseError } from './failure.ts';

export interface SqliteOptions {
  readonly engine: 'sqlite';
  /** The file; it is made when absent, its folder is not. `:memory:` is a database that nothing outlives. */
  readonly path: string;
  /**
   * `full` (default): a commit is on the disk when it returns. `normal`: the last commits may be lost with the power,
   * not with the process (https://sqlite.org/pragma.html#pragma_synchronous).
   */
  readonly synchronous?: 'full' | 'normal';
  /** How long to wait for another process' transaction. */
  readonly busyTimeoutMs?: number;
  /** Greatest size of the file; beyond it, writing fails as on a full disk. */
  readonly fileBytesMax?: number;
  /** Nothing is written, and no writer is waited for; the file is there already. */
  readonly readOnly?: boolean;
}

const BUSY_TIMEOUT_MS = 5000;
/** Pages of the file that are kept in memory. */
const CACHE_KIB = 8192;
/** The write-ahead log is cut back to this after a checkpoint, so that one large transaction does not keep its disk space. */
const WAL_BYTES_MAX = 64 * 1024 * 1024;
/** Prepared statements that are kept; a program has a few dozen. */
const STATEMENTS_MAX = 256;

export function openSqlite(options: SqliteOptions) {
  let file: SqliteFile.Database | undefined;
  try {
    file = new SqliteFile(options.path, {
      timeout: options.busyTimeoutMs ?? BUSY_TIMEOUT_MS,
      readonly: options.readOnly === true,
    });
    file.pragma(`cache_size = -${CACHE_KIB}`);
    if (options.readOnly !== true) prepareToWrite(file, options);
  } catch (error) {
    file?.close();
    throw databaseError(error, options.path);
  }
  const open = file;
  return {
    dialect: new TransactionalSqliteDialect({ database: kyselyView(open) }),
    place: options.path,
    close: () => {
      // Kysely closes the file only when it has been used.
      if (open.open) open.close();
      return Promise.resolve();
    },
  };
}

function prepareToWrite(file: SqliteFile.Database, { synchronous, fileBytesMax }: SqliteOptions): void {
  file.pragma('journal_mode = WAL');
  file.pragma(`synchronous = ${synchronous ?? 'full'}`);
  file.pragma('foreign_keys = ON');
  file.pragma(`journal_size_limit = ${WAL_BYTES_MAX}`);
  if (fileBytesMax !== undefined) {
    const pageBytes = Number(file.pragma('page_size', { simple: true }));
    file.pragma(`max_page_count = ${Math.max(1, Math.floor(fileBytesMax / pageBytes))}`);
  }
  // A write that changes nothing: a file or folder that cannot be written is found now, not with the first record.
  const version = Number(file.pragma('user_version', { simple: true }));
  file.pragma(`user_version = ${version}`);
}

/** SQLite's DDL is transactional; Kysely assumes it is not, and a migration cut short would leave half a schema. */
class TransactionalSqliteDialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalSqliteAdapter();
  }
}

class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** The file as Kysely's driver sees it: with statements prepared once, and transactions that do not fail half-way. */
function kyselyView(file: SqliteFile.Database): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>();
  const prepare = (sql: string): SqliteStatement => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement: SqliteStatement = file.prepare(sql);
    if (statements.size >= STATEMENTS_MAX) statements.clear();
    statements.set(sql, statement);
    return statement;
  };
  return {
    close: () => {
      file.close();
    },
    prepare: (sql) => {
      // The busy timeout does not apply to a reader that becomes a writer (https://sqlite.org/lang_transaction.html).
      if (sql === 'begin') return prepare('begin immediate');
      // SQLite ends the transaction by itself on a full disk; a rollback would then hide the true error.
      if (sql === 'rollback' && !file.inTransaction) return NOTHING;
      return prepare(sql);
    },
  };
}

const NOTHING: SqliteStatement = {
  reader: false,
  all: () => [],
  run: () => ({ changes: 0, lastInsertRowid: 0 }),
  iterate: () => [].values(),
};
