import { sql, type Kysely, type Transaction } from 'kysely';
import { inOrder } from '#administration/ordered-change.ts';
import { systemClock } from '#config/clock.ts';
import type { ClientId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import { openDatabase, type Database, type DatabaseOptions } from '#storage/database.ts';
import { applyDeclared, type Change } from '#storage/declared.ts';
import { migrate } from '#storage/migration.ts';
import { deleteDependents } from './dependents.ts';
import {
  CLIENT_STATUSES,
  CONNECTION_TYPES,
  isBase,
  SERVICE_TYPES,
  type AccessRight,
  type Client,
  type ClientStatus,
  type LocalGroup,
  type ServerConfiguration,
  type Service,
} from './model.ts';
import { numberAll } from './numbers.ts';
import { countChange, revisionIn } from './revision.ts';
import { tablesOf } from './rows.ts';
import { timeStampingChoices } from './time-stamping-services.ts';
import { SERVER_CONFIGURATION_MIGRATIONS, type DeclaredName, type ServerConfigurationTables } from './schema.ts';
import { clientOf, endpointOf, oneOf, subjectOf } from './stored-identifiers.ts';

type Row<Name extends keyof ServerConfigurationTables> = ServerConfigurationTables[Name];

const FIRST_STATUS: ClientStatus = 'SAVED';

/** The server's own configuration in its database. */
export class ServerConfigurationRepository {
  private readonly database: Database<ServerConfigurationTables>;

  private constructor(database: Database<ServerConfigurationTables>) {
    this.database = database;
  }

  static async open(options: DatabaseOptions): Promise<ServerConfigurationRepository> {
    const database = await openDatabase<ServerConfigurationTables>(options);
    await migrate(database, SERVER_CONFIGURATION_MIGRATIONS);
    return new ServerConfigurationRepository(database);
  }

  /** Makes what the file owns equal to what it declares, in one transaction; says what changed, in order. */
  async applyDeclared(configuration: ServerConfiguration, now = systemClock.now()): Promise<Change[]> {
    return this.change(async (transaction) => {
      const changes: Change[] = [];
      for (const table of tablesOf(configuration, now)) changes.push(...(await applyDeclared(transaction, table)));
      // A client, service or group that comes back begins anew.
      await deleteDependents(transaction);
      await numberAll(transaction);
      await transaction
        .insertInto('client_status')
        .columns(['client_key', 'status'])
        .expression((clients) =>
          clients
            .selectFrom('client')
            .where('key', 'not in', clients.selectFrom('client_status').select('client_key'))
            .select(['key', sql.lit(FIRST_STATUS).as('status')]),
        )
        .execute();
      if (changes.length > 0) await countChange(transaction);
      return changes;
    });
  }

  async load(): Promise<ServerConfiguration> {
    const certificates = byClient(await this.all('client_certificate'));
    const groups = byClient(await this.all('local_group'));
    const members = byClient(await this.all('local_group_member'));
    const services = byClient(await this.all('service'));
    const notices = noticesOf(await this.all('service_description'));
    const endpoints = byClient(await this.all('service_endpoint'));
    const rights = byClient(await this.all('access_right'));
    const statuses = await this.statuses();
    const clients = (await this.all('client')).map((row): Client => ({
      id: clientOf(row.key),
      status: statuses.get(row.key) ?? FIRST_STATUS,
      connectionType: oneOf(CONNECTION_TYPES, row.connection_type),
      tlsCertificates: (certificates.get(row.key) ?? []).map(({ certificate }) => certificate),
      localGroups: (groups.get(row.key) ?? []).map((group) => groupOf(group, members.get(row.key) ?? [])),
      services: (services.get(row.key) ?? []).map((service) =>
        serviceOf(withNotice(service, notices), endpoints.get(row.key) ?? [], rights.get(row.key) ?? []),
      ),
    }));
    const timeStampingServices = await timeStampingChoices(this.database.kysely);
    return { clients, timeStampingServices };
  }

  /** Of all clients, by key. */
  async statuses(): Promise<ReadonlyMap<string, ClientStatus>> {
    const rows = await this.database.kysely.selectFrom('client_status').selectAll().execute();
    return new Map(rows.map(({ client_key, status }) => [client_key, oneOf<ClientStatus>(CLIENT_STATUSES, status)]));
  }

  /** Gives a client another status; false where it has not the one that it is thought to have. */
  async changeStatus(client: ClientId, from: ClientStatus, to: ClientStatus): Promise<boolean> {
    const { numUpdatedRows } = await this.database.kysely
      .updateTable('client_status')
      .set({ status: to })
      .where('client_key', '=', keyOf(client))
      .where('status', '=', from)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  /** Another one than before: it has changed. */
  revision(): Promise<number> {
    return revisionIn(this.database.kysely);
  }

  /** For what is only read. */
  get reader(): Kysely<ServerConfigurationTables> {
    return this.database.kysely;
  }

  /** Changes it in one transaction: all of it or, when the work throws, nothing; one change after the other. */
  change<T>(work: (change: Transaction<ServerConfigurationTables>) => Promise<T>): Promise<T> {
    return inOrder(this.database.kysely, work);
  }

  async close(): Promise<void> {
    await this.database.close();
  }

  private async all<Name extends DeclaredName>(table: Name): Promise<Row<Name>[]> {
    const rows = await this.database.kysely
      .selectFrom(table as 'client')
      .selectAll()
      .orderBy('position')
      .execute();
    return rows as unknown as Row<Name>[];
  }
}

function byClient<R extends { client_key: string }>(rows: readonly R[]): Map<string, R[]> {
  return Map.groupBy(rows, ({ client_key }) => client_key);
}

function groupOf(group: Row<'local_group'>, members: readonly Row<'local_group_member'>[]): LocalGroup {
  return {
    groupCode: group.group_code,
    description: group.description,
    members: members
      .filter(({ group_code }) => group_code === group.group_code)
      .map(({ member_key }) => clientOf(member_key)),
  };
}

/** Of the descriptions that are off, by client and key. */
const noticesOf = (descriptions: readonly Row<'service_description'>[]): ReadonlyMap<string, string> =>
  new Map(
    descriptions
      .filter(({ disabled }) => disabled === 1)
      .map(({ client_key, key, disabled_notice }) => [`${client_key} ${key}`, disabled_notice ?? '']),
  );

/** A service is off with its description, too. */
const withNotice = (row: Row<'service'>, notices: ReadonlyMap<string, string>): Row<'service'> => ({
  ...row,
  disabled_notice: row.disabled_notice ?? notices.get(`${row.client_key} ${row.description_key}`) ?? null,
});

function serviceOf(
  row: Row<'service'>,
  endpoints: readonly Row<'service_endpoint'>[],
  rights: readonly Row<'access_right'>[],
): Service {
  const isOfService = (other: { service_code: string; service_version: string }): boolean =>
    other.service_code === row.service_code && other.service_version === row.service_version;
  return {
    serviceCode: row.service_code,
    ...(row.service_version === '' ? {} : { serviceVersion: row.service_version }),
    type: oneOf(SERVICE_TYPES, row.type),
    url: row.url,
    timeoutSeconds: row.timeout_seconds,
    verifyTls: row.verify_tls === 1,
    ...(row.disabled_notice === null ? {} : { disabledNotice: row.disabled_notice }),
    ...(row.description_url === null ? {} : { descriptionUrl: row.description_url }),
    endpoints: endpoints
      .filter(isOfService)
      .map(endpointOf)
      .filter((endpoint) => !isBase(endpoint)),
    rights: rights.filter(isOfService).map((right): AccessRight => ({
      subject: subjectOf(right.subject_key),
      endpoint: endpointOf(right),
    })),
  };
}
