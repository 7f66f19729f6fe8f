import type { Certificate } from '#certs/certificate.ts';
import type { Clock } from '#config/clock.ts';
import { drumError } from '#protocol/errors.ts';
import { readSignature } from '#protocol/signature/read.ts';
import { Job, type JobState } from './job.ts';
import type { MessageLogParameters } from './parameters.ts';
import type { MessageStore } from './store/store.ts';
import type { PendingTimeStamp } from './store/time-stamp-queries.ts';
import { TimeStampingServices, type ServiceState } from './time-stamping-services.ts';

/** What time-stamping needs of the global configuration. */
export interface TimeStampingTrust {
  /** Throws `global_conf_outdated`. */
  assertValid(at: Date): void;
  tsaCertificates(): readonly Certificate[];
  readonly private: { readonly timeStampingIntervalSeconds: number } | undefined;
}

export interface TimeStamperOptions {
  readonly store: MessageStore;
  readonly clock: Clock;
  readonly parameters: MessageLogParameters;
  /** The configuration in force now. Throws when there is none. */
  readonly configuration: () => TimeStampingTrust;
  /** Addresses of the services that this server is set up with, in order. */
  readonly urls: () => readonly string[];
}

/** With the outcome of the last round. */
export interface TimeStampingState extends JobState {
  readonly state: 'ok' | 'failing' | 'not-configured';
  readonly failingSince?: Date;
  readonly services: readonly ServiceState[];
}

/** Interval when the configuration names none (X-Road's own default). */
const INTERVAL_SECONDS_DEFAULT = 60;

/** Leaves of one tree (X-Road's own bound): a larger batch could never be stamped. */
const TREE_RECORDS_MAX = 10_000;

/** Gives records their time-stamps: in batches by interval, one by one after a failure, and one at once when asked. */
export class TimeStamper {
  private readonly options: TimeStamperOptions;
  private readonly services: TimeStampingServices;
  private readonly rounds: Job<number>;
  private failingSince: Date | undefined;
  private closed = false;

  private constructor(options: TimeStamperOptions, failingSince: Date | undefined) {
    this.options = options;
    this.failingSince = failingSince;
    this.services = new TimeStampingServices(options.clock, options.parameters);
    this.rounds = new Job(options.clock, () => this.runRound());
  }

  static async open(options: TimeStamperOptions): Promise<TimeStamper> {
    const failingSinceMs = await options.store.timeStampingFailedSince();
    return new TimeStamper(options, failingSinceMs === 0 ? undefined : new Date(failingSinceMs));
  }

  /** Runs rounds by interval from now on. */
  start(): void {
    this.rounds.start(this.options.parameters.timestampInitialDelaySeconds, () => this.nextDelaySeconds());
  }

  /** One round: all records that wait, batch after batch, until none waits or a batch fails. Returns how many were stamped. */
  stamp(): Promise<number> {
    return this.rounds.run();
  }

  /** Time-stamps one record now, unless it is already. Throws `timestamper_failed`, `global_conf_outdated`, `mlog.…`. */
  async stampRecord(id: number): Promise<void> {
    const pending = await this.options.store.pendingTimeStampOf(id);
    if (pending === undefined) return;
    await this.obtain(pending);
    await this.succeed();
  }

  /**
   * Throws when a message may not be taken because its record could not be time-stamped: `mlog.no_timestamping_provider_found`
   * without a service, `timestamping_failed` when it has been failing for longer than is acceptable.
   */
  assertAcceptable(now: Date): void {
    const { parameters, urls } = this.options;
    if (urls().length === 0) throw notConfigured();
    const graceMs = parameters.acceptableTimestampFailurePeriodSeconds * 1000;
    if (parameters.timestampImmediately || graceMs === 0 || this.failingSince === undefined) return;
    if (now.getTime() - this.failingSince.getTime() > graceMs) {
      throw drumError('timestamping_failed', `Time-stamping has been failing since ${this.failingSince.toISOString()}`);
    }
  }

  get state(): TimeStampingState {
    const { failingSince } = this;
    const isConfigured = this.options.urls().length > 0;
    return {
      state: !isConfigured ? 'not-configured' : failingSince === undefined ? 'ok' : 'failing',
      ...(failingSince && { failingSince }),
      ...this.rounds.state,
      services: this.services.state,
    };
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.services.close();
    await this.rounds.close();
  }

  private async runRound(): Promise<number> {
    const { store, parameters } = this.options;
    const batchRecordsMax = Math.min(Math.max(parameters.timestampRecordsMax, 1), TREE_RECORDS_MAX);
    let stamped = 0;
    try {
      for (;;) {
        const recordsMax = this.failingSince === undefined ? batchRecordsMax : 1;
        const pending = await store.pendingTimeStamp(recordsMax);
        if (pending !== undefined) await this.obtain(pending);
        await this.succeed();
        const count = pending === undefined ? 0 : pending.kind === 'single' ? 1 : pending.recordCount;
        stamped += count;
        if (count < recordsMax || this.closed) return stamped;
      }
    } catch (error) {
      await this.fail();
      throw error;
    }
  }

  private async obtain(pending: PendingTimeStamp): Promise<void> {
    const { store, clock, configuration, urls, parameters } = this.options;
    const inForce = configuration();
    inForce.assertValid(clock.now());
    if (urls().length === 0) throw notConfigured();
    const digestName = parameters.hashAlgorithm;
    const answer = await this.services.stamp({
      // X-Road's forms: the value of a single signature, or the result document of the tree over several.
      data: pending.kind === 'single' ? readSignature(pending.signature).value : pending.hashChainResult,
      digestName,
      urls: urls(),
      tsaCertificates: inForce.tsaCertificates(),
    });
    const algorithm = pending.kind === 'single' ? digestName : pending.algorithm;
    const { url, token, genTime } = answer;
    await store.saveTimeStamp({ pending, timeMs: genTime.getTime(), token, url, algorithm });
  }

  private async succeed(): Promise<void> {
    if (this.failingSince === undefined) return;
    this.failingSince = undefined;
    await this.options.store.setTimeStampingFailedSince(0);
  }

  private async fail(): Promise<void> {
    if (this.failingSince !== undefined || this.closed) return;
    this.failingSince = this.options.clock.now();
    // Kept, because a restart must not begin the acceptable period anew. A database that fails has its own alarm.
    await this.options.store.setTimeStampingFailedSince(this.failingSince.getTime()).catch(() => undefined);
  }

  private nextDelaySeconds(): number {
    const { timestampRetryDelaySeconds } = this.options.parameters;
    const normal = this.intervalSeconds();
    return this.failingSince === undefined ? normal : Math.min(timestampRetryDelaySeconds, normal);
  }

  private intervalSeconds(): number {
    const { configuration, parameters } = this.options;
    if (parameters.timestampIntervalSeconds > 0) return parameters.timestampIntervalSeconds;
    let interval = INTERVAL_SECONDS_DEFAULT;
    try {
      interval = configuration().private?.timeStampingIntervalSeconds ?? interval;
    } catch {
      // There is no configuration yet: the round itself says so.
    }
    return Math.min(Math.max(interval, parameters.timestampIntervalSecondsMin), parameters.timestampIntervalSecondsMax);
  }
}

const notConfigured = () =>
  drumError('no_timestamping_provider_found', 'No time-stamping service is set up').withPrefix('mlog');
