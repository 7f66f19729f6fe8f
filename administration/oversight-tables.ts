import type { Kysely } from 'kysely';
import type { ColumnTypes } from '#storage/dialect.ts';
import { searchedText } from './audit-log/searched.ts';

/** What watches over a program beside its audit log: notices, and where events are sent. Times are milliseconds since 1970 UTC. */
export interface OversightTables {
  notice: {
    id: number;
    kind: string;
    /** What it is about, among the notices of its kind. */
    subject: string;
    /** The node that has seen it, and alone sees its end; empty: all nodes see it alike. */
    source: string;
    /** Grows with its urgency; each step is told once. */
    step: number;
    /** JSON: what its text names. */
    data: string;
    raised_at: number;
    /** When it came to its step. */
    stepped_at: number;
    resolved_at: number | null;
    acknowledged_at: number | null;
    acknowledged_by: string | null;
    /** Kind, source and subject as long as it is open, so that there is one of each; null: it is resolved. */
    open_key: string | null;
  };
  /** A notice on its way: one row for each step and whoever is told of it. */
  notice_delivery: {
    notice_id: number;
    step: number;
    /** `mail:ADDRESS` or `webhook:NAME`. */
    channel: string;
    state: 'WAITING' | 'SENT' | 'GIVEN_UP' | 'DROPPED';
    attempts: number;
    next_at: number;
    /** Until when the node that has taken it may be at work on it. */
    claimed_until: number | null;
    sent_at: number | null;
    /** Why the last attempt failed. */
    error: string | null;
  };
  /** How far the audit log has been sent to a collector. */
  syslog_target: {
    name: string;
    /** The last event that it was sent, and its hash: another one there tells that the log is not the same any more. */
    event_id: number;
    event_hash: string;
    /** The same before the last batch, which it may not have kept if it is away when the next one comes. */
    earlier_id: number;
    earlier_hash: string;
    /** The node that sends, and until when it does so alone. */
    holder: string | null;
    held_until: number;
    updated_at: number;
  };
}

const EVENTS_FILLED = 500;

/** Makes the audit log searchable, and adds what sends events and notices. */
export async function addOversight(schema: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await schema.schema
    .alterTable('audit_event')
    .addColumn('searched', types.text, (column) => column.notNull().defaultTo(''))
    .execute();
  await fillSearched(schema);
  for (const column of ['at', 'event', 'user_name', 'outcome']) {
    await schema.schema.createIndex(`audit_event_${column}`).on('audit_event').columns([column, 'id']).execute();
  }
  await schema.schema
    .alterTable('administration_head')
    .addColumn('notice_id', types.integer, (column) => column.notNull().defaultTo(0))
    .execute();
  await createNoticeTables(schema, types);
  await schema.schema
    .createTable('syslog_target')
    .addColumn('name', types.text, (column) => column.primaryKey())
    .addColumn('event_id', types.integer, (column) => column.notNull())
    .addColumn('event_hash', types.text, (column) => column.notNull())
    .addColumn('earlier_id', types.integer, (column) => column.notNull())
    .addColumn('earlier_hash', types.text, (column) => column.notNull())
    .addColumn('holder', types.text)
    .addColumn('held_until', types.integer, (column) => column.notNull())
    .addColumn('updated_at', types.integer, (column) => column.notNull())
    .execute();
}

async function createNoticeTables(schema: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await schema.schema
    .createTable('notice')
    .addColumn('id', types.id, (column) => column.primaryKey())
    .addColumn('kind', types.text, (column) => column.notNull())
    .addColumn('subject', types.text, (column) => column.notNull())
    .addColumn('source', types.text, (column) => column.notNull())
    .addColumn('step', types.integer, (column) => column.notNull())
    .addColumn('data', types.text, (column) => column.notNull())
    .addColumn('raised_at', types.integer, (column) => column.notNull())
    .addColumn('stepped_at', types.integer, (column) => column.notNull())
    .addColumn('resolved_at', types.integer)
    .addColumn('acknowledged_at', types.integer)
    .addColumn('acknowledged_by', types.text)
    .addColumn('open_key', types.text, (column) => column.unique())
    .execute();
  await schema.schema
    .createTable('notice_delivery')
    .addColumn('notice_id', types.integer, (column) => column.notNull())
    .addColumn('step', types.integer, (column) => column.notNull())
    .addColumn('channel', types.text, (column) => column.notNull())
    .addColumn('state', types.text, (column) => column.notNull())
    .addColumn('attempts', types.integer, (column) => column.notNull())
    .addColumn('next_at', types.integer, (column) => column.notNull())
    .addColumn('claimed_until', types.integer)
    .addColumn('sent_at', types.integer)
    .addColumn('error', types.text)
    .addPrimaryKeyConstraint('notice_delivery_key', ['notice_id', 'step', 'channel'])
    .execute();
  await schema.schema
    .createIndex('notice_delivery_waiting')
    .on('notice_delivery')
    .columns(['state', 'next_at'])
    .execute();
}

interface SearchedEvents {
  audit_event: Parameters<typeof searchedText>[0] & { id: number; searched: string };
}

async function fillSearched(tables: Kysely<SearchedEvents>): Promise<void> {
  for (let after = 0; ;) {
    const rows = await tables
      .selectFrom('audit_event')
      .select(['id', 'event', 'user_name', 'address', 'url', 'reason', 'data'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(EVENTS_FILLED)
      .execute();
    for (const { id, ...texts } of rows) {
      const searched = searchedText(texts);
      await tables.updateTable('audit_event').set({ searched }).where('id', '=', id).execute();
    }
    if (rows.length < EVENTS_FILLED) return;
    after = rows.at(-1)?.id ?? after;
  }
}
