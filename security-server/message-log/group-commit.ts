import { drumError } from '#protocol/errors.ts';

export interface GroupCommitLimits {
  /** Entries of one commit. */
  readonly recordsPerCommitMax: number;
  /** Bytes of one commit; a single larger entry has a commit of its own. */
  readonly commitBytesMax: number;
  /** Entries, and their bytes, that may wait; one more is refused. */
  readonly queuedRecordsMax: number;
  readonly queuedBytesMax: number;
}

interface Waiting<Entry> {
  readonly entry: Entry;
  readonly bytes: number;
  readonly resolve: (id: number) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Commits entries of concurrent callers together: what arrives while one commit runs makes up the next. There is no
 * timer: a lone entry is committed at once, and the busier it is, the more share one `fsync`.
 */
export class GroupCommit<Entry> {
  private readonly commit: (entries: readonly Entry[]) => Promise<number>;
  private readonly limits: GroupCommitLimits;
  private readonly queue: Waiting<Entry>[] = [];
  private queuedBytes = 0;
  private running: Promise<void> | undefined;
  private commits = 0;
  private records = 0;

  /** `commit` makes all entries durable, or none, and returns the first one's id; the others' follow it. */
  constructor(commit: (entries: readonly Entry[]) => Promise<number>, limits: GroupCommitLimits) {
    this.commit = commit;
    this.limits = limits;
  }

  /** Resolves with the entry's id when its commit has returned. Throws `logging_failed` when too much waits. */
  add(entry: Entry, bytes: number): Promise<number> {
    const { queuedRecordsMax, queuedBytesMax } = this.limits;
    if (this.queue.length >= queuedRecordsMax || (this.queue.length > 0 && this.queuedBytes + bytes > queuedBytesMax)) {
      return Promise.reject(
        drumError('logging_failed', 'The message log is busy: too many records wait to be written; try again'),
      );
    }
    return new Promise((resolve, reject) => {
      this.queue.push({ entry, bytes, resolve, reject });
      this.queuedBytes += bytes;
      // After this turn of the event loop's microtasks, so that what comes in one turn shares the commit.
      this.running ??= Promise.resolve().then(() => this.run());
    });
  }

  get counts(): { commits: number; records: number; queuedRecords: number; queuedBytes: number } {
    const { commits, records, queuedBytes } = this;
    return { commits, records, queuedRecords: this.queue.length, queuedBytes };
  }

  /** Resolves when nothing waits. */
  async idle(): Promise<void> {
    await this.running;
  }

  private async run(): Promise<void> {
    while (this.queue.length > 0) {
      const group = this.takeGroup();
      try {
        const firstId = await this.commit(group.map(({ entry }) => entry));
        this.commits += 1;
        this.records += group.length;
        group.forEach(({ resolve }, index) => {
          resolve(firstId + index);
        });
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.running = undefined;
  }

  private takeGroup(): Waiting<Entry>[] {
    let count = 0;
    let bytes = 0;
    for (const waiting of this.queue) {
      if (count >= this.limits.recordsPerCommitMax) break;
      if (count > 0 && bytes + waiting.bytes > this.limits.commitBytesMax) break;
      count += 1;
      bytes += waiting.bytes;
    }
    this.queuedBytes -= bytes;
    return this.queue.splice(0, count);
  }
}
