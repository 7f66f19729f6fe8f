import { openDatabase, type DatabaseOptions } from '#storage/database.ts';
import { migrate } from '#storage/migration.ts';
import { NOTE_MIGRATIONS } from './notes.ts';

// Run as a process of its own: `node migrating-process.ts <options as JSON>`.
const database = await openDatabase(JSON.parse(process.argv[2] ?? '') as DatabaseOptions);
await migrate(database, NOTE_MIGRATIONS);
await database.close();
