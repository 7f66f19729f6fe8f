import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { EvidenceSources } from '../client-proxy/evidence.ts';
import type { ExchangeLog } from '../exchange/services.ts';
import type { LogService } from './messages.ts';

/** The message log as it serves one worker, whose spool folder is `folder`. */
export function logService(
  log: Pick<ExchangeLog, 'append'>,
  records: EvidenceSources['log'],
  folder: string,
): LogService {
  return {
    append: (record) => log.append(record),
    find: (query) => records.find(query),
    stampRecord: (id) => records.stampRecord(id),
    describe: async (id) => {
      const { name, time, message, bodies } = await records.container(id);
      return { name, time, message, bodies };
    },
    write: async (id) => {
      const file = join(folder, `${randomUUID()}.asice`);
      const container = await records.container(id);
      try {
        await pipeline(container.stream(), createWriteStream(file, { flags: 'wx', mode: 0o600 }));
      } catch (error) {
        await rm(file, { force: true });
        throw error;
      }
      return file;
    },
  };
}
