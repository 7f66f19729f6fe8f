import { sql } from 'kysely';
import type { Migration } from '#storage/migration.ts';
import type { Direction } from '../record.ts';

/** What is looked up and changes: small rows, so that a time-stamp or an archive flag rewrites no message. */
interface MessageRecordTable {
  id: number;
  query_id: string;
  request_id: string;
  direction: Direction;
  side: 'client' | 'provider';
  /** Whose record it is: the client on the client's side, the provider on the provider's (`keyOf`). */
  owner: string;
  client: string;
  service: string;
  /** Milliseconds since 1970 UTC. */
  time: number;
  digest_algorithm: string;
  signature_digest: Uint8Array;
  body_bytes: number | null;
  body_digest: Uint8Array | null;
  body_truncated: 0 | 1;
  /** The name under which a body outside the record is kept. */
  body_name: string | null;
  decision: string | null;
  time_stamp_id: number | null;
  archived: 0 | 1;
  /** Whether the message is what is left of it where only metadata is logged. */
  metadata_only: 0 | 1;
  /** With which key message and bodies are encrypted; null where they are not. */
  key_id: string | null;
}

/** What is written once and never again. */
interface MessageContentTable {
  record_id: number;
  message: Uint8Array;
  signature: Uint8Array;
  hash_chain_result: Uint8Array | null;
  hash_chain: Uint8Array | null;
  body: Uint8Array | null;
}

/**
 * The second and later bodies of a record, numbered as its attachments are. The first lies with the record: nearly all
 * messages have one or none, and pay for no other row.
 */
interface MessageAttachmentTable {
  record_id: number;
  number: number;
  body_bytes: number;
  body_digest: Uint8Array;
  body_truncated: 0 | 1;
  body_name: string | null;
  body: Uint8Array | null;
}

interface TimeStampTable {
  id: number;
  /** genTime, milliseconds since 1970 UTC. */
  time: number;
  token: Uint8Array;
  url: string;
  digest_algorithm: string;
  /** `ts-hashchainresult.xml`; null where the token stands in the record's own signature. */
  hash_chain_result: Uint8Array | null;
  /** Record ids and digests of the batch, from which each record's chain is built (`time-stamp-leaves.ts`). */
  leaves: Uint8Array | null;
}

/** A body in parts, where it must not be a file of one node. */
interface MessageBodyPartTable {
  name: string;
  part: number;
  /** When it was begun: a body without a record is left alone while it is young. */
  time: number;
  bytes: Uint8Array;
}

/** The last archive of each group, which the next one links to. */
interface ArchiveChainTable {
  group_name: string;
  last_digest: string;
  last_file: string;
}

interface CounterTable {
  name: string;
  value: number;
}

export interface MessageLogTables {
  message_record: MessageRecordTable;
  message_content: MessageContentTable;
  message_attachment: MessageAttachmentTable;
  message_body_part: MessageBodyPartTable;
  time_stamp: TimeStampTable;
  archive_chain: ArchiveChainTable;
  counter: CounterTable;
}

export const COUNTERS = {
  messageRecord: 'message_record',
  timeStamp: 'time_stamp',
  /** Since when time-stamping fails, milliseconds; 0 while it does not. A restart must not grant a new period of grace. */
  timeStampingFailedSince: 'time_stamping_failed_since',
} as const;

const RECORDS: Migration = {
  name: '0001-records',
  up: async (kysely, types) => {
    const { schema } = kysely;
    await schema
      .createTable('time_stamp')
      .addColumn('id', types.id, (column) => column.primaryKey())
      .addColumn('time', types.integer, (column) => column.notNull())
      .addColumn('token', types.bytes, (column) => column.notNull())
      .addColumn('url', types.text, (column) => column.notNull())
      .addColumn('digest_algorithm', types.text, (column) => column.notNull())
      .addColumn('hash_chain_result', types.bytes)
      .addColumn('leaves', types.bytes)
      .execute();
    await schema
      .createTable('message_record')
      .addColumn('id', types.id, (column) => column.primaryKey())
      .addColumn('query_id', types.text, (column) => column.notNull())
      .addColumn('request_id', types.text, (column) => column.notNull())
      .addColumn('direction', types.text, (column) => column.notNull())
      .addColumn('side', types.text, (column) => column.notNull())
      .addColumn('owner', types.text, (column) => column.notNull())
      .addColumn('client', types.text, (column) => column.notNull())
      .addColumn('service', types.text, (column) => column.notNull())
      .addColumn('time', types.integer, (column) => column.notNull())
      .addColumn('digest_algorithm', types.text, (column) => column.notNull())
      .addColumn('signature_digest', types.bytes, (column) => column.notNull())
      .addColumn('body_bytes', types.integer)
      .addColumn('body_digest', types.bytes)
      .addColumn('body_truncated', types.flag, (column) => column.notNull())
      .addColumn('body_name', types.text)
      .addColumn('decision', types.text)
      .addColumn('time_stamp_id', types.integer, (column) => column.references('time_stamp.id'))
      .addColumn('archived', types.flag, (column) => column.notNull())
      .execute();
    await schema
      .createTable('message_content')
      .addColumn('record_id', types.id, (column) =>
        column.primaryKey().references('message_record.id').onDelete('cascade'),
      )
      .addColumn('message', types.bytes, (column) => column.notNull())
      .addColumn('signature', types.bytes, (column) => column.notNull())
      .addColumn('hash_chain_result', types.bytes)
      .addColumn('hash_chain', types.bytes)
      .addColumn('body', types.bytes)
      .execute();
    await schema
      .createTable('message_body_part')
      .addColumn('name', types.text, (column) => column.notNull())
      .addColumn('part', types.integer, (column) => column.notNull())
      .addColumn('time', types.integer, (column) => column.notNull())
      .addColumn('bytes', types.bytes, (column) => column.notNull())
      .addPrimaryKeyConstraint('message_body_part_key', ['name', 'part'])
      .execute();
    await schema
      .createTable('archive_chain')
      .addColumn('group_name', types.text, (column) => column.primaryKey())
      .addColumn('last_digest', types.text, (column) => column.notNull())
      .addColumn('last_file', types.text, (column) => column.notNull())
      .execute();
    await schema
      .createTable('counter')
      .addColumn('name', types.text, (column) => column.primaryKey())
      .addColumn('value', types.integer, (column) => column.notNull())
      .execute();
    for (const name of Object.values(COUNTERS)) {
      await sql`insert into counter (name, value) values (${name}, 0)`.execute(kysely);
    }
    await createIndexes();

    async function createIndexes() {
      await schema.createIndex('message_record_query').on('message_record').column('query_id').execute();
      // Partial: they hold only what still waits, so that neither search grows with the log.
      await schema
        .createIndex('message_record_unstamped')
        .on('message_record')
        .column('id')
        .where(sql.ref('time_stamp_id'), 'is', null)
        .execute();
      await schema
        .createIndex('message_record_unarchived')
        .on('message_record')
        .column('id')
        .where(sql.ref('archived'), '=', sql.lit(0))
        .execute();
      await schema
        .createIndex('message_record_body')
        .on('message_record')
        .column('body_name')
        .where(sql.ref('body_name'), 'is not', null)
        .execute();
      await schema.createIndex('message_record_time_stamp').on('message_record').column('time_stamp_id').execute();
    }
  },
};

const ATTACHMENTS: Migration = {
  name: '0002-attachments',
  up: async ({ schema }, types) => {
    await schema
      .createTable('message_attachment')
      .addColumn('record_id', types.integer, (column) =>
        column.notNull().references('message_record.id').onDelete('cascade'),
      )
      .addColumn('number', types.integer, (column) => column.notNull())
      .addColumn('body_bytes', types.integer, (column) => column.notNull())
      .addColumn('body_digest', types.bytes, (column) => column.notNull())
      .addColumn('body_truncated', types.flag, (column) => column.notNull())
      .addColumn('body_name', types.text)
      .addColumn('body', types.bytes)
      .addPrimaryKeyConstraint('message_attachment_key', ['record_id', 'number'])
      .execute();
    await schema
      .createIndex('message_attachment_body')
      .on('message_attachment')
      .column('body_name')
      .where(sql.ref('body_name'), 'is not', null)
      .execute();
  },
};

const METADATA: Migration = {
  name: '0003-metadata',
  up: async ({ schema }, types) => {
    await schema
      .alterTable('message_record')
      .addColumn('metadata_only', types.flag, (column) => column.notNull().defaultTo(0))
      .execute();
  },
};

const ENCRYPTION: Migration = {
  name: '0004-encryption',
  up: async ({ schema }, types) => {
    await schema.alterTable('message_record').addColumn('key_id', types.text).execute();
  },
};

export const MESSAGE_LOG_MIGRATIONS: readonly Migration[] = [RECORDS, ATTACHMENTS, METADATA, ENCRYPTION];
