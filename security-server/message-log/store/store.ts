import { openDatabase, type Database, type DatabaseOptions } from '#storage/database.ts';
import { migrate } from '#storage/migration.ts';
import { NO_KEYS, type LogKeys } from '../encryption/keys.ts';
import { LogCipher } from '../encryption/log-cipher.ts';
import { archiveQueries, type ArchiveQueries } from './archive-queries.ts';
import { bodyQueries, type BodyQueries } from './body-queries.ts';
import { recordQueries, type RecordQueries } from './record-queries.ts';
import { MESSAGE_LOG_MIGRATIONS, type MessageLogTables } from './schema.ts';
import { timeStampQueries, type TimeStampQueries } from './time-stamp-queries.ts';

/**
 * All that the message log asks of its database. Every function is asynchronous and takes and gives plain values, so
 * that the database may live on another thread (`thread.ts`).
 */
export type MessageStore = RecordQueries & TimeStampQueries & ArchiveQueries & BodyQueries & { close(): Promise<void> };

/** Opens the message log's database and brings its schema up to date. Throws `database_error`. */
export async function openStore(options: DatabaseOptions, keys: LogKeys = NO_KEYS): Promise<MessageStore> {
  const database = await openDatabase<MessageLogTables>(options);
  try {
    await migrate(database, MESSAGE_LOG_MIGRATIONS);
  } catch (error) {
    await database.close();
    throw error;
  }
  return storeOn(database, new LogCipher(keys));
}

function storeOn(database: Database<MessageLogTables>, cipher: LogCipher): MessageStore {
  const queries = {
    ...recordQueries(database, cipher),
    ...timeStampQueries(database),
    ...archiveQueries(database),
    ...bodyQueries(database),
  };
  return { ...withFailures(queries, database), close: () => database.close() };
}

type Queries = Readonly<Record<string, (...args: never[]) => Promise<unknown>>>;

/** The same queries; what the engine throws becomes `database_error`. */
function withFailures<T>(queries: T & Queries, database: Database<MessageLogTables>): T {
  const wrapped = Object.entries(queries).map(([name, query]) => {
    const call = async (...args: never[]) => {
      try {
        return await query(...args);
      } catch (error) {
        throw database.failure(error);
      }
    };
    return [name, call] as const;
  });
  return Object.fromEntries(wrapped) as unknown as T;
}
