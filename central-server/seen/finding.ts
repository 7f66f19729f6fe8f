import { sql } from 'kysely';
import type { ServerId } from '#protocol/identifiers/identifier.ts';
import { serverOf } from '../catalogue/keys.ts';
import type { CatalogueReader } from '../membership/change.ts';
import { findPage, type Page, type PageRequest, type SortColumns } from '../membership/page.ts';
import { anyOf, contains, isGiven } from '../membership/search.ts';

/** When a security server downloaded configuration last, as far as that is known. */
export interface ServerContact {
  readonly id: ServerId;
  readonly ownerName?: string;
  readonly address?: string;
  readonly isInMaintenance: boolean;
  /** Its clients, without its owner. */
  readonly clients: number;
  /** Absent: nothing is known of it. */
  readonly seen?: {
    readonly at: Date;
    readonly node: string;
    readonly version: number;
    readonly from: string;
    readonly knownBy: 'ADDRESS' | 'ADDRESS_AND_NAME';
    readonly publication?: number;
  };
  /** Whether another server is registered with the same address, so that the address alone tells nothing. */
  readonly sharesAddress: boolean;
}

const SORTS: SortColumns = {
  seen_at: [sql`coalesce(seen.at, 0)`],
  server_code: [sql.ref('server.code_folded')],
  owner_name: [sql`coalesce(owner.name_folded, '')`],
};

interface ContactSearch {
  readonly q?: string | undefined;
  readonly since?: Date;
  readonly before?: Date;
  /** Whether anything is known of when they downloaded. */
  readonly isKnown?: boolean;
}

/** Servers whose code, or whose owner's name or code contains `q`. Throws `invalid_sort_properties`, `invalid_pagination_properties`. */
export async function findContacts(
  catalogue: CatalogueReader,
  { q, since, before, isKnown }: ContactSearch,
  page: PageRequest,
): Promise<Page<ServerContact>> {
  let query = contactRows(catalogue);
  if (isGiven(q)) {
    const fields = ['server.code_folded', 'owner.name_folded', 'owner.code_folded'];
    query = query.where(anyOf(fields.map((field) => contains(field, q))));
  }
  if (since !== undefined) query = query.where('seen.at', '>=', since.getTime());
  if (before !== undefined) {
    const at = before.getTime();
    query = query.where((where) => where.or([where('seen.at', '<', at), where('seen.at', 'is', null)]));
  }
  if (isKnown !== undefined) query = query.where('seen.at', isKnown ? 'is not' : 'is', null);
  const { items, totalItems } = await findPage(query, page, { sorts: SORTS, order: [sql.ref('server.number')] });
  const shared = await sharedAddresses(
    catalogue,
    items.flatMap(({ address }) => address ?? []),
  );
  return { items: items.map((row) => contactOf(row, shared)), totalItems };
}

function contactRows(catalogue: CatalogueReader) {
  return catalogue
    .selectFrom('security_server as server')
    .leftJoin('member as owner', 'owner.key', 'server.owner_key')
    .leftJoin(
      // A server's newest download, from whichever node.
      (from) =>
        from
          .selectFrom('server_seen as each')
          .selectAll()
          .where(
            sql<boolean>`not exists (select 1 from server_seen newer where newer.server_key = each.server_key and (newer.at > each.at or (newer.at = each.at and newer.node > each.node)))`,
          )
          .as('seen'),
      (join) => join.onRef('seen.server_key', '=', 'server.key'),
    )
    .select([
      ...([
        'server.key',
        'server.address',
        'server.maintenance',
        'owner.name as owner_name',
        'seen.at',
        'seen.node',
        'seen.version',
      ] as const),
      ...(['seen.address as from_address', 'seen.known_by', 'seen.publication'] as const),
    ])
    .select((select) =>
      select
        .selectFrom('server_client as client')
        .select((count) => count.fn.countAll<number>().as('count'))
        .whereRef('client.server_key', '=', 'server.key')
        .as('clients'),
    );
}

type Row = Awaited<ReturnType<ReturnType<typeof contactRows>['executeTakeFirstOrThrow']>>;

const contactOf = (row: Row, shared: ReadonlySet<string>): ServerContact => ({
  id: serverOf(row.key),
  ...(row.owner_name === null ? {} : { ownerName: row.owner_name }),
  ...(row.address === null ? {} : { address: row.address }),
  ...(row.at === null || row.node === null || row.version === null || row.known_by === null
    ? {}
    : {
        seen: {
          ...{ at: new Date(row.at), node: row.node, version: row.version, knownBy: row.known_by },
          from: row.from_address ?? '',
          ...(row.publication === null ? {} : { publication: row.publication }),
        },
      }),
  isInMaintenance: row.maintenance !== 0,
  clients: row.clients ?? 0,
  sharesAddress: row.address !== null && shared.has(row.address),
});

async function sharedAddresses(catalogue: CatalogueReader, addresses: readonly string[]): Promise<Set<string>> {
  const wanted = [...new Set(addresses)];
  if (wanted.length === 0) return new Set();
  const rows = await catalogue
    .selectFrom('security_server')
    .select('address')
    .where('address', 'in', wanted)
    .groupBy('address')
    .having((having) => having.fn.countAll(), '>', 1)
    .execute();
  return new Set(rows.flatMap(({ address }) => address ?? []));
}
