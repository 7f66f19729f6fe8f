import type { Clock } from '#config/clock.ts';
import type { Log } from '#config/log.ts';
import { Rounds } from '#config/rounds.ts';
import { subsystemOf } from '../catalogue/keys.ts';
import type { CatalogueRepository } from '../catalogue/repository.ts';
import { collected } from './collecting.ts';
import { catalogueState } from './editing.ts';
import { DescriptionReader } from './describe-apart.ts';
import { closeUnregistered, keepAnswer } from './keeping.ts';
import { Network, Unanswered } from './network.ts';
import type { CatalogueSource } from './setting.ts';

const LOOK_MS = 2_000;
/** While the security server that it asks by is away. */
const AWAY_MS = 10_000;
/** After something that was not foreseen. */
const RETRY_MS = 60_000;
/** Subsystems that are asked at the same time: they share a security server with everybody else. */
const SUBSYSTEMS_AT_ONCE_MAX = 4;
/** How long one node has the catalogue to itself after it has kept something; a subsystem takes no longer. */
const HELD_MS = 600_000;

interface CollectorOptions {
  readonly source: CatalogueSource;
  readonly repository: CatalogueRepository;
  readonly node: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Asks all registered subsystems for their services, at an interval, one node at a time. */
export class Collector {
  private readonly options: CollectorOptions;
  private readonly rounds = new Rounds(() => this.look());

  constructor(options: CollectorOptions) {
    this.options = options;
  }

  start(): void {
    this.rounds.start();
  }

  stop(): Promise<void> {
    return this.rounds.stop();
  }

  /** Says after what time the next look is due. */
  private async look(): Promise<number> {
    const { log } = this.options;
    try {
      if ((await this.isDue()) && (await this.hold())) await this.round();
      return LOOK_MS;
    } catch (error) {
      if (error instanceof Unanswered && !this.rounds.stopping.aborted) {
        const { securityServer } = this.options.source;
        log.warn('The catalogue waits for its security server', { securityServer, problem: error.problem });
        return AWAY_MS;
      }
      if (!this.rounds.stopping.aborted) log.error('The catalogue of services could not be collected', { error });
      return RETRY_MS;
    }
  }

  /** What is only read disturbs nobody. */
  private async isDue(): Promise<boolean> {
    const { finished_at: finished, wanted_at: wanted } = await catalogueState(this.options.repository.reader);
    return finished === null || wanted !== null || finished <= this.now() - this.intervalMs;
  }

  private get intervalMs(): number {
    return this.options.source.intervalMinutes * MINUTE_MS;
  }

  /** Whether it is still time, and no other node is at it. */
  private async hold(): Promise<boolean> {
    const { repository, node } = this.options;
    const now = this.now();
    const held = await repository.reader
      .updateTable('service_catalogue')
      .set({ holder: node, held_until: now + HELD_MS, started_at: now, wanted_at: null })
      .where((built) =>
        built.or([built('holder', 'is', null), built('holder', '=', node), built('held_until', '<', now)]),
      )
      .where((built) =>
        built.or([
          built('finished_at', 'is', null),
          built('finished_at', '<=', now - this.intervalMs),
          built('wanted_at', 'is not', null),
        ]),
      )
      .returning('id')
      .executeTakeFirst();
    return held !== undefined;
  }

  private async round(): Promise<void> {
    const { repository, source, log } = this.options;
    const stopping = this.rounds.stopping;
    const subsystems = await this.registered();
    const using = {
      network: new Network(source, { connections: SUBSYSTEMS_AT_ONCE_MAX, stopping }),
      descriptions: new DescriptionReader(),
    };
    const counts = { asked: 0, answered: 0 };
    const waiting = subsystems.values();
    const askInTurn = async (): Promise<void> => {
      for (const subsystem of waiting) {
        if (stopping.aborted) return;
        const isAnswered = await this.ask(subsystem, using);
        counts.asked += 1;
        counts.answered += isAnswered ? 1 : 0;
      }
    };
    try {
      const turns = await Promise.allSettled(Array.from({ length: SUBSYSTEMS_AT_ONCE_MAX }, askInTurn));
      const failed = turns.find((turn) => turn.status === 'rejected');
      if (failed !== undefined) throw failed.reason as Error;
      if (stopping.aborted) return;
      await repository.reader.transaction().execute((change) => closeUnregistered(change, this.options.clock.now()));
      await this.finish(counts);
      log.info('The catalogue of services is collected', counts);
    } finally {
      await using.network.close();
      await using.descriptions.close();
      await this.letGo();
    }
  }

  /** All that are registered as clients of security servers. */
  private async registered(): Promise<{ readonly key: string; readonly name: string }[]> {
    const rows = await this.options.repository.reader
      .selectFrom('subsystem')
      .select(['key', 'name'])
      .where('key', 'in', (built) => built.selectFrom('server_client').select('client_key'))
      .orderBy('key')
      .execute();
    return rows.map(({ key, name }) => ({ key, name: name ?? '' }));
  }

  private async ask(
    subsystem: { readonly key: string; readonly name: string },
    using: { readonly network: Network; readonly descriptions: DescriptionReader },
  ): Promise<boolean> {
    const { repository, log, clock } = this.options;
    const digests = await this.knownDigests(subsystem.key);
    const answer = await collected(subsystemOf(subsystem.key), { ...using, digests });
    // What was broken off says nothing about the subsystem.
    if (this.rounds.stopping.aborted) return false;
    if ('problem' in answer) {
      log.debug('A subsystem did not say which services it has', { subsystem: subsystem.key, problem: answer.problem });
    }
    await repository.reader.transaction().execute(async (change) => {
      await keepAnswer(change, subsystem, answer, clock.now());
      await change
        .updateTable('service_catalogue')
        .set({ held_until: this.now() + HELD_MS })
        .where('holder', '=', this.options.node)
        .execute();
    });
    return !('problem' in answer);
  }

  private async knownDigests(key: string): Promise<ReadonlyMap<string, string>> {
    const rows = await this.options.repository.reader
      .selectFrom('catalogued_service')
      .select(['id', 'description_digest'])
      .where('subsystem_key', '=', key)
      .execute();
    return new Map(rows.flatMap(({ id, description_digest: digest }) => (digest === null ? [] : [[id, digest]])));
  }

  private async finish(counts: { readonly asked: number; readonly answered: number }): Promise<void> {
    await this.options.repository.reader
      .updateTable('service_catalogue')
      .set({ ...counts, finished_at: this.now() })
      .where('holder', '=', this.options.node)
      .execute();
  }

  private async letGo(): Promise<void> {
    await this.options.repository.reader
      .updateTable('service_catalogue')
      .set({ holder: null, held_until: 0 })
      .where('holder', '=', this.options.node)
      .execute();
  }

  private now(): number {
    return this.options.clock.now().getTime();
  }
}

const MINUTE_MS = 60_000;
