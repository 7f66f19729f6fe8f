import type { NoticeStore } from '#administration/notices/store.ts';
import type { Clock } from '#config/clock.ts';
import type { Log } from '#config/log.ts';
import { asDrumError } from '#protocol/errors.ts';

/** A failure that a few attempts get over is nobody's work. */
const FAILING_MS_MIN = 60_000;

const KINDS = ['publication_failing', 'configuration_expires'] as const;

interface WatchOptions {
  readonly store: NoticeStore;
  readonly node: string;
  readonly expireSeconds: number;
  readonly clock: Clock;
  readonly log: Log;
}

/** Notices when a node does not get its configuration published, and when what it has published runs out. */
export class PublicationWatch {
  private readonly options: WatchOptions;
  private published: Date;
  private failing: { readonly since: Date; readonly code: string } | undefined;

  constructor(options: WatchOptions) {
    this.options = options;
    this.published = options.clock.now();
  }

  /** Publishes, and sees how it ends. */
  async watched(publish: () => Promise<void>): Promise<void> {
    const { clock } = this.options;
    try {
      await publish();
      this.published = clock.now();
      this.failing = undefined;
    } catch (error) {
      this.failing = { since: this.failing?.since ?? clock.now(), code: asDrumError(error).code };
      throw error;
    } finally {
      await this.look();
    }
  }

  /** Brings the notices to how it stands. */
  async look(): Promise<void> {
    const { store, node, expireSeconds, clock, log } = this.options;
    const now = clock.now().getTime();
    const until = this.published.getTime() + expireSeconds * 1_000;
    const left = until - now;
    const isLong = this.failing !== undefined && now - this.failing.since.getTime() >= FAILING_MS_MIN;
    const { code = '' } = this.failing ?? {};
    const found = [
      ...(isLong
        ? [
            {
              ...{ kind: 'publication_failing', subject: node, step: 1 },
              data: { node, code, since: this.published.toISOString() },
            },
          ]
        : []),
      ...(left * 2 < expireSeconds * 1_000
        ? [
            {
              ...{ kind: 'configuration_expires', subject: node, step: left > 0 ? 1 : 2 },
              data: { node, until: new Date(until).toISOString() },
            },
          ]
        : []),
    ];
    try {
      await store.settle(KINDS, found, node);
    } catch (error) {
      log.error('Notices of publication could not be kept', { error });
    }
  }
}
