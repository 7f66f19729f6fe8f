import type { ArchiveLink } from '#protocol/container/archive/linking-info.ts';
import type { Database } from '#storage/database.ts';
import { namedBodies } from './body-queries.ts';
import type { MessageLogTables } from './schema.ts';

interface NewArchive {
  readonly group: string;
  /** What the archive links to; undefined for the first of its group. */
  readonly previous: ArchiveLink | undefined;
  readonly link: ArchiveLink;
  readonly recordIds: readonly number[];
}

export interface ToArchive {
  readonly id: number;
}

export interface ArchiveQueries {
  /** Whose time-stamped records wait for an archive. */
  ownersToArchive(): Promise<string[]>;
  /** Time-stamped records after `afterId` that wait, of these owners or of all, in the order of ids. */
  toArchive(query: {
    readonly afterId: number;
    readonly owners: readonly string[] | 'all';
    readonly recordsMax: number;
  }): Promise<ToArchive[]>;
  lastArchive(group: string): Promise<ArchiveLink | undefined>;
  /** Marks the records archived and moves the chain on; false, and nothing done, when another archive came first. */
  saveArchive(archive: NewArchive): Promise<boolean>;
  /** Deletes archived records from before that time, at most `recordsMax`; returns their number and their bodies' names. */
  deleteArchived(beforeMs: number, recordsMax: number): Promise<{ deleted: number; bodyNames: string[] }>;
  /** Deletes time-stamps from before that time that no record has. */
  deleteUnusedTimeStamps(beforeMs: number): Promise<void>;
}

/** Ids in one statement: SQLite takes 32,766 parameters, PostgreSQL 65,535. */
const IDS_PER_STATEMENT_MAX = 1000;

export function archiveQueries({ kysely }: Database<MessageLogTables>): ArchiveQueries {
  const waiting = () =>
    kysely.selectFrom('message_record').where('archived', '=', 0).where('time_stamp_id', 'is not', null);

  return {
    ownersToArchive: async () => {
      const rows = await waiting().select('owner').distinct().orderBy('owner').execute();
      return rows.map(({ owner }) => owner);
    },

    toArchive: async ({ afterId, owners, recordsMax }) => {
      let query = waiting().where('id', '>', afterId);
      if (owners !== 'all') query = query.where('owner', 'in', owners);
      const rows = await query.select('id').orderBy('id').limit(recordsMax).execute();
      return rows;
    },

    lastArchive: (group) =>
      kysely
        .selectFrom('archive_chain')
        .where('group_name', '=', group)
        .select(['last_digest as digest', 'last_file as name'])
        .executeTakeFirst(),

    saveArchive: ({ group, previous, link, recordIds }) =>
      kysely.transaction().execute(async (transaction) => {
        const values = { last_digest: link.digest, last_file: link.name };
        const moved =
          previous === undefined
            ? await transaction
                .insertInto('archive_chain')
                .values({ group_name: group, ...values })
                .onConflict((conflict) => conflict.doNothing())
                .executeTakeFirst()
            : await transaction
                .updateTable('archive_chain')
                .set(values)
                .where('group_name', '=', group)
                .where('last_digest', '=', previous.digest)
                .executeTakeFirst();
        const rows = 'numUpdatedRows' in moved ? moved.numUpdatedRows : moved.numInsertedOrUpdatedRows;
        if (rows !== 1n) return false;
        for (let from = 0; from < recordIds.length; from += IDS_PER_STATEMENT_MAX) {
          const ids = recordIds.slice(from, from + IDS_PER_STATEMENT_MAX);
          await transaction.updateTable('message_record').set({ archived: 1 }).where('id', 'in', ids).execute();
        }
        return true;
      }),

    deleteArchived: (beforeMs, recordsMax) =>
      kysely.transaction().execute(async (transaction) => {
        const rows = await transaction
          .selectFrom('message_record')
          .where('archived', '=', 1)
          .where('time', '<', beforeMs)
          .orderBy('id')
          .limit(Math.min(recordsMax, IDS_PER_STATEMENT_MAX))
          .select('id')
          .execute();
        if (rows.length === 0) return { deleted: 0, bodyNames: [] };
        const ids = rows.map(({ id }) => id);
        const bodies = await namedBodies(transaction).where('id', 'in', ids).select('name').execute();
        await transaction.deleteFrom('message_record').where('id', 'in', ids).execute();
        return { deleted: ids.length, bodyNames: bodies.map(({ name }) => name) };
      }),

    deleteUnusedTimeStamps: async (beforeMs) => {
      await kysely
        .deleteFrom('time_stamp')
        .where('time', '<', beforeMs)
        .where((expression) =>
          expression.not(
            expression.exists(
              expression
                .selectFrom('message_record')
                .whereRef('message_record.time_stamp_id', '=', 'time_stamp.id')
                .select('message_record.id'),
            ),
          ),
        )
        .execute();
    },
  };
}
