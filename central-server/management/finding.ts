import { sql, type Selectable } from 'kysely';
import { drumError } from '#protocol/errors.ts';
import type { ServerId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import type { ManagementRequestKind } from '#protocol/management/requests.ts';
import type { CatalogueTables } from '../catalogue/schema.ts';
import type { CatalogueReader } from '../membership/change.ts';
import { findPage, type Page, type PageRequest, type SortColumns } from '../membership/page.ts';
import { anyOf, contains, isGiven, isLike, isOneOf, type Condition } from '../membership/search.ts';
import { keptRequestOf, type KeptRequest, type RequestStatus } from './kept-request.ts';

/** What requests are looked for by; an empty list, like none, lets all through. */
export interface RequestSearch {
  /** In the name of the server's owner and the identifier of the server. */
  readonly query?: string | undefined;
  readonly origin?: KeptRequest['origin'] | undefined;
  readonly kinds?: readonly ManagementRequestKind[] | undefined;
  readonly status?: RequestStatus | undefined;
  readonly server?: ServerId | undefined;
}

/** A request with the names of those that it is about, as far as the catalogue knows them. */
export interface FoundRequest extends KeptRequest {
  readonly ownerName?: string;
  readonly clientName?: string;
  readonly subsystemName?: string;
}

const SORTS: SortColumns = {
  id: [sql.ref('r.id')],
  created_at: [sql.ref('r.created_at')],
  type: [sql.ref('r.kind')],
  security_server_owner: [
    sql`coalesce((select owner.name_folded from member as owner where owner.key = r.owner_key), '')`,
  ],
  security_server_id: [sql.ref('r.server_key')],
  status: [sql`coalesce(r.status, '')`],
};

/** A page of requests; by themselves the oldest come first. */
export async function findRequests(
  catalogue: CatalogueReader,
  search: RequestSearch,
  page: PageRequest,
): Promise<Page<FoundRequest>> {
  // Of tens of thousands, only those of the page are read whole, with the names of others.
  let query = catalogue.selectFrom('management_request as r').select('r.id');
  for (const condition of conditionsOf(search)) query = query.where(condition);
  const { items, totalItems } = await findPage(query, page, { sorts: SORTS, order: [sql.ref('r.id')] });
  if (items.length === 0) return { items: [], totalItems };
  const ids = items.map(({ id }) => id);
  const rows = await rowsOf(catalogue).where('r.id', 'in', ids).execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return { items: ids.flatMap((id) => byId.get(id) ?? []).map(foundOf), totalItems };
}

/** Throws `management_request_not_found`. */
export async function getRequest(catalogue: CatalogueReader, id: number): Promise<FoundRequest> {
  const row = await rowsOf(catalogue).where('r.id', '=', id).executeTakeFirst();
  if (row === undefined) throw drumError('management_request_not_found', `There is no management request ${id}`);
  return foundOf(row);
}

function rowsOf(catalogue: CatalogueReader) {
  return catalogue
    .selectFrom('management_request as r')
    .leftJoin('member as owner', 'owner.key', 'r.owner_key')
    .leftJoin('subsystem as s', 's.key', 'r.client_key')
    .leftJoin('member as client', 'client.key', 'r.client_member_key')
    .selectAll('r')
    .select(['owner.name as owner_name', 'client.name as client_name', 's.name as subsystem_name']);
}

type Row = Selectable<CatalogueTables['management_request']> & {
  readonly owner_name: string | null;
  readonly client_name: string | null;
  readonly subsystem_name: string | null;
};

const foundOf = (row: Row): FoundRequest => ({
  ...keptRequestOf(row),
  ...(row.owner_name === null ? {} : { ownerName: row.owner_name }),
  ...(row.client_name === null ? {} : { clientName: row.client_name }),
  ...(row.subsystem_name === null ? {} : { subsystemName: row.subsystem_name }),
});

function conditionsOf({ query, origin, kinds = [], status, server }: RequestSearch): Condition[] {
  return [
    ...(isGiven(query)
      ? [
          anyOf([
            sql`r.owner_key in (select owner.key from member as owner where ${contains('owner.name_folded', query)})`,
            // Keys print identifiers with slashes, people with colons.
            isLike(sql`lower(r.server_key)`, query.replaceAll(':', '/')),
          ]),
        ]
      : []),
    ...(origin === undefined ? [] : [isOneOf('r.origin', [origin])]),
    ...(kinds.length === 0 ? [] : [isOneOf('r.kind', kinds)]),
    ...(status === undefined ? [] : [isOneOf('r.status', [status])]),
    ...(server === undefined ? [] : [isOneOf('r.server_key', [keyOf(server)])]),
  ];
}
