import { sql, type Kysely } from 'kysely';
import { drumError } from '#protocol/errors.ts';
import type { AdministrationTables } from '../accounts/tables.ts';
import { findPage, type Page, type PageRequest, type SortColumns } from '../page.ts';
import type { Notice } from './kind.ts';
import { noticeOf } from './store.ts';

export interface NoticeSearch {
  /** OPEN: nobody has taken it over; without a state all that are not resolved. */
  readonly state?: 'OPEN' | 'ACKNOWLEDGED' | 'RESOLVED' | 'ALL' | undefined;
  readonly kind?: string | undefined;
}

/** How a notice has fared with whoever should be told of it. */
export interface NoticeDelivery {
  readonly step: number;
  readonly channel: string;
  readonly state: AdministrationTables['notice_delivery']['state'];
  readonly attempts: number;
  readonly sentAt?: Date;
  readonly error?: string;
}

const SORTS: SortColumns = {
  id: [sql.ref('id')],
  kind: [sql.ref('kind')],
  raised_at: [sql.ref('raised_at')],
  stepped_at: [sql.ref('stepped_at')],
};

/** The newest first, unless the page says otherwise. Throws `invalid_pagination_properties`, `invalid_sort_properties`. */
export async function findNotices(
  database: Kysely<AdministrationTables>,
  { state, kind }: NoticeSearch,
  page: PageRequest,
): Promise<Page<Notice>> {
  let query = database.selectFrom('notice').selectAll();
  if (kind !== undefined) query = query.where('kind', '=', kind);
  if (state === 'RESOLVED') query = query.where('resolved_at', 'is not', null);
  else if (state !== 'ALL') query = query.where('resolved_at', 'is', null);
  if (state === 'OPEN') query = query.where('acknowledged_at', 'is', null);
  if (state === 'ACKNOWLEDGED') query = query.where('acknowledged_at', 'is not', null);
  const sorted = page.sort === undefined ? { ...page, sort: 'id', descending: page.descending ?? true } : page;
  const { items, totalItems } = await findPage(query, sorted, { sorts: SORTS, order: [sql.ref('id')] });
  return { items: items.map(noticeOf), totalItems };
}

/** Throws `notice_not_found`. */
export async function getNotice(
  database: Kysely<AdministrationTables>,
  id: number,
): Promise<{ readonly notice: Notice; readonly deliveries: readonly NoticeDelivery[] }> {
  const row = await database.selectFrom('notice').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw drumError('notice_not_found', `There is no notice ${id}`);
  const deliveries = await database
    .selectFrom('notice_delivery')
    .selectAll()
    .where('notice_id', '=', id)
    .orderBy('step')
    .orderBy('channel')
    .execute();
  return {
    notice: noticeOf(row),
    deliveries: deliveries.map(({ step, channel, state, attempts, sent_at, error }) => ({
      ...{ step, channel, state, attempts },
      ...(sent_at === null ? {} : { sentAt: new Date(sent_at) }),
      ...(error === null ? {} : { error }),
    })),
  };
}
