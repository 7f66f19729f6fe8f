import { setImmediate } from 'node:timers/promises';
import type { DigestName } from '#certs/algorithms.ts';
import type { Database } from '#storage/database.ts';
import { storedDigestName } from './digest-name.ts';
import { advanceCounter } from './record-queries.ts';
import { COUNTERS, type MessageLogTables } from './schema.ts';
import { packLeaves } from './time-stamp-leaves.ts';
import { buildTree } from './time-stamp-tree.ts';

/** What the next time-stamp is asked for: the signature of one record, or the tree over several. */
export type PendingTimeStamp =
  | { readonly kind: 'single'; readonly id: number; readonly signature: Uint8Array }
  | {
      readonly kind: 'batch';
      readonly firstId: number;
      readonly lastId: number;
      readonly recordCount: number;
      readonly algorithm: DigestName;
      readonly hashChainResult: Uint8Array;
      readonly leaves: Uint8Array;
    };

interface ObtainedTimeStamp {
  readonly pending: PendingTimeStamp;
  readonly timeMs: number;
  readonly token: Uint8Array;
  readonly url: string;
  readonly algorithm: DigestName;
}

export interface TimeStampQueries {
  /** The oldest records without a time-stamp, at most `recordsMax`; undefined when there is none. */
  pendingTimeStamp(recordsMax: number): Promise<PendingTimeStamp | undefined>;
  /** One record; undefined when it is time-stamped already or does not exist. */
  pendingTimeStampOf(id: number): Promise<PendingTimeStamp | undefined>;
  /** A record that has got another time-stamp meanwhile keeps that one. */
  saveTimeStamp(obtained: ObtainedTimeStamp): Promise<void>;
  /** Since when time-stamping fails, milliseconds; 0 when it does not. */
  timeStampingFailedSince(): Promise<number>;
  setTimeStampingFailedSince(timeMs: number): Promise<void>;
}

/** Ids that one transaction marks: between them, new records get their turn. */
const MARKED_IDS_MAX = 512;

export function timeStampQueries({ kysely }: Database<MessageLogTables>): TimeStampQueries {
  const signatureOf = async (id: number): Promise<PendingTimeStamp> => {
    const row = await kysely
      .selectFrom('message_content')
      .where('record_id', '=', id)
      .select('signature')
      .executeTakeFirstOrThrow();
    return { kind: 'single', id, signature: row.signature };
  };

  // No other record can be in the range: ids are given in the order of commits.
  const mark = async ({ firstId, lastId }: { firstId: number; lastId: number }, timeStampId: number) => {
    for (let from = firstId; from <= lastId; from += MARKED_IDS_MAX) {
      await kysely
        .updateTable('message_record')
        .set({ time_stamp_id: timeStampId })
        .where('id', '>=', from)
        .where('id', '<=', Math.min(lastId, from + MARKED_IDS_MAX - 1))
        .where('time_stamp_id', 'is', null)
        .execute();
      // SQLite answers without leaving this turn of the event loop, in which no record would be taken.
      await setImmediate();
    }
  };

  return {
    pendingTimeStamp: async (recordsMax) => {
      const rows = await kysely
        .selectFrom('message_record')
        .where('time_stamp_id', 'is', null)
        .orderBy('id')
        .limit(recordsMax)
        .select(['id', 'signature_digest as digest', 'digest_algorithm'])
        .execute();
      const [first] = rows;
      if (first === undefined) return undefined;
      // One tree has one digest; records from before a change of `hash-algo-id` go first, by themselves.
      const end = rows.findIndex((row) => row.digest_algorithm !== first.digest_algorithm);
      const leaves = end === -1 ? rows : rows.slice(0, end);
      if (leaves.length === 1) return signatureOf(first.id);
      const algorithm = storedDigestName(first.digest_algorithm);
      const { result } = buildTree(leaves, algorithm);
      return {
        kind: 'batch',
        firstId: first.id,
        lastId: leaves.at(-1)?.id ?? first.id,
        recordCount: leaves.length,
        algorithm,
        hashChainResult: result,
        leaves: packLeaves(leaves),
      };
    },

    pendingTimeStampOf: async (id) => {
      const row = await kysely
        .selectFrom('message_record')
        .where('id', '=', id)
        .where('time_stamp_id', 'is', null)
        .select('id')
        .executeTakeFirst();
      return row === undefined ? undefined : signatureOf(id);
    },

    saveTimeStamp: async ({ pending, timeMs, token, url, algorithm }) => {
      const batch = pending.kind === 'batch' ? pending : undefined;
      const id = await kysely.transaction().execute(async (transaction) => {
        const newId = await advanceCounter(transaction, COUNTERS.timeStamp, 1);
        await transaction
          .insertInto('time_stamp')
          .values({
            id: newId,
            time: timeMs,
            token,
            url,
            digest_algorithm: algorithm,
            hash_chain_result: batch?.hashChainResult ?? null,
            leaves: batch?.leaves ?? null,
          })
          .execute();
        return newId;
      });
      await mark(pending.kind === 'batch' ? pending : { firstId: pending.id, lastId: pending.id }, id);
    },

    timeStampingFailedSince: async () => {
      const row = await kysely
        .selectFrom('counter')
        .where('name', '=', COUNTERS.timeStampingFailedSince)
        .select('value')
        .executeTakeFirstOrThrow();
      return row.value;
    },

    setTimeStampingFailedSince: async (timeMs) => {
      await kysely
        .updateTable('counter')
        .set({ value: timeMs })
        .where('name', '=', COUNTERS.timeStampingFailedSince)
        .execute();
    },
  };
}
