import { sql, type Expression, type SelectQueryBuilder } from 'kysely';
import { drumError } from '#protocol/errors.ts';

/** A page of a sorted list, as the administration API asks for it. */
export interface PageRequest {
  /** A field of the API; without one the list is in the order in which its rows came to be. */
  readonly sort?: string | undefined;
  readonly descending?: boolean | undefined;
  /** Items of a page. */
  readonly limit: number;
  /** Pages before it. */
  readonly offset: number;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Of all pages. */
  readonly totalItems: number;
}

const PAGE_ITEMS_MAX = 10_000;
/** Beyond it an offset in items is not exact any more. */
const PAGES_MAX = Math.floor(Number.MAX_SAFE_INTEGER / PAGE_ITEMS_MAX);

/** What an API's field sorts by, the most significant first. */
export type SortColumns = Readonly<Record<string, readonly Expression<unknown>[]>>;

interface ListOrder {
  readonly sorts: SortColumns;
  readonly order: readonly Expression<unknown>[];
  /** Whether finding the rows takes longer than counting those that are found: they are then found once. */
  readonly isDear?: boolean;
}

/** Beside the columns of a row. */
const COUNT = 'counted_rows';

/**
 * A page of a query's rows, cut out in the database, and how many rows there are in all. `order` is the whole list's own order,
 * which also decides between rows that are sorted alike. Throws `invalid_pagination_properties`, `invalid_sort_properties`.
 */
export async function findPage<Tables, Names extends keyof Tables, Row>(
  query: SelectQueryBuilder<Tables, Names, Row>,
  page: PageRequest,
  { sorts, order, isDear = false }: ListOrder,
): Promise<Page<Row>> {
  const { limit, offset } = page;
  if (!Number.isInteger(limit) || limit < 1 || limit > PAGE_ITEMS_MAX) {
    throw drumError('invalid_pagination_properties', `limit: must be from 1 to ${PAGE_ITEMS_MAX}`);
  }
  if (!Number.isInteger(offset) || offset < 0 || offset > PAGES_MAX) {
    throw drumError('invalid_pagination_properties', `offset: must be from 0 to ${PAGES_MAX}`);
  }
  const direction = page.descending === true ? 'desc' : 'asc';
  let sorted = query;
  if (isDear) sorted = query.select(sql<number>`count(*) over ()`.as(COUNT));
  for (const column of sortedBy(page.sort, sorts)) sorted = sorted.orderBy(column, direction);
  for (const column of order) sorted = sorted.orderBy(column, 'asc');
  const items = await sorted
    .limit(limit)
    .offset(limit * offset)
    .execute();
  const found = (items[0] as { readonly [COUNT]?: number } | undefined)?.[COUNT];
  return { items, totalItems: found ?? (await countOf(query)) };
}

async function countOf<Tables, Names extends keyof Tables, Row>(
  query: SelectQueryBuilder<Tables, Names, Row>,
): Promise<number> {
  const counted = query.clearSelect().select((select) => select.fn.countAll<number>().as('count'));
  // TypeScript does not follow the one column through tables that it does not know.
  const { count } = (await counted.executeTakeFirstOrThrow()) as { readonly count: number };
  return count;
}

function sortedBy(sort: string | undefined, sorts: SortColumns): readonly Expression<unknown>[] {
  if (sort === undefined || sort === '') return [];
  const columns = Object.hasOwn(sorts, sort) ? sorts[sort] : undefined;
  if (columns !== undefined) return columns;
  throw drumError('invalid_sort_properties', `sort: must be one of ${Object.keys(sorts).join(', ')}`);
}
