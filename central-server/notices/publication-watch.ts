import type { FoundNotice } from '#administration/notices/kind.ts';
import type { NoticeStore } from '#administration/notices/store.ts';
import type { Clock } from '#config/clock.ts';
import type { Log } from '#config/log.ts';
import { asDrumError, type ErrorCode } from '#protocol/errors.ts';
import type { Missing } from '../publication/publisher.ts';

/** A failure that a few attempts get over is nobody's work. */
const FAILING_MS_MIN = 60_000;

/** What publication that waits is told by, as if it had failed with it. */
const CODES: Readonly<Record<Missing, ErrorCode>> = {
  initialization: 'instance_identifier_not_set',
  'signing keys': 'signing_key_not_found',
  'log-in to the token': 'token_not_active',
};

const KINDS = ['publication_failing', 'configuration_expires'] as const;

interface WatchOptions {
  readonly store: NoticeStore;
  readonly node: string;
  /** When the node last published; undefined: never. */
  readonly publishedAt: Date | undefined;
  readonly expireSeconds: number;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Notices when a node does not get its configuration published, and when what it has published runs out. As long as it waits for
 * its first set-up, nobody relies on it, and there is nothing to notice.
 */
export class PublicationWatch {
  private readonly options: WatchOptions;
  private published: Date | undefined;
  private failing: { readonly since: Date; readonly code: string } | undefined;

  constructor(options: WatchOptions) {
    this.options = options;
    this.published = options.publishedAt;
  }

  /** Publishes, and sees how it ends; `publish` tells what publication waits for. */
  async watched(publish: () => Promise<Missing | undefined>): Promise<void> {
    try {
      const missing = await publish();
      if (missing === undefined) this.published = this.options.clock.now();
      if (missing === undefined || this.published === undefined) this.failing = undefined;
      else this.fail(CODES[missing]);
    } catch (error) {
      this.fail(asDrumError(error).code);
      throw error;
    } finally {
      await this.look();
    }
  }

  /** Brings the notices to how it stands. */
  async look(): Promise<void> {
    const { store, node, expireSeconds, clock, log } = this.options;
    const now = clock.now().getTime();
    const found = [...this.failureAt(now), ...expiryAt(now, { node, published: this.published, expireSeconds })];
    try {
      await store.settle(KINDS, found, node);
    } catch (error) {
      log.error('Notices of publication could not be kept', { error });
    }
  }

  private fail(code: string): void {
    this.failing = { since: this.failing?.since ?? this.options.clock.now(), code };
  }

  private failureAt(now: number): FoundNotice[] {
    const { published, failing } = this;
    if (failing === undefined || now - failing.since.getTime() < FAILING_MS_MIN) return [];
    const { node } = this.options;
    const since = (published ?? failing.since).toISOString();
    return [{ kind: 'publication_failing', subject: node, step: 1, data: { node, code: failing.code, since } }];
  }
}

interface Published {
  readonly node: string;
  readonly published: Date | undefined;
  readonly expireSeconds: number;
}

function expiryAt(now: number, { node, published, expireSeconds }: Published): FoundNotice[] {
  if (published === undefined) return [];
  const until = published.getTime() + expireSeconds * 1_000;
  const left = until - now;
  if (left * 2 >= expireSeconds * 1_000) return [];
  const data = { node, until: new Date(until).toISOString() };
  return [{ kind: 'configuration_expires', subject: node, step: left > 0 ? 1 : 2, data }];
}
