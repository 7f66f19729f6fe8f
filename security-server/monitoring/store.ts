import type { Clock } from '#config/clock.ts';
import type { Log } from '#config/log.ts';
import { openDatabase, type Database, type DatabaseOptions } from '#storage/database.ts';
import { migrate } from '#storage/migration.ts';
import { countedIntervals, type CountedInterval, type IntervalsQuery } from './intervals.ts';
import { operationalRecords, type OperationalQuery, type Page } from './operational-query.ts';
import type { OperationalRecord } from './operational-record.ts';
import { rowOf } from './record-row.ts';
import { MIGRATIONS, type Tables } from './schema.ts';

export interface MonitoringOptions {
  readonly database: DatabaseOptions;
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
  readonly keepDays: number;
  readonly bufferRecordsMax: number;
  readonly storeIntervalMs: number;
}

const DAY_SECONDS = 86_400;
const CLEAN_INTERVAL_MS = 3_600_000;
const ROWS_PER_INSERT = 100;

/**
 * Operational monitoring's own store. Records wait in memory and are stored together, away from the exchange; when they
 * come faster than the disk takes them the oldest are dropped, and the log says how many.
 */
export class OperationalMonitoring {
  private readonly options: MonitoringOptions;
  private readonly database: Database<Tables>;
  private waiting: OperationalRecord[] = [];
  private dropped = 0;
  private nextId: number;
  private storing: Promise<void> = Promise.resolve();
  private readonly timers: NodeJS.Timeout[];

  private constructor(options: MonitoringOptions, database: Database<Tables>, nextId: number) {
    this.options = options;
    this.database = database;
    this.nextId = nextId;
    this.timers = [
      setInterval(() => void this.flush(), options.storeIntervalMs),
      setInterval(() => void this.clean(), CLEAN_INTERVAL_MS),
    ];
    for (const timer of this.timers) timer.unref();
  }

  static async open(options: MonitoringOptions): Promise<OperationalMonitoring> {
    const database = await openDatabase<Tables>(options.database);
    await migrate(database, MIGRATIONS);
    const last = await database.kysely
      .selectFrom('operational_data')
      .select((select) => select.fn.max('id').as('id'))
      .executeTakeFirst();
    return new OperationalMonitoring(options, database, (last?.id ?? 0) + 1);
  }

  record(record: OperationalRecord): void {
    if (this.waiting.length >= this.options.bufferRecordsMax) {
      this.waiting.shift();
      this.dropped += 1;
    }
    this.waiting.push(record);
  }

  /** Stores what waits. */
  async flush(): Promise<void> {
    this.storing = this.storing.then(() => this.store());
    await this.storing;
  }

  /** Throws `database_error`. */
  async *find(query: OperationalQuery): AsyncGenerator<Page, void, void> {
    try {
      yield* operationalRecords(this.database.kysely, query);
    } catch (error) {
      throw this.database.failure(error);
    }
  }

  /** With what waits to be stored. Throws `database_error`. */
  async intervals(query: IntervalsQuery): Promise<CountedInterval[]> {
    await this.flush();
    try {
      return await countedIntervals(this.database.kysely, query);
    } catch (error) {
      throw this.database.failure(error);
    }
  }

  async close(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    await this.flush();
    await this.database.close();
  }

  private async store(): Promise<void> {
    const records = this.waiting;
    this.waiting = [];
    if (this.dropped > 0) this.options.log.warn('Operational records were dropped', { count: this.dropped });
    this.dropped = 0;
    try {
      for (let at = 0; at < records.length; at += ROWS_PER_INSERT) {
        const rows = records.slice(at, at + ROWS_PER_INSERT).map((record) => this.row(record));
        await this.database.kysely.insertInto('operational_data').values(rows).execute();
      }
    } catch (error) {
      // Monitoring never stops an exchange; that these records are lost is said.
      this.options.log.error('Operational records could not be stored', {
        error: this.database.failure(error),
        count: records.length,
      });
    }
  }

  private async clean(): Promise<void> {
    const oldest = this.nowSeconds() - this.options.keepDays * DAY_SECONDS;
    try {
      await this.database.kysely.deleteFrom('operational_data').where('monitoringDataTs', '<', oldest).execute();
    } catch (error) {
      this.options.log.error('Old operational records could not be removed', { error: this.database.failure(error) });
    }
  }

  private nowSeconds(): number {
    return Math.floor(this.options.clock.now().getTime() / 1000);
  }

  private row(record: OperationalRecord): ReturnType<typeof rowOf> {
    const id = this.nextId;
    this.nextId += 1;
    return rowOf(record, { id, seconds: this.nowSeconds(), version: this.options.version });
  }
}
