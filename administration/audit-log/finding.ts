import { setImmediate as otherWork } from 'node:timers/promises';
import { sql, type ExpressionBuilder, type Kysely } from 'kysely';
import { drumError } from '#protocol/errors.ts';
import type { AdministrationTables } from '../accounts/tables.ts';
import type { KeptEvent } from '../audit-log.ts';
import { findPage, type Page, type PageRequest, type SortColumns } from '../page.ts';

/** What is not given is not asked for. */
export interface AuditSearch {
  /** Part of any of the event's texts, its values before and after among them, whatever the letter case; or a whole correlation id. */
  readonly text?: string | undefined;
  /** The event's whole name. */
  readonly event?: string | undefined;
  readonly userName?: string | undefined;
  readonly outcome?: 'success' | 'failure' | undefined;
  readonly from?: Date | undefined;
  /** Events at this moment are not among them any more. */
  readonly until?: Date | undefined;
}

const SORTS: SortColumns = {
  id: [sql.ref('id')],
  at: [sql.ref('at')],
  event: [sql.ref('event')],
  outcome: [sql.ref('outcome')],
  user_name: [sql.ref('user_name')],
};

const COLUMNS = [
  ...(['id', 'at', 'event', 'outcome', 'user_name', 'authentication', 'address', 'url'] as const),
  ...(['correlation_id', 'reason', 'data', 'hash'] as const),
] as const satisfies readonly (keyof KeptEvent)[];

/**
 * Events that fit a search, the newest first unless the page says otherwise. Throws `invalid_pagination_properties`,
 * `invalid_sort_properties`.
 */
export function findAuditEvents(
  database: Kysely<AdministrationTables>,
  search: AuditSearch,
  page: PageRequest,
): Promise<Page<KeptEvent>> {
  const query = database
    .selectFrom('audit_event')
    .select(COLUMNS)
    .where((built) => built.and(conditionsOf(built, search)));
  const sorted = page.sort === undefined ? { ...page, sort: 'id', descending: page.descending ?? true } : page;
  return findPage(query, sorted, { sorts: SORTS, order: [sql.ref('id')] });
}

/** Throws `audit_event_not_found`. */
export async function getAuditEvent(database: Kysely<AdministrationTables>, id: number): Promise<KeptEvent> {
  const row = await database.selectFrom('audit_event').select(COLUMNS).where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw drumError('audit_event_not_found', `There is no event ${id} in the audit log`);
  return row;
}

const EVENTS_READ = 500;

/** All events that fit a search, in their order, some at a time. Those that are added meanwhile are not among them. */
export async function* readAuditEvents(
  database: Kysely<AdministrationTables>,
  search: AuditSearch,
): AsyncGenerator<readonly KeptEvent[]> {
  const { audit_id: last } = await database
    .selectFrom('administration_head')
    .select('audit_id')
    .executeTakeFirstOrThrow();
  for (let after = 0; ;) {
    const rows = await database
      .selectFrom('audit_event')
      .select(COLUMNS)
      .where((built) => built.and([...conditionsOf(built, search), built('id', '>', after), built('id', '<=', last)]))
      .orderBy('id')
      .limit(EVENTS_READ)
      .execute();
    if (rows.length > 0) yield rows;
    if (rows.length < EVENTS_READ) return;
    after = rows.at(-1)?.id ?? after;
    await otherWork();
  }
}

function conditionsOf(
  built: ExpressionBuilder<AdministrationTables, 'audit_event'>,
  { text, event, userName, outcome, from, until }: AuditSearch,
) {
  const isGiven = (value: string | undefined): value is string => value !== undefined && value.trim() !== '';
  return [
    ...(isGiven(text) ? [built.or([contains(text), built('correlation_id', '=', text.trim())])] : []),
    ...(isGiven(event) ? [built('event', '=', event)] : []),
    ...(isGiven(userName) ? [built('user_name', '=', userName)] : []),
    ...(outcome === undefined ? [] : [built('outcome', '=', outcome)]),
    ...(from === undefined ? [] : [built('at', '>=', from.getTime())]),
    ...(until === undefined ? [] : [built('at', '<', until.getTime())]),
  ];
}

function contains(text: string) {
  const pattern = `%${text.toLowerCase().replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  return sql<boolean>`searched like ${pattern} escape '\\'`;
}
