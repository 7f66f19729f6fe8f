import { openDatabase, type DatabaseOptions } from '#storage/database.ts';
import { migrate } from '#storage/migration.ts';
import { NOTE_MIGRATIONS } from './notes.ts';

/** This file, to be run as a process of its own: `node FILE <options as JSON>`. */
export const MIGRATING_PROCESS = import.meta.filename;

if (process.argv[1] === MIGRATING_PROCESS) {
  const database = await openDatabase(JSON.parse(process.argv[2] ?? '') as DatabaseOptions);
  await migrate(database, NOTE_MIGRATIONS);
  await database.close();
}
