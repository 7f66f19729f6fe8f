import { addAllOfAdministration } from '#administration/steps.ts';
import type { AdministrationTables } from '#administration/accounts/tables.ts';
import type { CreateTableBuilder, Kysely } from 'kysely';
import { addDescriptions } from './descriptions-migration.ts';
import { addGroupNumbersAndTimes } from './rights-migration.ts';
import type { ColumnTypes } from '#storage/dialect.ts';
import type { Migration } from '#storage/migration.ts';
import type { NumberTables } from '#storage/numbers.ts';

interface Owned {
  /** 1: declared in the configuration file, which alone may change it; 0: the database's own. */
  declared: number;
  position: number;
}

export interface ServerConfigurationTables extends AdministrationTables, NumberTables {
  /** One row (`revision.ts`). */
  configuration_revision: { id: number; revision: number };
  client: Owned & { key: string; connection_type: string };
  /** Apart from the client, which a file may declare: a status is the database's own. */
  client_status: { client_key: string; status: string };
  /** Names that subsystems are to get (`client-names.ts`). */
  client_name: { client_key: string; name: string; name_before: string; submitted: number };
  client_certificate: Owned & { client_key: string; sha256: string; certificate: Buffer };
  local_group: Owned & {
    client_key: string;
    group_code: string;
    description: string;
    /** None until it is declared for the first time. */
    number: number | null;
    updated_at: number;
  };
  local_group_member: Owned & {
    client_key: string;
    group_code: string;
    member_key: string;
    created_at: number;
  };
  service: Owned & {
    client_key: string;
    service_code: string;
    /** Empty where the service has none: part of the key. */
    service_version: string;
    type: string;
    url: string;
    timeout_seconds: number;
    verify_tls: number;
    disabled_notice: string | null;
    description_url: string | null;
    /** Of the client's description that it comes from. */
    description_key: string;
    title: string | null;
  };
  /** What services come from: a WSDL, an OpenAPI description, or the address of a REST service. */
  service_description: Owned & {
    client_key: string;
    /** Of WSDL its address, of others the code of the only service. */
    key: string;
    type: string;
    url: string;
    /** Whether all its services are off; a file says it of each service instead. */
    disabled: number;
    disabled_notice: string | null;
    refreshed_at: number;
    /** None until it is declared for the first time. */
    number: number | null;
  };
  /** Each service has the one that stands for the whole of it, too. */
  service_endpoint: Owned & {
    client_key: string;
    service_code: string;
    service_version: string;
    method: string;
    path: string;
    /** Whether it came with the service. */
    generated: number;
    /** None until it is declared for the first time. */
    number: number | null;
  };
  access_right: Owned & {
    client_key: string;
    service_code: string;
    service_version: string;
    subject_key: string;
    method: string;
    path: string;
    given_at: number;
  };
  timestamping_service: Owned & {
    name: string;
    /** Empty where all that are approved under the name are meant: part of the key. */
    url: string;
  };
}

/** The tables that a file may declare rows of. */
export type DeclaredName = Exclude<
  keyof ServerConfigurationTables,
  'client_status' | 'client_name' | 'configuration_revision' | keyof NumberTables | keyof AdministrationTables
>;

interface Table {
  readonly key: readonly string[];
  readonly columns: Columns;
}

type Columns = readonly (readonly [name: string, type: 'text' | 'integer' | 'bytes' | 'flag', nullable?: 'nullable'])[];

const TABLES: Readonly<Record<Exclude<DeclaredName, 'service_endpoint' | 'service_description'>, Table>> = {
  client: {
    key: ['key'],
    columns: [
      ['key', 'text'],
      ['status', 'text'],
      ['connection_type', 'text'],
    ],
  },
  client_certificate: {
    key: ['client_key', 'sha256'],
    columns: [
      ['client_key', 'text'],
      ['sha256', 'text'],
      ['certificate', 'bytes'],
    ],
  },
  local_group: {
    key: ['client_key', 'group_code'],
    columns: [
      ['client_key', 'text'],
      ['group_code', 'text'],
      ['description', 'text'],
    ],
  },
  local_group_member: {
    key: ['client_key', 'group_code', 'member_key'],
    columns: [
      ['client_key', 'text'],
      ['group_code', 'text'],
      ['member_key', 'text'],
    ],
  },
  service: {
    key: ['client_key', 'service_code', 'service_version'],
    columns: [
      ['client_key', 'text'],
      ['service_code', 'text'],
      ['service_version', 'text'],
      ['type', 'text'],
      ['url', 'text'],
      ['timeout_seconds', 'integer'],
      ['verify_tls', 'flag'],
      ['disabled_notice', 'text', 'nullable'],
    ],
  },
  access_right: {
    key: ['client_key', 'service_code', 'service_version', 'subject_key', 'method', 'path'],
    columns: [
      ['client_key', 'text'],
      ['service_code', 'text'],
      ['service_version', 'text'],
      ['subject_key', 'text'],
      ['method', 'text'],
      ['path', 'text'],
    ],
  },
  timestamping_service: { key: ['name'], columns: [['name', 'text']] },
};

/** Came with the second migration. */
const SERVICE_ENDPOINT: Table = {
  key: ['client_key', 'service_code', 'service_version', 'method', 'path'],
  columns: [
    ['client_key', 'text'],
    ['service_code', 'text'],
    ['service_version', 'text'],
    ['method', 'text'],
    ['path', 'text'],
  ],
};

/** By address too since the tenth migration: several may be approved under one name. */
const TIMESTAMPING_SERVICE: Table = {
  key: ['name', 'url'],
  columns: [
    ['name', 'text'],
    ['url', 'text'],
  ],
};

/** The natural keys of the tables, by which declared rows are recognised. */
export const KEY_COLUMNS = Object.fromEntries(
  Object.entries({
    ...TABLES,
    service_endpoint: SERVICE_ENDPOINT,
    // Came with the eighth migration.
    service_description: { key: ['client_key', 'key'] },
    timestamping_service: TIMESTAMPING_SERVICE,
  }).map(([table, { key }]) => [table, key]),
) as Readonly<Record<DeclaredName, readonly string[]>>;

export const SERVER_CONFIGURATION_MIGRATIONS: readonly Migration[] = [
  {
    name: '0001-clients-and-services',
    up: async (schema, types) => {
      for (const [name, table] of Object.entries(TABLES)) await createTable(schema, types, name, table);
    },
  },
  {
    name: '0002-descriptions',
    up: async (schema, types) => {
      await schema.schema.alterTable('service').addColumn('description_url', types.text).execute();
      await createTable(schema, types, 'service_endpoint', SERVICE_ENDPOINT);
    },
  },
  {
    name: '0003-client-statuses',
    up: async (schema, types) => {
      await schema.schema
        .createTable('client_status')
        .addColumn('client_key', types.text, (column) => column.primaryKey())
        .addColumn('status', types.text, (column) => column.notNull())
        .execute();
      await schema.schema.alterTable('client').dropColumn('status').execute();
    },
  },
  { name: '0004-administration', up: addAllOfAdministration },
  {
    name: '0005-revision',
    up: async (schema, types) => {
      await schema.schema
        .createTable('configuration_revision')
        .addColumn('id', types.integer, (column) => column.primaryKey())
        .addColumn('revision', types.integer, (column) => column.notNull())
        .execute();
      await (schema as Kysely<Pick<ServerConfigurationTables, 'configuration_revision'>>)
        .insertInto('configuration_revision')
        .values({ id: 1, revision: 0 })
        .execute();
    },
  },
  { name: '0006-groups-and-rights', up: addGroupNumbersAndTimes },
  {
    name: '0007-client-names',
    up: async (schema, types) => {
      await schema.schema
        .createTable('client_name')
        .addColumn('client_key', types.text, (column) => column.primaryKey())
        .addColumn('name', types.text, (column) => column.notNull())
        .addColumn('name_before', types.text, (column) => column.notNull())
        .addColumn('submitted', types.flag, (column) => column.notNull())
        .execute();
    },
  },
  { name: '0008-service-descriptions', up: addDescriptions },
  {
    name: '0010-time-stamping-addresses',
    up: async (schema, types) => {
      const tables = schema as Kysely<Pick<ServerConfigurationTables, 'timestamping_service'>>;
      const rows = await tables.selectFrom('timestamping_service').selectAll().execute();
      await schema.schema.dropTable('timestamping_service').execute();
      await createTable(schema, types, 'timestamping_service', TIMESTAMPING_SERVICE);
      for (const row of rows) {
        await tables
          .insertInto('timestamping_service')
          .values({ ...row, url: '' })
          .execute();
      }
    },
  },
];

async function createTable(
  schema: Kysely<unknown>,
  types: ColumnTypes,
  name: string,
  { key, columns }: Table,
): Promise<void> {
  let create: CreateTableBuilder<string, string> = schema.schema.createTable(name);
  for (const [column, type, nullable] of columns) {
    create = create.addColumn(column, types[type], (built) => (nullable === undefined ? built.notNull() : built));
  }
  await create
    .addColumn('position', types.integer, (built) => built.notNull())
    .addColumn('declared', types.flag, (built) => built.notNull())
    .addPrimaryKeyConstraint(`${name}_key`, [...key])
    .execute();
}
