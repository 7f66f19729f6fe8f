import type { MemberId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import type { CatalogueReader } from './change.ts';
import { findClients, type ClientSearch } from './clients.ts';
import type { Page, PageRequest } from './page.ts';

/** A member, and how much it has. */
export interface CountedMember {
  readonly id: MemberId;
  readonly name: string;
  readonly subsystems: number;
  /** Those that it owns. */
  readonly servers: number;
}

/** Both engines take as many values in one statement. */
const KEYS_A_STATEMENT = 1_000;

/**
 * Members that fit a search. Only those of the page are counted, so that it costs the same in a large network. Throws
 * `invalid_pagination_properties`, `invalid_sort_properties`.
 */
export async function findCountedMembers(
  catalogue: CatalogueReader,
  search: Pick<ClientSearch, 'q' | 'memberClass'>,
  page: PageRequest,
  instance: string,
): Promise<Page<CountedMember>> {
  const { items, totalItems } = await findClients(catalogue, { ...search, clientType: 'MEMBER' }, page, instance);
  const members = items.map(({ id, memberName: name }) => ({ id: memberIn(id), name }));
  const keys = members.map(({ id }) => keyOf(id));
  const subsystems = await countsOf(keys, (some) =>
    catalogue
      .selectFrom('subsystem')
      .select((select) => ['member_key as key', select.fn.countAll<number>().as('count')])
      .where('member_key', 'in', some)
      .groupBy('member_key')
      .execute(),
  );
  const servers = await countsOf(keys, (some) =>
    catalogue
      .selectFrom('security_server')
      .select((select) => ['owner_key as key', select.fn.countAll<number>().as('count')])
      .where('owner_key', 'in', some)
      .groupBy('owner_key')
      .execute(),
  );
  const counted = members.map((member) => {
    const key = keyOf(member.id);
    return { ...member, subsystems: subsystems.get(key) ?? 0, servers: servers.get(key) ?? 0 };
  });
  return { items: counted, totalItems };
}

const memberIn = ({ instance, memberClass, memberCode }: Omit<MemberId, 'type'>): MemberId => ({
  ...{ type: 'MEMBER', instance, memberClass, memberCode },
});

interface Count {
  readonly key: string;
  readonly count: number;
}

async function countsOf(
  keys: readonly string[],
  count: (some: readonly string[]) => Promise<readonly Count[]>,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (let start = 0; start < keys.length; start += KEYS_A_STATEMENT) {
    for (const { key, count: number } of await count(keys.slice(start, start + KEYS_A_STATEMENT))) {
      counts.set(key, number);
    }
  }
  return counts;
}
