import { administrationTables } from '#administration/accounts/tables.ts';
import { SyslogForwarder } from '#administration/syslog/forwarder.ts';
import { syslogTarget } from '#administration/syslog/setting.ts';
import type { Clock } from '#config/clock.ts';
import type { Log } from '#config/log.ts';
import packageFile from '../package.json' with { type: 'json' };
import type { CatalogueRepository } from './catalogue/repository.ts';
import type { CentralServerFile } from './file.ts';

interface Oversight {
  stop(): Promise<void>;
}

/** Starts what tells others of this central server. */
export async function startOversight(
  file: CentralServerFile,
  { repository, clock, log }: { readonly repository: CatalogueRepository; readonly clock: Clock; readonly log: Log },
): Promise<Oversight> {
  const { auditLog, folder, node } = file;
  if (auditLog.syslog === undefined) return { stop: () => Promise.resolve() };
  const forwarder = new SyslogForwarder({
    ...{ database: administrationTables(repository.reader), node: node.name, clock, log },
    target: await syslogTarget(auditLog.syslog, folder),
    device: { product: 'central-server', version: packageFile.version },
  });
  forwarder.start();
  return { stop: () => forwarder.stop() };
}
