import { join } from 'node:path';
import type { Clock } from '#config/clock.ts';
import { drumError, DrumError } from '#protocol/errors.ts';
import type { ClientId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import type { DatabaseOptions } from '#storage/database.ts';
import { failureText } from '#storage/failure.ts';
import { own } from '#storage/ownership.ts';
import { Archiver } from './archiver.ts';
import { databaseBodies, folderBodies, type Bodies, type MissingBodies } from './bodies.ts';
import { bodyLogging, type LoggedExchange } from './body-logging.ts';
import { containerOf, type LoggedContainer } from './containers.ts';
import { NO_KEYS, type LogKeys } from './encryption/keys.ts';
import { LogCipher } from './encryption/log-cipher.ts';
import { Job, type JobState } from './job.ts';
import type { ArchiveEncryption } from './openpgp/archive-encryption.ts';
import type { MessageLogParameters } from './parameters.ts';
import type { Direction, NewMessageRecord, RecordSummary } from './record.ts';
import type { FoundRecord } from './store/record-queries.ts';
import { openStore, type MessageStore } from './store/store.ts';
import { openStoreThread } from './store/thread.ts';
import { TimeStamper, type TimeStampingState, type TimeStampingTrust } from './time-stamper.ts';
import type { Transfer } from './transfer/transfer.ts';
import { RecordWriter, type WriterState } from './writer.ts';

export interface MessageLogOptions {
  /** SQLite runs on a thread of its own; PostgreSQL may be shared by several servers. */
  readonly database: DatabaseOptions;
  /** Holds the bodies that are too large for a record (with SQLite), in `bodies/`. Made when absent. */
  readonly folder: string;
  /** Made when absent. */
  readonly archiveFolder: string;
  readonly clock: Clock;
  readonly parameters: MessageLogParameters;
  /** With which messages are encrypted where they lie; absent where none is. */
  readonly keys?: LogKeys;
  /** How archives are encrypted; absent where they are not. */
  readonly archiveEncryption?: ArchiveEncryption;
  /** What is done with archives after each archiving, one after the other. */
  readonly transfers?: readonly Transfer[];
  /** Told of each failure of work that nobody waits for. */
  readonly onFailure?: (work: LogWork, error: unknown) => void;
  /** The global configuration in force now. May throw while there is none. */
  readonly configuration: () => TimeStampingTrust;
  /** Addresses of the time-stamping services that this server is set up with, in the order to try them. */
  readonly timestampingUrls: () => readonly string[];
}

interface MessageLogState {
  readonly writer: WriterState;
  readonly timestamping: TimeStampingState;
  readonly archiving: JobState;
  readonly transferring: JobState;
  readonly cleaning: JobState;
  /** As found at the start: records of which a body is lost. Their containers do not have that attachment. */
  readonly missingBodies: MissingBodies;
}

/** What the log does by itself. */
type LogWork = 'archiving' | 'transfer of archives' | 'cleaning';

export interface MessageLog {
  /**
   * Logs a message; resolves with the record's id when it is durable, and in immediate mode time-stamped. Where nothing is to
   * be logged (`message-log.enabled`), with `NO_RECORD`.
   * Throws `logging_failed`, and what `assertAcceptable` throws; then the message must not move on.
   */
  append(record: NewMessageRecord): Promise<number>;
  /** Throws `logging_failed` for a body of a size that `append` would refuse. */
  assertLoggable(bodyBytes: number, exchange: LoggedExchange): void;
  /** Throws `timestamping_failed` or `mlog.no_timestamping_provider_found` when no message may be taken at that time. */
  assertAcceptable(now: Date): void;
  /** The records of a message id that belong to a client of this server, oldest first. */
  find(query: {
    readonly queryId: string;
    readonly client: ClientId;
    readonly direction?: Direction;
  }): Promise<RecordSummary[]>;
  /** The evidence of one record. Throws `not_found`, or `timestamping_failed` when it has no time-stamp yet. */
  container(id: number): Promise<LoggedContainer>;
  /** One round of time-stamping now. Returns the number of records; throws `timestamper_failed` and the like. */
  stamp(): Promise<number>;
  /** Time-stamps one record now, unless it is already. */
  stampRecord(id: number): Promise<void>;
  /** Archives all time-stamped records now, and transfers archives. Returns the names of the new ones. */
  archive(): Promise<string[]>;
  /** Deletes archived records that are older than `keepRecordsForDays`. Returns their number. */
  clean(): Promise<number>;
  /** Begins time-stamping by interval, archiving and cleaning by their schedules. */
  start(): void;
  readonly state: MessageLogState;
  /** Waits for what is under way and closes. */
  close(): Promise<void>;
}

/** Opens the message log. Throws `database_error` or `io_error`, with what to do, when its database or folders cannot be used. */
export async function openMessageLog(options: MessageLogOptions): Promise<MessageLog> {
  const { database, clock, parameters, keys = NO_KEYS } = options;
  const owned = database.engine === 'sqlite' ? own(database.path) : undefined;
  try {
    const store =
      database.engine === 'sqlite'
        ? await openStoreThread({ database, keys, restartDelayMs: parameters.writerRestartDelayMs })
        : await openStore(database, keys);
    try {
      const cipher = new LogCipher(keys);
      const bodies =
        database.engine === 'sqlite'
          ? await folderBodies(join(options.folder, 'bodies'), store, cipher)
          : databaseBodies(store, clock, cipher);
      const { missing } = await bodies.sweep();
      const stamper = await TimeStamper.open({ ...options, store, urls: options.timestampingUrls });
      return new OpenMessageLog(options, store, bodies, stamper, missing, () => owned?.release());
    } catch (error) {
      await store.close();
      throw error;
    }
  } catch (error) {
    owned?.release();
    if (error instanceof DrumError) throw error;
    throw drumError('io_error', `Message log folder ${options.folder}: ${failureText(error)}`, error);
  }
}

/** No record has this id. */
export const NO_RECORD = 0;

class OpenMessageLog implements MessageLog {
  private readonly options: MessageLogOptions;
  private readonly store: MessageStore;
  private readonly bodies: Bodies;
  private readonly writer: RecordWriter;
  private readonly stamper: TimeStamper;
  private readonly archiver: Archiver;
  private readonly archiving: Job<string[]>;
  private readonly transferring: Job<void>;
  private readonly stopping = new AbortController();
  private readonly cleaning: Job<number>;
  private readonly missingBodies: MissingBodies;
  private readonly release: () => void;

  constructor(
    options: MessageLogOptions,
    store: MessageStore,
    bodies: Bodies,
    stamper: TimeStamper,
    missingBodies: MissingBodies,
    release: () => void,
  ) {
    const { clock, parameters, archiveFolder } = options;
    const { archiveEncryption: encryption } = options;
    const archiver = new Archiver({
      ...{ store, bodies, folder: archiveFolder, clock, parameters },
      ...(encryption && { encryption }),
    });
    this.archiver = archiver;
    this.options = options;
    this.store = store;
    this.bodies = bodies;
    this.stamper = stamper;
    this.missingBodies = missingBodies;
    this.release = release;
    this.writer = new RecordWriter(store, bodies, clock, parameters);
    const { transfers = [], onFailure } = options;
    const told = <Result>(work: LogWork, action: () => Promise<Result>) =>
      new Job(clock, action, (error) => onFailure?.(work, error));
    this.transferring = told('transfer of archives', async () => {
      for (const transfer of transfers) await transfer(archiveFolder, this.stopping.signal);
    });
    this.archiving = told('archiving', async () => {
      const names = await archiver.archive();
      // Its failure is its own: the archives are there.
      await this.transferring.run().catch(() => undefined);
      return names;
    });
    this.cleaning = told('cleaning', () => archiver.clean());
  }

  async append(record: NewMessageRecord): Promise<number> {
    if (!this.options.parameters.enabled) return NO_RECORD;
    this.assertAcceptable(this.options.clock.now());
    const id = await this.writer.append(record);
    if (this.options.parameters.timestampImmediately) await this.stamper.stampRecord(id);
    return id;
  }

  assertLoggable(bodyBytes: number, exchange: LoggedExchange): void {
    bodyLogging(bodyBytes, exchange, this.options.parameters);
  }

  assertAcceptable(now: Date): void {
    if (this.options.parameters.enabled) this.stamper.assertAcceptable(now);
  }

  async find(query: Parameters<MessageLog['find']>[0]): Promise<RecordSummary[]> {
    const { queryId, client, direction } = query;
    const found = await this.store.find({
      queryId,
      owner: keyOf(client),
      ...(direction && { direction }),
      recordsMax: this.options.parameters.recordsFoundMax,
    });
    return found.map(summaryOf);
  }

  async container(id: number): Promise<LoggedContainer> {
    const evidence = await this.store.evidence(id);
    if (evidence === undefined) throw drumError('not_found', `The message log has no record ${id}`);
    if (evidence.timeStamp === null) throw drumError('timestamping_failed', 'The message has no time-stamp yet');
    return containerOf(id, evidence, this.bodies);
  }

  stamp(): Promise<number> {
    return this.stamper.stamp();
  }

  stampRecord(id: number): Promise<void> {
    return this.stamper.stampRecord(id);
  }

  archive(): Promise<string[]> {
    return this.archiving.run();
  }

  clean(): Promise<number> {
    return this.cleaning.run();
  }

  start(): void {
    const { archiveIntervalSeconds, cleanIntervalSeconds } = this.options.parameters;
    this.stamper.start();
    this.archiving.start(archiveIntervalSeconds, () => archiveIntervalSeconds);
    this.cleaning.start(cleanIntervalSeconds, () => cleanIntervalSeconds);
  }

  get state(): MessageLogState {
    return {
      writer: this.writer.state,
      timestamping: this.stamper.state,
      archiving: this.archiving.state,
      transferring: this.transferring.state,
      cleaning: this.cleaning.state,
      missingBodies: this.missingBodies,
    };
  }

  async close(): Promise<void> {
    this.archiver.stop();
    this.stopping.abort();
    await Promise.all([this.stamper.close(), this.archiving.close(), this.cleaning.close()]);
    await this.writer.close();
    await this.store.close();
    this.release();
  }
}

function summaryOf({ timeMs, decision, ...found }: FoundRecord): RecordSummary {
  return {
    ...found,
    time: new Date(timeMs),
    ...(decision === null ? {} : { decision: JSON.parse(decision) as unknown }),
  };
}
