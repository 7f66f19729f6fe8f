import { setTimeout as delay } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Clock } from '#config/clock.ts';
import type { Log } from '#config/log.ts';
import { Rounds } from '#config/rounds.ts';
import { asDrumError, type DrumError } from '#protocol/errors.ts';
import type { AdministrationTables } from '../accounts/tables.ts';
import { worded, type NoticeKinds, type WordedNotice } from './kind.ts';
import type { Sender, Senders } from './sender.ts';
import { noticeOf } from './store.ts';

const LOOK_MS = 2_000;
const RETRY_MS_MIN = 30_000;
const RETRY_MS_MAX = 3_600_000;
/** With growing pauses between them: half a day. */
const ATTEMPTS_MAX = 18;
/** Longer than a sender takes: what a node has not sent by then, it will not. */
const CLAIMED_MS = 120_000;
/** How long a stop waits for what is on its way; then it may be told twice. */
const STOP_MS_MAX = 3_000;

interface CourierOptions {
  readonly database: Kysely<AdministrationTables>;
  readonly senders: Senders;
  readonly kinds: NoticeKinds;
  readonly clock: Clock;
  readonly log: Log;
  /** How often it looks for what is to be sent. */
  readonly lookMs?: number;
}

interface Delivery {
  readonly noticeId: number;
  readonly step: number;
  readonly attempts: number;
}

/** Sends what waits to be told, each by one node: a node takes a row, and others leave it for as long as it may be at work on it. */
export class Courier {
  private readonly options: CourierOptions;
  private readonly rounds = new Rounds(() => this.round());

  constructor(options: CourierOptions) {
    this.options = options;
  }

  start(): void {
    if (this.options.senders.size > 0) this.rounds.start(this.lookMs);
  }

  async stop(): Promise<void> {
    await Promise.race([this.rounds.stop(), delay(STOP_MS_MAX, undefined, { ref: false })]);
  }

  private get lookMs(): number {
    return this.options.lookMs ?? LOOK_MS;
  }

  private async round(): Promise<number> {
    const { log, senders } = this.options;
    // Those that answer do not wait for those that do not, but for the next round.
    await Promise.all(
      [...senders].map(async ([channel, sender]) => {
        try {
          await this.deliver(channel, sender);
        } catch (error) {
          // A stop that does not wait closes the database.
          if (this.rounds.stopping.aborted) return;
          log.error('Notices could not be taken from the database to be sent', { channel: sender.kind, error });
        }
      }),
    );
    return this.lookMs;
  }

  private async deliver(channel: string, sender: Sender): Promise<void> {
    const taken = await this.take(channel, sender.noticesMax);
    if (taken.length === 0) return;
    try {
      await sender.send(await this.noticesOf(taken));
    } catch (thrown) {
      await this.failed(channel, sender, taken, asDrumError(thrown));
      return;
    }
    const sent = { state: 'SENT', sent_at: this.now(), claimed_until: null, error: null } as const;
    for (const { noticeId, step } of taken) await this.update(channel, noticeId, step, sent);
  }

  /** Those that are due, each taken with a condition that holds for one node alone. */
  private async take(channel: string, count: number): Promise<readonly Delivery[]> {
    const now = this.now();
    const due = await this.options.database
      .selectFrom('notice_delivery')
      .select(['notice_id', 'step'])
      .where('state', '=', 'WAITING')
      .where('next_at', '<=', now)
      .where('channel', '=', channel)
      .where((built) => built.or([built('claimed_until', 'is', null), built('claimed_until', '<', now)]))
      .orderBy('notice_id')
      .limit(count)
      .execute();
    const taken: Delivery[] = [];
    for (const { notice_id: id, step } of due) {
      const row = await this.options.database
        .updateTable('notice_delivery')
        .set((built) => ({ claimed_until: now + CLAIMED_MS, attempts: built('attempts', '+', 1) }))
        .where('notice_id', '=', id)
        .where('step', '=', step)
        .where('channel', '=', channel)
        .where('state', '=', 'WAITING')
        .where((built) => built.or([built('claimed_until', 'is', null), built('claimed_until', '<', now)]))
        .returning('attempts')
        .executeTakeFirst();
      if (row !== undefined) taken.push({ noticeId: id, step, attempts: row.attempts });
    }
    return taken;
  }

  private async noticesOf(taken: readonly Delivery[]): Promise<readonly WordedNotice[]> {
    const ids = taken.map(({ noticeId }) => noticeId);
    const { database, kinds } = this.options;
    const rows = await database.selectFrom('notice').selectAll().where('id', 'in', ids).orderBy('id').execute();
    return rows.map((row) => worded(noticeOf(row), kinds));
  }

  private async failed(channel: string, { kind }: Sender, taken: readonly Delivery[], error: DrumError): Promise<void> {
    const { log } = this.options;
    for (const { noticeId, step, attempts } of taken) {
      const isLast = attempts >= ATTEMPTS_MAX;
      const text = `${error.code}: ${error.message}`;
      if (isLast) log.error('A notice is given up', { channel: kind, notice: noticeId, attempts, error });
      else log.warn('A notice could not be sent yet', { channel: kind, notice: noticeId, attempts, error });
      await this.update(channel, noticeId, step, {
        ...{ state: isLast ? 'GIVEN_UP' : 'WAITING', claimed_until: null, error: text },
        next_at: this.now() + pauseMs(attempts),
      });
    }
  }

  /** What has ended meanwhile stays dropped. */
  private async update(
    channel: string,
    id: number,
    step: number,
    values: Partial<AdministrationTables['notice_delivery']>,
  ): Promise<void> {
    await this.options.database
      .updateTable('notice_delivery')
      .set(values)
      .where('notice_id', '=', id)
      .where('step', '=', step)
      .where('channel', '=', channel)
      .where(
        'state',
        values.state === 'SENT' ? 'in' : '=',
        values.state === 'SENT' ? ['WAITING', 'DROPPED'] : 'WAITING',
      )
      .execute();
  }

  private now(): number {
    return this.options.clock.now().getTime();
  }
}

const pauseMs = (attempts: number): number => Math.min(RETRY_MS_MIN * 2 ** (attempts - 1), RETRY_MS_MAX);
