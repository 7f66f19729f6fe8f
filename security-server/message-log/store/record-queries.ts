import type { Transaction } from 'kysely';
import { digest, type DigestName } from '#certs/algorithms.ts';
import type { Database } from '#storage/database.ts';
import { RowInserter } from '#storage/insert.ts';
import type { Direction } from '../record.ts';
import type { LogCipher } from '../encryption/log-cipher.ts';
import { COUNTERS, type MessageLogTables } from './schema.ts';
import { chainReader, type TimeStampChain } from './time-stamp-tree.ts';

/** A record on its way into the database. */
export interface RecordToStore {
  readonly queryId: string;
  readonly requestId: string;
  readonly direction: Direction;
  readonly side: 'client' | 'provider';
  readonly owner: string;
  readonly client: string;
  readonly service: string;
  readonly timeMs: number;
  /** The signed bytes, or what is left of them where only metadata is logged. */
  readonly message: Uint8Array;
  readonly isMetadata: boolean;
  readonly signature: Uint8Array;
  readonly hashChainResult: Uint8Array | null;
  readonly hashChain: Uint8Array | null;
  readonly digestAlgorithm: DigestName;
  readonly bodies: readonly StoredBody[];
  readonly decision: string | null;
}

export interface StoredBody {
  readonly sizeBytes: number;
  readonly digest: Uint8Array;
  readonly truncated: boolean;
  /** The bytes in the record, or the name under which they are kept outside of it; neither where bodies are not logged. */
  readonly bytes: Uint8Array | null;
  readonly name: string | null;
}

export interface FoundRecord {
  readonly id: number;
  readonly queryId: string;
  readonly requestId: string;
  readonly direction: Direction;
  readonly side: 'client' | 'provider';
  readonly client: string;
  readonly service: string;
  readonly timeMs: number;
  readonly timestamped: boolean;
  readonly archived: boolean;
  readonly decision: string | null;
}

/** Everything of a record that its container is made of. */
export interface Evidence {
  readonly queryId: string;
  readonly direction: Direction;
  readonly timeMs: number;
  /** The signed bytes, or what is left of them where only metadata is logged. */
  readonly message: Uint8Array;
  readonly isMetadata: boolean;
  readonly signature: Uint8Array;
  readonly hashChainResult: Uint8Array | null;
  readonly hashChain: Uint8Array | null;
  readonly bodies: readonly StoredBody[];
  /** With which key bodies outside of the record are encrypted; all that is here is not any more. */
  readonly keyId: string | null;
  readonly timeStamp: {
    readonly token: Uint8Array;
    /** Both, for a time-stamp over several records. */
    readonly batch: TimeStampChain | null;
  } | null;
}

interface RecordQuery {
  readonly queryId: string;
  readonly owner: string;
  readonly direction?: Direction;
  readonly recordsMax: number;
}

export interface RecordQueries {
  /** Makes all records durable, or none; returns the first one's id, the others' follow it without a gap. */
  append(records: readonly RecordToStore[]): Promise<number>;
  find(query: RecordQuery): Promise<FoundRecord[]>;
  evidence(id: number): Promise<Evidence | undefined>;
}

const RECORD_COLUMNS = [
  'id',
  'query_id',
  'request_id',
  'direction',
  'side',
  'owner',
  'client',
  'service',
  'time',
  'digest_algorithm',
  'signature_digest',
  'body_bytes',
  'body_digest',
  'body_truncated',
  'body_name',
  'decision',
  'time_stamp_id',
  'archived',
  'metadata_only',
  'key_id',
] as const;
const CONTENT_COLUMNS = ['record_id', 'message', 'signature', 'hash_chain_result', 'hash_chain', 'body'] as const;
const ATTACHMENT_COLUMNS = [
  'record_id',
  'number',
  'body_bytes',
  'body_digest',
  'body_truncated',
  'body_name',
  'body',
] as const;

export function recordQueries({ kysely, engine }: Database<MessageLogTables>, cipher: LogCipher): RecordQueries {
  const chainOf = chainReader();
  const records = new RowInserter<MessageLogTables, 'message_record'>(engine, RECORD_COLUMNS, (rows) =>
    kysely.insertInto('message_record').values(rows).compile(),
  );
  const contents = new RowInserter<MessageLogTables, 'message_content'>(engine, CONTENT_COLUMNS, (rows) =>
    kysely.insertInto('message_content').values(rows).compile(),
  );
  const attachments = new RowInserter<MessageLogTables, 'message_attachment'>(engine, ATTACHMENT_COLUMNS, (rows) =>
    kysely.insertInto('message_attachment').values(rows).compile(),
  );

  const laterBodies = async (id: number): Promise<StoredBody[]> => {
    const rows = await kysely
      .selectFrom('message_attachment')
      .where('record_id', '=', id)
      .orderBy('number')
      .selectAll()
      .execute();
    return rows.flatMap(bodyOf);
  };

  return {
    append: (toStore) =>
      kysely.transaction().execute(async (transaction) => {
        const firstId =
          (await advanceCounter(transaction, COUNTERS.messageRecord, toStore.length)) - toStore.length + 1;
        await records.insert(
          transaction,
          toStore.map((record, index) => recordRow(record, firstId + index, cipher.currentId)),
        );
        const encrypted = toStore.map((record, index) => encryptedWith(cipher, record, firstId + index));
        await contents.insert(
          transaction,
          encrypted.map((record, index) => contentRow(record, firstId + index)),
        );
        await attachments.insert(
          transaction,
          encrypted.flatMap((record, index) => attachmentRows(record, firstId + index)),
        );
        return firstId;
      }),

    find: async ({ queryId, owner, direction, recordsMax }) => {
      let query = kysely.selectFrom('message_record').where('query_id', '=', queryId).where('owner', '=', owner);
      if (direction !== undefined) query = query.where('direction', '=', direction);
      const rows = await query
        .select(['id', 'query_id', 'request_id', 'direction', 'side', 'client', 'service', 'time'])
        .select(['time_stamp_id', 'archived', 'decision'])
        .orderBy('id')
        .limit(recordsMax)
        .execute();
      return rows.map((row) => ({
        id: row.id,
        queryId: row.query_id,
        requestId: row.request_id,
        direction: row.direction,
        side: row.side,
        client: row.client,
        service: row.service,
        timeMs: row.time,
        timestamped: row.time_stamp_id !== null,
        archived: row.archived === 1,
        decision: row.decision,
      }));
    },

    evidence: async (id) => {
      const row = await kysely
        .selectFrom('message_record as record')
        .innerJoin('message_content as content', 'content.record_id', 'record.id')
        .where('record.id', '=', id)
        .selectAll()
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const timeStamp =
        row.time_stamp_id === null
          ? undefined
          : await kysely
              .selectFrom('time_stamp')
              .where('id', '=', row.time_stamp_id)
              .selectAll()
              .executeTakeFirstOrThrow();
      return {
        queryId: row.query_id,
        direction: row.direction,
        timeMs: row.time,
        message: cipher.message(row.key_id, id, row.message),
        isMetadata: row.metadata_only === 1,
        signature: row.signature,
        hashChainResult: row.hash_chain_result,
        hashChain: row.hash_chain,
        bodies: bodiesWith(cipher, row.key_id, { id, bodies: [...bodyOf(row), ...(await laterBodies(id))] }),
        keyId: row.key_id,
        timeStamp: timeStamp === undefined ? null : { token: timeStamp.token, batch: chainOf(timeStamp, id) },
      };
    },
  };
}

/**
 * Raises a counter by `by` and returns its new value. The row stays locked until the commit, so on PostgreSQL too the
 * order of ids is the order of commits, without gaps.
 */
export async function advanceCounter(
  transaction: Transaction<MessageLogTables>,
  name: string,
  by: number,
): Promise<number> {
  const { value } = await transaction
    .updateTable('counter')
    .set((expression) => ({ value: expression('value', '+', by) }))
    .where('name', '=', name)
    .returning('value')
    .executeTakeFirstOrThrow();
  return value;
}

/** PostgreSQL's text has no U+0000, and a peer must not be able to spoil the commit that others share. */
const storable = (text: string): string => text.replaceAll('\0', '\uFFFD');

function recordRow(record: RecordToStore, id: number, keyId: string | null) {
  const [body] = record.bodies;
  return {
    id,
    query_id: storable(record.queryId),
    request_id: storable(record.requestId),
    direction: record.direction,
    side: record.side,
    owner: storable(record.owner),
    client: storable(record.client),
    service: storable(record.service),
    time: record.timeMs,
    digest_algorithm: record.digestAlgorithm,
    signature_digest: digest(record.digestAlgorithm, record.signature),
    body_bytes: body?.sizeBytes ?? null,
    body_digest: body?.digest ?? null,
    body_truncated: flagOf(body?.truncated === true),
    body_name: body?.name ?? null,
    decision: record.decision,
    time_stamp_id: null,
    archived: 0 as const,
    metadata_only: flagOf(record.isMetadata),
    key_id: keyId,
  };
}

/** As its rows hold it: with the current key, or as it is where there is none. */
function encryptedWith(cipher: LogCipher, record: RecordToStore, id: number): RecordToStore {
  const { currentId } = cipher;
  if (currentId === null) return record;
  const message = cipher.message(currentId, id, record.message);
  return { ...record, message, bodies: bodiesWith(cipher, currentId, { id, bodies: record.bodies }) };
}

/** Encrypts what lies in the record, or decrypts it. */
function bodiesWith(
  cipher: LogCipher,
  keyId: string | null,
  { id, bodies }: { readonly id: number; readonly bodies: readonly StoredBody[] },
): readonly StoredBody[] {
  if (keyId === null) return bodies;
  return bodies.map((body, index) => {
    const { bytes } = body;
    return bytes === null ? body : { ...body, bytes: cipher.attachment(keyId, { id, number: index + 1 }, bytes) };
  });
}

function contentRow(record: RecordToStore, id: number) {
  return {
    record_id: id,
    message: record.message,
    signature: record.signature,
    hash_chain_result: record.hashChainResult,
    hash_chain: record.hashChain,
    body: record.bodies[0]?.bytes ?? null,
  };
}

function attachmentRows({ bodies }: RecordToStore, id: number) {
  return bodies.slice(1).map((body, index) => ({
    record_id: id,
    number: index + 2,
    body_bytes: body.sizeBytes,
    body_digest: body.digest,
    body_truncated: flagOf(body.truncated),
    body_name: body.name,
    body: body.bytes,
  }));
}

const flagOf = (value: boolean): 0 | 1 => (value ? 1 : 0);

function bodyOf(row: {
  body_bytes: number | null;
  body_digest: Uint8Array | null;
  body_truncated: 0 | 1;
  body_name: string | null;
  body: Uint8Array | null;
}): StoredBody[] {
  if (row.body_bytes === null || row.body_digest === null) return [];
  return [
    {
      sizeBytes: row.body_bytes,
      digest: row.body_digest,
      truncated: row.body_truncated === 1,
      bytes: row.body,
      name: row.body_name,
    },
  ];
}
