import { sql, type Kysely } from 'kysely';
import type { Clock } from '#config/clock.ts';
import type { Log } from '#config/log.ts';
import { Rounds } from '#config/rounds.ts';
import { asDrumError } from '#protocol/errors.ts';
import { FIRST_HASH, type AdministrationTables } from '../accounts/tables.ts';
import type { KeptEvent } from '../audit-log.ts';
import type { Device } from './event-text.ts';
import { syslogMessage } from './message.ts';
import { SENDING_MS_MAX, sendMessages } from './sending.ts';
import { targetName, type SyslogTarget } from './setting.ts';

const LOOK_MS = 1_000;
const RETRY_MS_MAX = 60_000;
const BATCH_EVENTS_MAX = 200;
const BATCH_BYTES_MAX = 1_048_576;
/** How long one node has the collector to itself; longer than a batch takes. */
const HELD_MS = SENDING_MS_MAX + 15_000;

interface ForwarderOptions {
  readonly database: Kysely<AdministrationTables>;
  readonly target: SyslogTarget;
  readonly device: Device;
  readonly node: string;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Sends the events of the audit log to a collector, from the database and apart from whoever writes them: each at least once, in
 * their order, by one node at a time, from where sending has stopped.
 */
export class SyslogForwarder {
  private readonly options: ForwarderOptions;
  private readonly name: string;
  private readonly rounds = new Rounds(() => this.attempt());
  private failures = 0;
  /** Fewer after a failure: a collector that is slow or full may still take some. */
  private batchEvents = BATCH_EVENTS_MAX;

  constructor(options: ForwarderOptions) {
    this.options = options;
    this.name = targetName(options.target);
  }

  start(): void {
    this.rounds.start();
  }

  /** What is on its way is broken off: it is sent again. */
  stop(): Promise<void> {
    return this.rounds.stop();
  }

  /** Says after what time the next attempt is due. */
  private async attempt(): Promise<number> {
    const { log } = this.options;
    try {
      const sent = await this.sendSome();
      if (sent > 0 && this.failures > 0) {
        log.info('The collector of events takes them again', { collector: this.name, failures: this.failures });
      }
      if (sent > 0) {
        this.failures = 0;
        this.batchEvents = Math.min(this.batchEvents * 2, BATCH_EVENTS_MAX);
      }
      return sent > 0 ? 0 : LOOK_MS;
    } catch (thrown) {
      if (this.rounds.stopping.aborted) return 0;
      const error = asDrumError(thrown);
      this.failures += 1;
      this.batchEvents = Math.max(1, Math.floor(this.batchEvents / 2));
      log.warn('Events of the audit log wait for their collector', { collector: this.name, error });
      return Math.min(LOOK_MS * 2 ** Math.min(this.failures - 1, MAX_DOUBLINGS), RETRY_MS_MAX);
    }
  }

  private async sendSome(): Promise<number> {
    const { database, target, device } = this.options;
    const { audit_id: newest } = await database
      .selectFrom('administration_head')
      .select('audit_id')
      .executeTakeFirstOrThrow();
    const known = await this.position();
    if (known.event_id === newest || !(await this.hold())) return 0;
    try {
      // As it is now that nobody else sends.
      const events = await this.eventsAfter(await this.checked(await this.position()));
      const { batch, messages } = this.batchOf(events, (event) => syslogMessage(event, device, target));
      const last = batch.at(-1);
      if (last === undefined) return 0;
      await this.handOver(messages);
      await this.moveTo(last);
      return batch.length;
    } finally {
      await this.letGo();
    }
  }

  private batchOf(
    events: readonly KeptEvent[],
    messageOf: (event: KeptEvent) => Buffer,
  ): { readonly batch: readonly KeptEvent[]; readonly messages: readonly Buffer[] } {
    const messages: Buffer[] = [];
    let bytes = 0;
    for (const event of events) {
      const message = messageOf(event);
      bytes += message.length;
      if (messages.length > 0 && bytes > BATCH_BYTES_MAX) break;
      messages.push(message);
    }
    return { batch: events.slice(0, messages.length), messages };
  }

  private async position(): Promise<Position> {
    const { database } = this.options;
    const row = await database
      .selectFrom('syslog_target')
      .select(['event_id', 'event_hash'])
      .where('name', '=', this.name)
      .executeTakeFirst();
    if (row !== undefined) return row;
    await database
      .insertInto('syslog_target')
      .values({
        name: this.name,
        ...START,
        earlier_id: 0,
        earlier_hash: FIRST_HASH,
        holder: null,
        held_until: 0,
        updated_at: this.now(),
      })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute();
    return START;
  }

  /** The position, or the beginning where the log is not the one any more that was sent: an older backup has come back. */
  private async checked(position: Position): Promise<number> {
    if (position.event_id === 0) return 0;
    const event = await this.options.database
      .selectFrom('audit_event')
      .select('hash')
      .where('id', '=', position.event_id)
      .executeTakeFirst();
    if (event?.hash === position.event_hash) return position.event_id;
    this.options.log.warn(
      'The audit log is not the one that was sent to the collector: it is sent from its beginning',
      {
        ...{ collector: this.name, event: position.event_id },
      },
    );
    return 0;
  }

  private eventsAfter(id: number): Promise<KeptEvent[]> {
    return this.options.database
      .selectFrom('audit_event')
      .selectAll()
      .where('id', '>', id)
      .orderBy('id')
      .limit(this.batchEvents)
      .execute();
  }

  private async hold(): Promise<boolean> {
    const { database, node } = this.options;
    const held = await database
      .updateTable('syslog_target')
      .set({ holder: node, held_until: this.now() + HELD_MS })
      .where('name', '=', this.name)
      .where((built) => built.or([built('holder', '=', node), built('held_until', '<', this.now())]))
      .returning('name')
      .executeTakeFirst();
    return held !== undefined;
  }

  private async moveTo({ id, hash }: KeptEvent): Promise<void> {
    const { database, node } = this.options;
    await database
      .updateTable('syslog_target')
      .set((built) => ({
        ...{ event_id: id, event_hash: hash, updated_at: this.now() },
        ...{ earlier_id: built.ref('event_id'), earlier_hash: built.ref('event_hash') },
      }))
      .where('name', '=', this.name)
      .where('holder', '=', node)
      .execute();
  }

  /** A collector that is away may have ended with what it had read and not kept yet: it has its last batch again. */
  private async handOver(messages: readonly Buffer[]): Promise<void> {
    try {
      await sendMessages(this.options.target, messages, this.rounds.stopping);
    } catch (error) {
      if (this.rounds.stopping.aborted) throw error;
      await this.options.database
        .updateTable('syslog_target')
        .set((built) => ({ event_id: built.ref('earlier_id'), event_hash: built.ref('earlier_hash') }))
        .where('name', '=', this.name)
        .where('holder', '=', this.options.node)
        .execute();
      throw error;
    }
  }

  /** The next batch may be another node's: perhaps that one reaches the collector. */
  private async letGo(): Promise<void> {
    const { database, node } = this.options;
    await database
      .updateTable('syslog_target')
      .set({ holder: null, held_until: 0 })
      .where('name', '=', this.name)
      .where('holder', '=', node)
      .execute();
  }

  private now(): number {
    return this.options.clock.now().getTime();
  }
}

type Position = Pick<AdministrationTables['syslog_target'], 'event_id' | 'event_hash'>;

const START: Position = { event_id: 0, event_hash: FIRST_HASH };
const MAX_DOUBLINGS = 6;

/** How far the audit log is with its collector. */
export interface SyslogState {
  readonly target: string;
  /** Number of the last event that was taken. */
  readonly sentTo: number;
  readonly waiting: number;
  /** Of the oldest event that waits: when it came to be, or when the collector took what was before it, if that was later. */
  readonly waitingSince?: Date;
}

export async function syslogState(
  database: Kysely<AdministrationTables>,
  target: Pick<SyslogTarget, 'host' | 'port'>,
): Promise<SyslogState> {
  const name = targetName(target);
  const row = await database
    .selectFrom('syslog_target')
    .select(['event_id', 'updated_at'])
    .where('name', '=', name)
    .executeTakeFirst();
  const sentTo = row?.event_id ?? 0;
  const { waiting, since } = await database
    .selectFrom('audit_event')
    .select([sql<number>`count(*)`.as('waiting'), sql<number | null>`min(at)`.as('since')])
    .where('id', '>', sentTo)
    .executeTakeFirstOrThrow();
  const waitingSince = since === null ? {} : { waitingSince: new Date(Math.max(since, row?.updated_at ?? 0)) };
  return { target: name, sentTo, waiting, ...waitingSince };
}
