import type { CreateTableBuilder, Insertable } from 'kysely';
import type { Clock } from '#config/clock.ts';
import type { Log } from '#config/log.ts';
import { withoutPersonalNumbers } from '#config/personal-numbers.ts';
import { openDatabase, type Database, type DatabaseOptions } from '#storage/database.ts';
import { migrate, type Migration } from '#storage/migration.ts';
import type { ClientId, ServiceId } from '#protocol/identifiers/identifier.ts';
import { FAULT_STRING_LENGTH_MAX, TEXT_LENGTH_MAX, type OperationalRecord } from './operational-record.ts';

/** X-Road's field names, one column each (PR-OPMON annex A). */
const TEXT_COLUMNS = [
  'securityServerInternalIp',
  'securityServerType',
  'clientXRoadInstance',
  'clientMemberClass',
  'clientMemberCode',
  'clientSubsystemCode',
  'serviceXRoadInstance',
  'serviceMemberClass',
  'serviceMemberCode',
  'serviceSubsystemCode',
  'serviceCode',
  'serviceVersion',
  'restMethod',
  'restPath',
  'representedPartyClass',
  'representedPartyCode',
  'messageId',
  'messageUserId',
  'messageIssue',
  'messageProtocolVersion',
  'clientSecurityServerAddress',
  'serviceSecurityServerAddress',
  'serviceType',
  'faultCode',
  'faultString',
  'xRoadVersion',
  'xRequestId',
] as const;
/** Of SOAP messages: they came later than the table. */
const ATTACHMENT_COLUMNS = [
  'requestMimeSize',
  'requestAttachmentCount',
  'responseMimeSize',
  'responseAttachmentCount',
] as const;
const NUMBER_COLUMNS = [
  'monitoringDataTs',
  'requestInTs',
  'requestOutTs',
  'responseInTs',
  'responseOutTs',
  'requestSize',
  'responseSize',
  'statusCode',
  'succeeded',
] as const;

type Row = Partial<Record<(typeof TEXT_COLUMNS)[number], string | null>> &
  Partial<Record<(typeof NUMBER_COLUMNS)[number] | (typeof ATTACHMENT_COLUMNS)[number], number | null>>;

interface Tables {
  operational_data: Row & { id: number };
}

const MIGRATIONS: readonly Migration[] = [
  {
    name: '0001-operational-data',
    up: async (schema, types) => {
      let create: CreateTableBuilder<string, string> = schema.schema
        .createTable('operational_data')
        .addColumn('id', types.id, (column) => column.primaryKey());
      for (const column of TEXT_COLUMNS) create = create.addColumn(column, types.text);
      for (const column of NUMBER_COLUMNS) create = create.addColumn(column, types.integer);
      await create.execute();
      await schema.schema
        .createIndex('operational_data_time')
        .on('operational_data')
        .column('monitoringDataTs')
        .execute();
    },
  },
  {
    name: '0002-attachments',
    up: async ({ schema }, types) => {
      for (const column of ATTACHMENT_COLUMNS) {
        await schema.alterTable('operational_data').addColumn(column, types.integer).execute();
      }
    },
  },
];

export interface MonitoringOptions {
  readonly database: DatabaseOptions;
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
  readonly keepDays: number;
  readonly bufferRecordsMax: number;
  readonly storeIntervalMs: number;
}

/** What `records` gives back: X-Road's field names, absent where unknown. */
export type StoredRecord = Readonly<Record<string, string | number | boolean>>;

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

  /** The newest records, newest first. */
  async records(limit: number): Promise<StoredRecord[]> {
    const rows = await this.database.kysely
      .selectFrom('operational_data')
      .selectAll()
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
    return rows.map((row) => {
      const present = Object.entries(row).filter(([column, value]) => column !== 'id' && value !== null);
      return { ...(Object.fromEntries(present) as StoredRecord), succeeded: row.succeeded === 1 };
    });
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
        const rows = records.slice(at, at + ROWS_PER_INSERT).map((record) => this.rowOf(record));
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

  private rowOf(record: OperationalRecord): Insertable<Tables['operational_data']> {
    const row: Row & { id: number } = {
      id: this.nextId,
      monitoringDataTs: this.nowSeconds(),
      xRoadVersion: this.options.version,
      securityServerInternalIp: record.securityServerInternalIp,
      securityServerType: record.securityServerType,
      requestInTs: record.requestInTs,
      requestOutTs: record.requestOutTs ?? null,
      responseInTs: record.responseInTs ?? null,
      responseOutTs: record.responseOutTs ?? null,
      requestSize: record.requestSize ?? null,
      requestMimeSize: record.requestMimeSize ?? null,
      requestAttachmentCount: record.requestAttachmentCount ?? null,
      responseSize: record.responseSize ?? null,
      responseMimeSize: record.responseMimeSize ?? null,
      responseAttachmentCount: record.responseAttachmentCount ?? null,
      statusCode: record.statusCode ?? null,
      succeeded: record.succeeded ? 1 : 0,
      ...clientColumns(record.client),
      ...serviceColumns(record.service),
      restMethod: record.restMethod ?? null,
      restPath: bounded(pathOf(record)),
      representedPartyClass: bounded(record.representedParty?.partyClass),
      representedPartyCode: bounded(record.representedParty?.partyCode),
      messageId: bounded(record.messageId),
      messageUserId: bounded(withoutNumbers(record.messageUserId)),
      messageIssue: bounded(record.messageIssue),
      messageProtocolVersion: record.messageProtocolVersion ?? null,
      clientSecurityServerAddress: record.clientSecurityServerAddress ?? null,
      serviceSecurityServerAddress: record.serviceSecurityServerAddress ?? null,
      serviceType: record.serviceType ?? null,
      faultCode: bounded(record.faultCode),
      faultString: bounded(withoutNumbers(record.faultString), FAULT_STRING_LENGTH_MAX),
      xRequestId: record.xRequestId ?? null,
    };
    this.nextId += 1;
    return row;
  }
}

function clientColumns(client: ClientId | undefined): Row {
  return {
    clientXRoadInstance: bounded(client?.instance),
    clientMemberClass: bounded(client?.memberClass),
    clientMemberCode: bounded(client?.memberCode),
    clientSubsystemCode: client?.type === 'SUBSYSTEM' ? bounded(client.subsystemCode) : null,
  };
}

function serviceColumns(service: ServiceId | undefined): Row {
  return {
    serviceXRoadInstance: bounded(service?.instance),
    serviceMemberClass: bounded(service?.memberClass),
    serviceMemberCode: bounded(service?.memberCode),
    serviceSubsystemCode: bounded(service?.subsystemCode),
    serviceCode: bounded(service?.serviceCode),
    serviceVersion: bounded(service?.serviceVersion),
  };
}

/** Numbers of persons are nobody's concern here; who looks for one message finds it by its id in the message log. */
function withoutNumbers(text: string | undefined): string | undefined {
  return text === undefined ? undefined : withoutPersonalNumbers(text);
}

/** As it was sent, or, where that would tell of a person, decoded and without the number. */
function pathOf({ restPath }: OperationalRecord): string | undefined {
  if (restPath === undefined) return undefined;
  const decoded = decodedPath(restPath);
  const safe = withoutPersonalNumbers(decoded);
  return safe === decoded ? restPath : safe;
}

function decodedPath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function bounded(text: string | undefined, lengthMax = TEXT_LENGTH_MAX): string | null {
  return text === undefined ? null : text.slice(0, lengthMax);
}
