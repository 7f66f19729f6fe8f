import { openMessageLog } from '#security-server/message-log/message-log.ts';
import type { DatabaseOptions } from '#storage/database.ts';
import { messageLogOptions } from './options.ts';
import { signedRecord } from './records.ts';

// Run as a process of its own: `node appending-process.ts FOLDER DATABASE`. Appends from several callers at once, without
// end, and prints each message id when its record is acknowledged.
const [folder = '', database = ''] = process.argv.slice(2);
const log = await openMessageLog(messageLogOptions(folder, { database: JSON.parse(database) as DatabaseOptions }));
const template = await signedRecord('template');
const large = Buffer.alloc(100_000, 7);

async function caller(name: number): Promise<never> {
  for (let count = 0; ; count += 1) {
    const queryId = `${name}-${count}`;
    const body = { sizeBytes: large.length, digest: Buffer.alloc(64), content: large };
    await log.append({ ...template, queryId, ...(count % 5 === 0 ? { body } : {}) });
    process.stdout.write(`${queryId}\n`);
  }
}
await Promise.all(Array.from({ length: 20 }, (_, name) => caller(name)));
