import { mkdir } from 'node:fs/promises';
import type { Clock } from '#config/clock.ts';
import { drumError, DrumError } from '#protocol/errors.ts';
import type { ArchiveLink } from '#protocol/container/archive/linking-info.ts';
import { failureText } from '#storage/failure.ts';
import { archiveGroup } from './archive-groups.ts';
import { ArchiveFile, finishInterrupted } from './archive-file.ts';
import type { Bodies } from './bodies.ts';
import { containerOf } from './containers.ts';
import type { ArchiveEncryption } from './openpgp/archive-encryption.ts';
import type { ArchiveGrouping, MessageLogParameters } from './parameters.ts';
import type { ToArchive } from './store/archive-queries.ts';
import type { MessageStore } from './store/store.ts';

export interface ArchiverOptions {
  readonly store: MessageStore;
  readonly bodies: Bodies;
  readonly folder: string;
  readonly clock: Clock;
  readonly parameters: MessageLogParameters;
  readonly encryption?: ArchiveEncryption;
}

/** Records whose archive is one chain. */
interface Group {
  /** Empty when nothing is grouped. */
  readonly name: string;
  readonly owners: readonly string[] | 'all';
}

const RECORDS_READ_AT_ONCE = 200;
const RECORDS_DELETED_AT_ONCE = 500;
const DAY_MS = 86_400_000;

/** Moves time-stamped records into archives that link to one another (wire form: UG-SS §11, `linkinginfo`). */
export class Archiver {
  private readonly options: ArchiverOptions;
  private stopped = false;

  constructor(options: ArchiverOptions) {
    this.options = options;
  }

  /** What is under way ends with the record that it is at; the rest waits for the next start. */
  stop(): void {
    this.stopped = true;
  }

  /** Archives all time-stamped records. Returns the names of the new archives. Throws `io_error`, `database_error`. */
  async archive(): Promise<string[]> {
    const { store, folder, parameters } = this.options;
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const files: string[] = [];
      for (const group of groupsOf(await store.ownersToArchive(), parameters.archiveGrouping)) {
        files.push(...(await this.archiveGroup(group)));
      }
      return files;
    } catch (error) {
      if (error instanceof DrumError) throw error;
      throw drumError('io_error', `Archive folder ${folder}: ${failureText(error)}`, error);
    }
  }

  /** Deletes archived records that are older than they are kept. Returns their number. */
  async clean(): Promise<number> {
    const { store, bodies, clock, parameters } = this.options;
    const beforeMs = clock.now().getTime() - parameters.keepRecordsForDays * DAY_MS;
    let total = 0;
    for (;;) {
      const { deleted, bodyNames } = await store.deleteArchived(beforeMs, RECORDS_DELETED_AT_ONCE);
      // After the records: a body without a record is swept at the next start, a record without a body would be a loss.
      await bodies.remove(bodyNames);
      total += deleted;
      if (deleted === 0 || this.stopped) break;
    }
    await store.deleteUnusedTimeStamps(beforeMs);
    return total;
  }

  private async archiveGroup(group: Group): Promise<string[]> {
    const { store, folder, clock } = this.options;
    const files: string[] = [];
    let afterId = 0;
    while (!this.stopped) {
      const previous = await store.lastArchive(group.name);
      await finishInterrupted(folder, previous, clock.now());
      const archive = await this.archiveSome(group, previous, afterId);
      if (archive === undefined) return files;
      files.push(archive.name);
      afterId = archive.lastId;
    }
    return files;
  }

  /** One archive of the records after `afterId`; undefined when none waits, or another server was faster. */
  private async archiveSome(
    group: Group,
    previous: ArchiveLink | undefined,
    afterId: number,
  ): Promise<{ name: string; lastId: number } | undefined> {
    const { store, bodies, folder, clock, parameters, encryption } = this.options;
    let writing: ArchiveFile | undefined;
    const recordIds: number[] = [];
    try {
      for await (const { id } of this.waiting(group, afterId)) {
        const evidence = await store.evidence(id);
        if (evidence === undefined) continue;
        writing ??= new ArchiveFile(folder, {
          ...{ previous, group: group.name, algorithm: parameters.hashAlgorithm },
          ...(encryption && { encrypt: (source) => encryption.encrypt(group.name, source) }),
        });
        await writing.add(await containerOf(id, evidence, bodies));
        recordIds.push(id);
        if (this.stopped || writing.containerBytes > parameters.archiveFileBytesMax) break;
      }
      if (writing === undefined) return undefined;
      const link = await writing.finish();
      // From the commit on the archive counts; its name becomes final then, or at the next run if we die in between.
      if (!(await store.saveArchive({ group: group.name, previous, link, recordIds }))) {
        await writing.discard();
        return undefined;
      }
      await finishInterrupted(folder, link, clock.now());
      return { name: link.name, lastId: recordIds.at(-1) ?? afterId };
    } catch (error) {
      await writing?.discard();
      throw error;
    }
  }

  private async *waiting(group: Group, afterId: number): AsyncGenerator<ToArchive> {
    for (let after = afterId; ;) {
      const records = await this.options.store.toArchive({
        afterId: after,
        owners: group.owners,
        recordsMax: RECORDS_READ_AT_ONCE,
      });
      yield* records;
      const last = records.at(-1);
      if (last === undefined) return;
      after = last.id;
    }
  }
}

function groupsOf(owners: readonly string[], grouping: ArchiveGrouping): Group[] {
  if (owners.length === 0) return [];
  if (grouping === 'none') return [{ name: '', owners: 'all' }];
  const groups = Map.groupBy(owners, (owner) => archiveGroup(owner, grouping));
  return [...groups].map(([name, members]) => ({ name, owners: members }));
}
