import { createHash } from 'node:crypto';
import { setImmediate as otherWork } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Log } from '#config/log.ts';
import { FIRST_HASH, HEAD_ID, type AdministrationTables } from './accounts/tables.ts';
import { searchedText } from './audit-log/searched.ts';

/** What somebody did or tried to do. */
export interface AuditEvent {
  readonly at: Date;
  /** X-Road's name of the event (its admin API's audit log), such as `Add member`. */
  readonly event: string;
  readonly outcome: 'success' | 'failure';
  readonly userName?: string;
  /** How the caller proved who it is. */
  readonly authentication?: 'Session' | 'ApiKey' | 'HttpBasic';
  readonly address?: string;
  readonly url?: string;
  readonly correlationId?: string;
  /** Of a failure: its code. */
  readonly reason?: string;
  /** What it was about; of a change, the values before and after. Never a secret. */
  readonly data?: object;
}

/**
 * Adds an event, in the transaction of the change that it tells of. Each holds a hash over the one before it and itself, so that
 * an event that is changed or taken out of the middle shows.
 */
export async function addAuditEvent(database: Kysely<AdministrationTables>, event: AuditEvent): Promise<void> {
  // The update holds the row until the transaction ends: whoever comes next sees this event.
  const { audit_id: id, audit_hash: before } = await database
    .updateTable('administration_head')
    .set((built) => ({ audit_id: built('audit_id', '+', 1) }))
    .where('id', '=', HEAD_ID)
    .returning(['audit_id', 'audit_hash'])
    .executeTakeFirstOrThrow();
  const row = rowOf(id, event);
  const hash = hashOf(before, row);
  await database
    .insertInto('audit_event')
    .values({ ...row, hash, searched: searchedText(row) })
    .execute();
  await database.updateTable('administration_head').set({ audit_hash: hash }).where('id', '=', HEAD_ID).execute();
}

/** Waits until no other change is under way, and holds others off until the transaction ends. */
export async function holdAdministration(database: Kysely<AdministrationTables>): Promise<void> {
  await database
    .updateTable('administration_head')
    .set((built) => ({ audit_id: built.ref('audit_id') }))
    .where('id', '=', HEAD_ID)
    .execute();
}

/** One line of a program's log for each event, for whoever collects it. */
export function logAuditEvent(log: Log, { at, event, outcome, ...rest }: AuditEvent): void {
  const fields = { at: at.toISOString(), ...rest };
  if (outcome === 'success') log.info(`Audit: ${event}`, fields);
  else log.warn(`Audit: ${event} failed`, fields);
}

const EVENTS_READ = 1_000;

/** The event by which X-Road's audit log tells that a backup was restored. */
export const RESTORED = 'Restore configuration';

/** What the event of a restored backup says of the audit log that came with it and is not a part of this one (`data.after`). */
export interface AttachedAuditLog {
  readonly events: number;
  /** The hash of its last event. */
  readonly hash: string;
}

interface Checked {
  readonly count: number;
  readonly head: string;
  readonly brokenAt?: number;
}

/**
 * Reads the whole log and says where its chain breaks first; undefined: it holds. `count`: events read. Taking away the newest
 * events shows only to whoever has kept a later hash. Logs that were attached to it must be as its events say; `brokenChain` says in
 * which of them the break is.
 */
export async function checkAuditLog(
  database: Kysely<AdministrationTables>,
): Promise<Checked & { readonly brokenChain?: string }> {
  // First, so that what is added meanwhile is not missed in it.
  const head = await database.selectFrom('administration_head').selectAll().executeTakeFirstOrThrow();
  const attached = new Map<string, AttachedAuditLog>();
  const log = await checkChain(keptEvents(database), { ...expectedOf(head), attached });
  if (log.brokenAt !== undefined) return log;
  // Grows while it is gone through: an attached log may have others attached to it.
  for (const [chain, { events, hash }] of attached) {
    const checked = await checkChain(attachedEvents(database, chain), { events, hash, attached, chain });
    if (checked.brokenAt !== undefined) return { ...log, brokenAt: checked.brokenAt, brokenChain: chain };
  }
  const chains = await database.selectFrom('attached_audit_event').select('chain').distinct().execute();
  const foreign = chains.find(({ chain }) => !attached.has(chain));
  return foreign === undefined ? log : { ...log, brokenAt: 1, brokenChain: foreign.chain };
}

const expectedOf = ({ audit_id, audit_hash }: AdministrationTables['administration_head']): AttachedAuditLog => ({
  events: audit_id,
  hash: audit_hash,
});

interface ExpectedChain extends AttachedAuditLog {
  /** Takes what the chain's events say of logs that are attached to it. */
  readonly attached: Map<string, AttachedAuditLog>;
  readonly chain?: string;
}

async function checkChain(
  events: AsyncIterable<KeptEvent & { readonly searched?: string }>,
  { events: expected, hash: last, attached, chain }: ExpectedChain,
): Promise<Checked> {
  let [before, count] = [FIRST_HASH, 0];
  for await (const { hash, searched, ...row } of events) {
    if (row.id > expected) break;
    const isFound = searched === undefined || searched === searchedText(row);
    if (row.id !== count + 1 || hash !== hashOf(before, row) || !isFound) {
      return { count, head: before, brokenAt: count + 1 };
    }
    [before, count] = [hash, row.id];
    const log = attachedBy(row);
    if (log !== undefined) attached.set(chain === undefined ? String(row.id) : `${chain}/${row.id}`, log);
  }
  if (expected !== count || last !== before) return { count, head: before, brokenAt: count + 1 };
  return { count, head: before };
}

function attachedBy({ event, outcome, data }: Row): AttachedAuditLog | undefined {
  if (event !== RESTORED || outcome !== 'success') return undefined;
  const { after } = JSON.parse(data) as { readonly after?: { readonly attached_audit_log?: AttachedAuditLog } };
  return after?.attached_audit_log;
}

/** An event with its hash. */
export type KeptEvent = Omit<AdministrationTables['audit_event'], 'searched'>;

/** The events in their order, with the hash of each. */
export async function* auditEvents(database: Kysely<AdministrationTables>): AsyncGenerator<KeptEvent> {
  for await (const event of keptEvents(database)) yield withoutSearched(event);
}

function withoutSearched(event: AdministrationTables['audit_event']): KeptEvent {
  const kept: Partial<typeof event> = { ...event };
  delete kept.searched;
  return kept as KeptEvent;
}

async function* keptEvents(
  database: Kysely<AdministrationTables>,
): AsyncGenerator<AdministrationTables['audit_event']> {
  yield* paged((after) =>
    database.selectFrom('audit_event').selectAll().where('id', '>', after).orderBy('id').limit(EVENTS_READ).execute(),
  );
}

/** The events of one attached log, in their order. */
async function* attachedEvents(database: Kysely<AdministrationTables>, wanted: string): AsyncGenerator<KeptEvent> {
  yield* paged((after) =>
    database
      .selectFrom('attached_audit_event')
      .select(EVENT_COLUMNS)
      .where('chain', '=', wanted)
      .where('id', '>', after)
      .orderBy('id')
      .limit(EVENTS_READ)
      .execute(),
  );
}

const EVENT_COLUMNS = [
  ...(['id', 'at', 'event', 'outcome', 'user_name', 'authentication'] as const),
  ...(['address', 'url', 'correlation_id', 'reason', 'data', 'hash'] as const),
] as const;

/** The events of all attached logs, each with its chain. */
export async function* allAttachedEvents(
  database: Kysely<AdministrationTables>,
): AsyncGenerator<AdministrationTables['attached_audit_event']> {
  const chains = await database
    .selectFrom('attached_audit_event')
    .select('chain')
    .distinct()
    .orderBy('chain')
    .execute();
  for (const { chain } of chains) {
    for await (const row of attachedEvents(database, chain)) yield { chain, ...row };
  }
}

async function* paged<Event extends { readonly id: number }>(
  read: (after: number) => Promise<readonly Event[]>,
): AsyncGenerator<Event> {
  for (let after = 0; ;) {
    const rows = await read(after);
    yield* rows;
    if (rows.length < EVENTS_READ) return;
    after = rows.at(-1)?.id ?? after;
    // SQLite answers at once: whoever else waits for this thread has a turn.
    await otherWork();
  }
}

type Row = Omit<KeptEvent, 'hash'>;

function rowOf(id: number, event: AuditEvent): Row {
  return {
    id,
    at: event.at.getTime(),
    event: event.event,
    outcome: event.outcome,
    user_name: event.userName ?? null,
    authentication: event.authentication ?? null,
    address: event.address ?? null,
    url: event.url ?? null,
    correlation_id: event.correlationId ?? null,
    reason: event.reason ?? null,
    data: JSON.stringify(event.data ?? {}),
  };
}

/** Columns by their names, so that the order in which an engine gives them does not matter. */
function hashOf(before: string, row: Row): string {
  const columns = Object.entries(row).sort(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256').update(before).update(JSON.stringify(columns)).digest('hex');
}
