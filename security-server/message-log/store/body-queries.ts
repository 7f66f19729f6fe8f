import { randomUUID } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import type { Database } from '#storage/database.ts';
import type { MessageLogTables } from './schema.ts';

/** The `number`-th attachment of a record, counted from 1. */
interface BodyPlace {
  readonly id: number;
  readonly number: number;
}

interface NamedBody extends BodyPlace {
  readonly name: string;
}

export interface BodyQueries {
  /** Which of these names no record has. */
  namesWithoutRecord(names: readonly string[]): Promise<string[]>;
  /** Bodies outside of their records, in the order of records and their attachments, after that one. */
  namedBodies(after: BodyPlace, bodiesMax: number): Promise<NamedBody[]>;
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

/** All bodies that lie outside of their records. */
export const namedBodies = (kysely: Kysely<MessageLogTables>) =>
  kysely.selectFrom(
    kysely
      .selectFrom('message_record')
      .where('body_name', 'is not', null)
      .select(['id', sql<number>`1`.as('number'), 'body_name as name'])
      .unionAll(
        kysely
          .selectFrom('message_attachment')
          .where('body_name', 'is not', null)
          .select(['record_id as id', 'number', 'body_name as name']),
      )
      .$castTo<NamedBody>()
      .as('body'),
  );

/** Names in one statement: SQLite takes 32,766 parameters, PostgreSQL 65,535. */
const NAMES_PER_STATEMENT_MAX = 1000;

export function bodyQueries({ kysely }: Database<MessageLogTables>): BodyQueries {
  return {
    namesWithoutRecord: async (names) => {
      if (names.length === 0) return [];
      const rows = await namedBodies(kysely).where('name', 'in', names).select('name').execute();
      const known = new Set(rows.map(({ name }) => name));
      return names.filter((name) => !known.has(name));
    },

    namedBodies: ({ id, number }, bodiesMax) =>
      namedBodies(kysely)
        .where((where) =>
          where.and([where('id', '>=', id), where.or([where('id', '>', id), where('number', '>', number)])]),
        )
        .orderBy('id')
        .orderBy('number')
        .limit(bodiesMax)
        .selectAll()
        .execute(),

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
      for (let from = 0; from < names.length; from += NAMES_PER_STATEMENT_MAX) {
        const some = names.slice(from, from + NAMES_PER_STATEMENT_MAX);
        await kysely.deleteFrom('message_body_part').where('name', 'in', some).execute();
      }
    },

    deleteBodiesWithoutRecord: async (beforeMs) => {
      const rows = await kysely
        .selectFrom('message_body_part as body')
        .leftJoin('message_record as record', 'record.body_name', 'body.name')
        .leftJoin('message_attachment as attachment', 'attachment.body_name', 'body.name')
        .where('record.id', 'is', null)
        .where('attachment.record_id', 'is', null)
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
