import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { systemClock } from '#config/clock.ts';
import { databaseBodies, folderBodies, type Bodies } from '#security-server/message-log/bodies.ts';
import { namedBodies } from '#security-server/message-log/store/body-queries.ts';
import { NO_KEYS } from '#security-server/message-log/encryption/keys.ts';
import { LogCipher } from '#security-server/message-log/encryption/log-cipher.ts';
import type { MessageLogTables } from '#security-server/message-log/store/schema.ts';
import { openStore, type MessageStore } from '#security-server/message-log/store/store.ts';
import { openDatabase, type DatabaseOptions } from '#storage/database.ts';
import { soapDigest, type ContentDigest } from '../content.ts';

/** Where a security server keeps its message log. */
export interface MessageLogPlace {
  readonly server: string;
  readonly database: DatabaseOptions;
  /** The server's data folder. */
  readonly data: string;
}

export interface AuditedRecord {
  readonly server: string;
  readonly id: number;
  readonly queryId: string;
  readonly direction: 'request' | 'response';
  readonly side: 'client' | 'provider';
  /** Null where the message has no body. */
  readonly contentDigest: ContentDigest | null;
  /** Of its bodies that lie beside it. */
  readonly bodyNames: readonly string[];
  readonly timestamped: boolean;
  readonly archived: boolean;
}

export async function recordsOf({ server, database }: MessageLogPlace): Promise<AuditedRecord[]> {
  const opened = await openDatabase<MessageLogTables>(database);
  try {
    const rows = await opened.kysely
      .selectFrom('message_record')
      .select(['id', 'query_id', 'direction', 'side', 'body_digest', 'time_stamp_id', 'archived'])
      .orderBy('id')
      .execute();
    const named = Map.groupBy(await namedBodies(opened.kysely).selectAll().execute(), ({ id }) => id);
    const soap = await soapDigests(opened.kysely);
    return rows.map((row) => ({
      server,
      id: row.id,
      queryId: row.query_id,
      direction: row.direction,
      side: row.side,
      contentDigest:
        soap.get(row.id) ?? (row.body_digest === null ? null : Buffer.from(row.body_digest).toString('hex')),
      bodyNames: (named.get(row.id) ?? []).map(({ name }) => name),
      timestamped: row.time_stamp_id !== null,
      archived: row.archived === 1,
    }));
  } finally {
    await opened.close();
  }
}

/** A header part of REST begins with its request line or status. */
const SOAP_BEGINS = Buffer.from('<');
const MESSAGES_PER_QUERY = 500;

/** Digests of SOAP messages with their attachments, by record id. */
async function soapDigests(kysely: Kysely<MessageLogTables>): Promise<Map<number, ContentDigest>> {
  const digests = new Map<number, ContentDigest>();
  for (let after = 0; ;) {
    const rows = await kysely
      .selectFrom('message_content')
      .innerJoin('message_record', 'id', 'record_id')
      .select(['record_id', 'message_content.message', 'body_digest'])
      .where('record_id', '>', after)
      .orderBy('record_id')
      .limit(MESSAGES_PER_QUERY)
      .execute();
    const last = rows.at(-1);
    if (last === undefined) return digests;
    const more = await kysely
      .selectFrom('message_attachment')
      .select(['record_id', 'body_digest'])
      .where('record_id', '>', after)
      .where('record_id', '<=', last.record_id)
      .orderBy('record_id')
      .orderBy('number')
      .execute();
    const attachments = Map.groupBy(more, ({ record_id: id }) => id);
    for (const { record_id: id, message, body_digest: first } of rows) {
      if (message[0] !== SOAP_BEGINS[0]) continue;
      const further = (attachments.get(id) ?? []).map((each) => each.body_digest);
      digests.set(id, soapDigest(message, [...(first === null ? [] : [first]), ...further]));
    }
    after = last.record_id;
  }
}

/** Whether no record waits for its time-stamp or its archive. */
export async function isCaughtUp({ database }: MessageLogPlace): Promise<boolean> {
  const opened = await openDatabase<MessageLogTables>(database);
  try {
    const waiting = await opened.kysely
      .selectFrom('message_record')
      .select('id')
      .where((where) => where.or([where('time_stamp_id', 'is', null), where('archived', '=', 0)]))
      .limit(1)
      .execute();
    return waiting.length === 0;
  } finally {
    await opened.close();
  }
}

const NOT_ENCRYPTED = new LogCipher(NO_KEYS);

/** Opens what containers are made of. */
export async function openEvidence({
  database,
  data,
}: MessageLogPlace): Promise<{ store: MessageStore; bodies: Bodies }> {
  const store = await openStore(database);
  const bodies =
    database.engine === 'sqlite'
      ? await folderBodies(bodiesFolder(data), store, NOT_ENCRYPTED)
      : databaseBodies(store, systemClock, NOT_ENCRYPTED);
  return { store, bodies };
}

const bodiesFolder = (data: string): string => join(data, 'messagelog', 'bodies');

/** Names of bodies under way, and of those that lie beside their records. */
export async function bodyNames(
  place: MessageLogPlace,
): Promise<{ readonly spool: string[]; readonly bodies: string[] }> {
  const spool = names(join(place.data, 'spool'));
  if (place.database.engine === 'sqlite') return { spool, bodies: names(bodiesFolder(place.data)) };
  const opened = await openDatabase<MessageLogTables>(place.database);
  try {
    // Those without a record are left alone for an hour, because another node may be about to write it.
    const rows = await opened.kysely
      .selectFrom('message_body_part as body')
      .where('body.part', '=', 0)
      .where('body.name', 'in', namedBodies(opened.kysely).select('name'))
      .select('body.name')
      .execute();
    return { spool, bodies: rows.map(({ name }) => name) };
  } finally {
    await opened.close();
  }
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
