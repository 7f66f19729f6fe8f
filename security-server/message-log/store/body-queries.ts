import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from '#storage/database.ts';
import type { MessageLogTables } from './schema.ts';

export interface BodyQueries {
  /** Which of these names no record has. */
  namesWithoutRecord(names: readonly string[]): Promise<string[]>;
  /** Records after `afterId` with a body outside of them. */
  recordsWithNamedBody(afterId: number, recordsMax: number): Promise<{ id: number; name: string }[]>;
  /** Keeps one part of a body in the database. */
  addBodyPart(part: { name: string; part: number; timeMs: number; bytes: Uint8Array }): Promise<void>;
  bodyPart(name: string, part: number): Promise<Uint8Array | undefined>;
  /** Bytes of all parts; undefined where there is none. */
  bodyBytes(name: string): Promise<number | undefined>;
  deleteBodyParts(names: readonly string[]): Promise<void>;
  /** Deletes bodies that no record has and that were begun before that time; returns their number. */
  deleteBodiesWithoutRecord(beforeMs: number): Promise<number>;
  /** Which of these names have no part in the database. */
  namesWithoutParts(names: readonly string[]): Promise<string[]>;
  /** Commits a change as large as a record that leaves nothing behind: whether the database can be written. */
  tryToWrite(): Promise<void>;
}

/** Of a record with a signature and a few certificates. */
const TRIED_BYTES = 16 * 1024;

export function bodyQueries({ kysely }: Database<MessageLogTables>): BodyQueries {
  return {
    namesWithoutRecord: async (names) => {
      if (names.length === 0) return [];
      const rows = await kysely
        .selectFrom('message_record')
        .where('body_name', 'in', names)
        .select('body_name')
        .execute();
      const known = new Set(rows.map(({ body_name }) => body_name));
      return names.filter((name) => !known.has(name));
    },

    recordsWithNamedBody: async (afterId, recordsMax) => {
      const rows = await kysely
        .selectFrom('message_record')
        .where('body_name', 'is not', null)
        .where('id', '>', afterId)
        .orderBy('id')
        .limit(recordsMax)
        .select(['id', 'body_name'])
        .execute();
      return rows.flatMap(({ id, body_name: name }) => (name === null ? [] : [{ id, name }]));
    },

    addBodyPart: async ({ name, part, timeMs, bytes }) => {
      await kysely.insertInto('message_body_part').values({ name, part, time: timeMs, bytes }).execute();
    },

    bodyPart: async (name, part) => {
      const row = await kysely
        .selectFrom('message_body_part')
        .where('name', '=', name)
        .where('part', '=', part)
        .select('bytes')
        .executeTakeFirst();
      return row?.bytes;
    },

    bodyBytes: async (name) => {
      const { bytes } = await kysely
        .selectFrom('message_body_part')
        .where('name', '=', name)
        .select(sql<number | string | null>`sum(octet_length(bytes))`.as('bytes'))
        .executeTakeFirstOrThrow();
      return bytes === null ? undefined : Number(bytes);
    },

    deleteBodyParts: async (names) => {
      if (names.length > 0) await kysely.deleteFrom('message_body_part').where('name', 'in', names).execute();
    },

    deleteBodiesWithoutRecord: async (beforeMs) => {
      const rows = await kysely
        .selectFrom('message_body_part as body')
        .leftJoin('message_record as record', 'record.body_name', 'body.name')
        .where('record.id', 'is', null)
        .where('body.part', '=', 0)
        .where('body.time', '<', beforeMs)
        .select('body.name')
        .execute();
      for (const { name } of rows) await kysely.deleteFrom('message_body_part').where('name', '=', name).execute();
      return rows.length;
    },

    namesWithoutParts: async (names) => {
      if (names.length === 0) return [];
      const rows = await kysely
        .selectFrom('message_body_part')
        .where('name', 'in', names)
        .where('part', '=', 0)
        .select('name')
        .execute();
      const known = new Set(rows.map(({ name }) => name));
      return names.filter((name) => !known.has(name));
    },

    tryToWrite: () =>
      kysely.transaction().execute(async (transaction) => {
        const part = { name: randomUUID(), part: 0, time: 0, bytes: Buffer.alloc(TRIED_BYTES) };
        await transaction.insertInto('message_body_part').values(part).execute();
        await transaction.deleteFrom('message_body_part').where('name', '=', part.name).execute();
      }),
  };
}
