import type { CreateTableBuilder } from 'kysely';
import {
  addDisabledUsers,
  addSingleSignOnTables,
  createAdministrationTables,
  createAttachedAuditLog,
  type AdministrationTables,
} from '#administration/accounts/tables.ts';
import { addOversight } from '#administration/oversight-tables.ts';
import type { Migration } from '#storage/migration.ts';
import { addAdministration } from './administration-migration.ts';
import { addConfigurationParts } from './configuration-parts-migration.ts';
import { addFirstSetUp } from './first-set-up-migration.ts';
import { addLegalBases } from './legal-bases-migration.ts';
import { addPublications, type PublicationTables } from './publication-migration.ts';
import { addOwnersOfRequests } from './request-owners-migration.ts';
import { addReviewOfRequests } from './request-review-migration.ts';
import { addServiceCatalogue, type ServiceCatalogueTables } from './service-catalogue-migration.ts';

interface Owned {
  /** 1: declared in the configuration file, which alone may change it; 0: the database's own. */
  declared: number;
}

/** What the administration API addresses a row by (`numbers.ts`). */
interface Numbered {
  number: number;
}

export interface CatalogueTables extends AdministrationTables, PublicationTables, ServiceCatalogueTables {
  setting: Owned & { name: string; value: string };
  member_class: Owned & { code: string; description: string; position: number };
  /** `…_folded`: as it is searched and ordered (`folding.ts`). */
  member: Owned & {
    key: string;
    member_class: string;
    member_code: string;
    name: string;
    name_folded: string;
    code_folded: string;
    position: number;
    /** Null: declared, or from before this was kept. */
    registered_at: number | null;
  };
  subsystem: Owned & {
    key: string;
    member_key: string;
    subsystem_code: string;
    name: string | null;
    code_folded: string;
    position: number;
  };
  /** Times are milliseconds since 1970 UTC. */
  security_server: Owned &
    Numbered & {
      key: string;
      owner_key: string;
      server_code: string;
      address: string | null;
      maintenance: number;
      maintenance_message: string | null;
      code_folded: string;
      created_at: number;
      updated_at: number;
      position: number;
    };
  authentication_certificate: Owned &
    Numbered & {
      server_key: string;
      sha256: string;
      certificate: Buffer;
      position: number;
    };
  /** `enabled`: 0 while the client is disabled at its own wish. */
  server_client: Owned & { server_key: string; client_key: string; position: number; enabled: number };
  global_group: Owned & {
    code: string;
    description: string;
    created_at: number;
    updated_at: number;
    position: number;
  };
  global_group_member: Owned &
    Numbered & {
      group_code: string;
      client_key: string;
      created_at: number;
      position: number;
    };
  certification_service: Owned &
    Numbered & {
      name: string;
      profile: string;
      authentication_only: number;
      csr_format: string | null;
      acme_directory_url: string | null;
      acme_ip_address: string | null;
      acme_authentication_profile: string | null;
      acme_signing_profile: string | null;
      certificate: Buffer;
      position: number;
    };
  intermediate_ca: Owned & Numbered & { service_name: string; sha256: string; certificate: Buffer; position: number };
  /** `ca_sha256` is that of the top CA or intermediate CA that the responder answers for. */
  ocsp_responder: Owned &
    Numbered & {
      ca_sha256: string;
      url: string;
      certificate: Buffer | null;
      cost_type: string | null;
      position: number;
    };
  timestamping_service: Owned &
    Numbered & {
      url: string;
      name: string;
      certificate: Buffer;
      cost_type: string | null;
      position: number;
    };
  /** `generated_at`: as the anchor tells it, if it does. */
  trusted_anchor: Owned & {
    instance: string;
    fingerprint: string;
    generated_at: number | null;
    file: Buffer;
    position: number;
  };
  /** Keys that configuration is signed with; the key itself stays in its token. */
  signing_key: {
    token_key_id: string;
    source: 'INTERNAL' | 'EXTERNAL';
    certificate: Buffer;
    active: number;
    created_at: number;
    /** What the configuration file calls it. */
    name: string;
    /** The node whose token it is in. */
    node: string;
    /** When its certificate was published first; null: not yet. */
    published_at: number | null;
    /** The token that it is in. */
    token_id: string;
  };
  /** What security servers have asked for, and what became of it. */
  management_request: {
    id: number;
    kind: string;
    /** Of registrations and changes of owner: WAITING, APPROVED, DECLINED or REVOKED; null: never needs a decision. */
    status: string | null;
    server_key: string;
    /** Of the member in the server's identifier. */
    owner_key: string;
    client_key: string | null;
    /** Of the member in the client's identifier. */
    client_member_key: string | null;
    address: string | null;
    certificate: Buffer | null;
    /** A subsystem's name, or the message of a maintenance mode. */
    text: string | null;
    /** Milliseconds since 1970 UTC. */
    created_at: number;
    decided_at: number | null;
    origin: 'SECURITY_SERVER' | 'CENTER';
    comments: string | null;
    /** Whose signature was verified when the request came (DER); null: it came without one. */
    signer_certificate: Buffer | null;
    /** A user, an API key, or a word with a blank for what is neither. */
    decided_by: string | null;
    /** Why it was declined. */
    reason: string | null;
  };
  /** Optional parts of the configuration that the file does not declare. */
  configuration_part: { content_identifier: string; file: Buffer; uploaded_at: number };
  /** On what grounds data may be asked for. `valid_…`: days; `folded`: as it is searched and ordered. */
  legal_basis: {
    id: string;
    act: string;
    article: string;
    text: string;
    url: string | null;
    valid_from: string;
    valid_to: string | null;
    updated_at: number;
    folded: string;
  };
  /** For what. */
  purpose: {
    id: string;
    bg: string;
    en: string;
    valid_from: string;
    valid_to: string | null;
    updated_at: number;
    folded: string;
  };
  /** The last number that was given to a row of a table. */
  last_number: { kind: string; number: number };
  /** Central servers that share this catalogue, each with an address and signing keys of its own. */
  node: {
    name: string;
    address: string;
    /** When it last published; null: not yet. */
    published_at: number | null;
  };
  /** The anchor of each source, the same on every node. */
  configuration_anchor: { source: 'INTERNAL' | 'EXTERNAL'; generated_at: number; file: Buffer };
}

/** What a signing key and a node are called where the configuration file does not say it. */
export const FIRST_KEY = 'first';
export const ONLY_NODE = 'node_0';

const ACME_COLUMNS = [
  'acme_directory_url',
  'acme_ip_address',
  'acme_authentication_profile',
  'acme_signing_profile',
] as const;

export const CATALOGUE_MIGRATIONS: readonly Migration[] = [
  {
    name: '0001-catalogue',
    up: async (schema, types) => {
      type Columns = readonly [name: string, type: 'text' | 'integer' | 'bytes' | 'flag', nullable?: 'nullable'][];
      const table = async (name: string, key: readonly string[], columns: Columns): Promise<void> => {
        let create: CreateTableBuilder<string, string> = schema.schema.createTable(name);
        for (const [column, type, nullable] of columns) {
          create = create.addColumn(column, types[type], (built) => (nullable === undefined ? built.notNull() : built));
        }
        await create.addPrimaryKeyConstraint(`${name}_key`, [...key]).execute();
      };
      const owned = [
        ['position', 'integer'],
        ['declared', 'flag'],
      ] as const satisfies Columns;
      await table(
        'setting',
        ['name'],
        [
          ['name', 'text'],
          ['value', 'text'],
          ['declared', 'flag'],
        ],
      );
      await table('member_class', ['code'], [['code', 'text'], ['description', 'text'], ...owned]);
      await table(
        'member',
        ['key'],
        [['key', 'text'], ['member_class', 'text'], ['member_code', 'text'], ['name', 'text'], ...owned],
      );
      await table(
        'subsystem',
        ['key'],
        [['key', 'text'], ['member_key', 'text'], ['subsystem_code', 'text'], ['name', 'text', 'nullable'], ...owned],
      );
      await table(
        'security_server',
        ['key'],
        [
          ['key', 'text'],
          ['owner_key', 'text'],
          ['server_code', 'text'],
          ['address', 'text', 'nullable'],
          ['maintenance', 'flag'],
          ['maintenance_message', 'text', 'nullable'],
          ...owned,
        ],
      );
      await table(
        'authentication_certificate',
        ['server_key', 'sha256'],
        [['server_key', 'text'], ['sha256', 'text'], ['certificate', 'bytes'], ...owned],
      );
      await table(
        'server_client',
        ['server_key', 'client_key'],
        [['server_key', 'text'], ['client_key', 'text'], ...owned],
      );
      await table('global_group', ['code'], [['code', 'text'], ['description', 'text'], ...owned]);
      await table(
        'global_group_member',
        ['group_code', 'client_key'],
        [['group_code', 'text'], ['client_key', 'text'], ...owned],
      );
      await table(
        'certification_service',
        ['name'],
        [
          ['name', 'text'],
          ['profile', 'text'],
          ['authentication_only', 'flag'],
          ['csr_format', 'text', 'nullable'],
          ['certificate', 'bytes'],
          ...owned,
        ],
      );
      await table(
        'intermediate_ca',
        ['service_name', 'sha256'],
        [['service_name', 'text'], ['sha256', 'text'], ['certificate', 'bytes'], ...owned],
      );
      await table(
        'ocsp_responder',
        ['ca_sha256', 'url'],
        [
          ['ca_sha256', 'text'],
          ['url', 'text'],
          ['certificate', 'bytes', 'nullable'],
          ['cost_type', 'text', 'nullable'],
          ...owned,
        ],
      );
      await table(
        'timestamping_service',
        ['url'],
        [['url', 'text'], ['name', 'text'], ['certificate', 'bytes'], ['cost_type', 'text', 'nullable'], ...owned],
      );
      await table(
        'signing_key',
        ['token_key_id'],
        [
          ['token_key_id', 'text'],
          ['source', 'text'],
          ['certificate', 'bytes'],
          ['active', 'flag'],
          ['created_at', 'integer'],
        ],
      );
    },
  },
  {
    name: '0002-trusted-anchors',
    up: async (schema, types) => {
      await schema.schema
        .createTable('trusted_anchor')
        .addColumn('instance', types.text, (column) => column.primaryKey())
        .addColumn('fingerprint', types.text, (column) => column.notNull())
        .addColumn('generated_at', types.integer)
        .addColumn('file', types.bytes, (column) => column.notNull())
        .addColumn('position', types.integer, (column) => column.notNull())
        .addColumn('declared', types.flag, (column) => column.notNull())
        .execute();
    },
  },
  {
    name: '0003-key-rotation',
    up: async (schema, types) => {
      const alter = () => schema.schema.alterTable('signing_key');
      await alter()
        .addColumn('name', types.text, (column) => column.notNull().defaultTo(FIRST_KEY))
        .execute();
      await alter()
        .addColumn('node', types.text, (column) => column.notNull().defaultTo(ONLY_NODE))
        .execute();
      await alter().addColumn('published_at', types.integer).execute();
      await schema.schema
        .createTable('node')
        .addColumn('name', types.text, (column) => column.primaryKey())
        .addColumn('address', types.text, (column) => column.notNull())
        .execute();
    },
  },
  {
    name: '0004-management-requests',
    up: async (schema, types) => {
      await schema.schema
        .alterTable('server_client')
        .addColumn('enabled', types.flag, (column) => column.notNull().defaultTo(1))
        .execute();
      await schema.schema
        .createTable('management_request')
        .addColumn('id', types.id, (column) => column.primaryKey())
        .addColumn('kind', types.text, (column) => column.notNull())
        .addColumn('status', types.text)
        .addColumn('server_key', types.text, (column) => column.notNull())
        .addColumn('client_key', types.text)
        .addColumn('address', types.text)
        .addColumn('certificate', types.bytes)
        .addColumn('text', types.text)
        .addColumn('created_at', types.integer, (column) => column.notNull())
        .addColumn('decided_at', types.integer)
        .execute();
      await schema.schema
        .createIndex('management_request_server')
        .on('management_request')
        .columns(['server_key', 'kind', 'status'])
        .execute();
    },
  },
  { name: '0005-administration', up: addAdministration },
  { name: '0006-accounts', up: createAdministrationTables },
  {
    name: '0007-trust',
    up: async (schema, types) => {
      for (const column of ACME_COLUMNS) {
        await schema.schema.alterTable('certification_service').addColumn(column, types.text).execute();
      }
    },
  },
  { name: '0008-owners-of-requests', up: addOwnersOfRequests },
  { name: '0009-first-set-up', up: addFirstSetUp },
  { name: '0010-publications', up: addPublications },
  { name: '0011-review-of-requests', up: addReviewOfRequests },
  { name: '0011-users', up: addDisabledUsers },
  { name: '0012-configuration-parts', up: addConfigurationParts },
  { name: '0013-attached-audit-log', up: createAttachedAuditLog },
  { name: '0014-legal-bases', up: addLegalBases },
  { name: '0015-single-sign-on', up: addSingleSignOnTables },
  { name: '0016-oversight', up: addOversight },
  { name: '0017-service-catalogue', up: addServiceCatalogue },
];
