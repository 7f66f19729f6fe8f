import { Cron } from 'croner';
import { addAuditEvent, logAuditEvent, type AuditEvent } from '#administration/audit-log.ts';
import { administrationTables } from '#administration/accounts/tables.ts';
import type { NoticeStore } from '#administration/notices/store.ts';
import type { Clock } from '#config/clock.ts';
import type { Log } from '#config/log.ts';
import { asDrumError, drumError } from '#protocol/errors.ts';
import type { CatalogueRepository } from '../catalogue/repository.ts';
import type { CentralServerFile } from '../file.ts';
import type { Backups } from './backups.ts';

export const BACKED_UP = 'Back up configuration';

const AUTOMATIC = { kind: 'backup_failed', subject: 'automatic' } as const;

interface ScheduleOptions {
  readonly repository: CatalogueRepository;
  readonly clock: Clock;
  readonly log: Log;
  /** Where a failure is told. */
  readonly notices: Pick<NoticeStore, 'raise' | 'resolve'>;
}

/**
 * Makes backups at the times that the server's file names, and keeps as many of them as it says. Throws `malformed_server_conf` for
 * times that are none.
 */
export function scheduleBackups(
  backups: Backups,
  { parameters, node }: CentralServerFile,
  { repository, clock, log, notices }: ScheduleOptions,
): { stop(): Promise<void> } {
  const times = parameters['center.automatic-backup-cron'];
  if (times === '') return { stop: () => Promise.resolve() };
  const tell = async (occurrence: Pick<AuditEvent, 'outcome' | 'reason' | 'data'>): Promise<void> => {
    const event = { at: clock.now(), event: BACKED_UP, ...occurrence };
    await repository.change((change) => addAuditEvent(administrationTables(change), event));
    logAuditEvent(log, event);
  };
  const backUp = async (): Promise<void> => {
    // Before the first set-up there is nothing to be kept.
    if (!(await backups.isPossible())) return;
    const { name } = await backups.create('automatic');
    const removed = await backups.folder.keepAutomatic(parameters['center.automatic-backups-kept']);
    await notices.resolve(AUTOMATIC, node.name);
    await tell({ outcome: 'success', data: { after: { backup_file_name: name, automatic: true, removed } } });
  };
  let current: Promise<void> = Promise.resolve();
  let isRunning = false;
  const run = (): void => {
    // None waits for another: the next comes in its time.
    if (isRunning) return;
    isRunning = true;
    current = backUp()
      .catch(async (error: unknown) => {
        log.error('The automatic backup failed', { error });
        const reason = asDrumError(error).code;
        await tell({ outcome: 'failure', reason });
        await notices.raise({ ...AUTOMATIC, step: 1, data: { name: AUTOMATIC.subject, reason } }, node.name);
      })
      .catch((error: unknown) => {
        log.error('The failure of a backup could not be written into the audit log', { error });
      })
      .finally(() => {
        isRunning = false;
      });
  };
  const job = cronOf(times, run);
  return {
    stop: async () => {
      job.stop();
      await current;
    },
  };
}

function cronOf(times: string, run: () => void): Cron {
  try {
    // The server's own stop waits for what runs; a start that fails waits for nothing.
    return new Cron(times, { unref: true }, run);
  } catch (error) {
    throw drumError('malformed_server_conf', `Parameter center.automatic-backup-cron: ${String(error)}`, error);
  }
}
