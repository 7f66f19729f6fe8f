import { openMessageLog } from '#security-server/message-log/message-log.ts';
import type { DatabaseOptions } from '#storage/database.ts';
import { messageLogOptions } from './options.ts';
import { signedRecord } from './records.ts';

/**
 * This file, to be run as a process of its own: `node FILE FOLDER <database options as JSON>`. It appends from several
 * callers at once, without end, and prints each message id when its record is acknowledged.
 */
export const APPENDING_PROCESS = import.meta.filename;

const CALLERS = 20;

async function run(folder: string, database: DatabaseOptions): Promise<void> {
  const log = await openMessageLog(messageLogOptions(folder, { database }));
  const template = await signedRecord('template');
  const large = Buffer.alloc(100_000, 7);
  const caller = async (name: number): Promise<never> => {
    for (let count = 0; ; count += 1) {
      const queryId = `${name}-${count}`;
      const body = { sizeBytes: large.length, digest: Buffer.alloc(64), content: large };
      await log.append({ ...template, queryId, ...(count % 5 === 0 ? { bodies: [body] } : {}) });
      process.stdout.write(`${queryId}\n`);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, (_, name) => caller(name)));
}

if (process.argv[1] === APPENDING_PROCESS) {
  await run(process.argv[2] ?? '', JSON.parse(process.argv[3] ?? '') as DatabaseOptions);
}
