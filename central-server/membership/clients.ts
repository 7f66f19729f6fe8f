import { sql } from 'kysely';
import type { ClientId, ServerId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import { clientOf } from '../catalogue/keys.ts';
import { OWNERS_GROUP } from '../catalogue/owners-group.ts';
import type { CatalogueReader } from './change.ts';
import { findPage, type Page, type PageRequest, type SortColumns } from './page.ts';
import { anyOf, classesWith, contains, isGiven, isOneOf, sharedContains, type Condition } from './search.ts';
import { requireServer } from './server-rows.ts';

/** A member or subsystem. */
export interface Client {
  readonly id: ClientId;
  readonly memberName: string;
  readonly subsystemName?: string;
}

/** Texts are looked for within the field, whatever the letter case; blank ones are not looked for. */
export interface ClientSearch {
  /** In the name, class and code of the member, and in the code of the subsystem. */
  readonly q?: string | undefined;
  readonly name?: string | undefined;
  readonly instance?: string | undefined;
  readonly memberClass?: string | undefined;
  readonly memberCode?: string | undefined;
  readonly subsystemCode?: string | undefined;
  readonly clientType?: ClientId['type'] | undefined;
  /** Whose client it is. */
  readonly securityServer?: ServerId | undefined;
  /** The code of a global group that it does not belong to. */
  readonly excludingGroup?: string | undefined;
}

const SORTS: SortColumns = {
  id: [],
  member_name: [sql.ref('client.name_folded')],
  // All are of one instance.
  'client_id.instance_id': [],
  'client_id.member_class': [sql`lower(client.member_class)`],
  'client_id.member_code': [sql.ref('client.member_folded')],
  client_type: [sql.ref('client.type')],
};

/** Each member, and behind it its subsystems. */
const ORDER = ['client.member_position', 'client.subsystem_position', 'client.key'].map((name) => sql.ref(name));

/**
 * The members and subsystems of an instance that fit a search. Throws `security_server_not_found`,
 * `invalid_pagination_properties`, `invalid_sort_properties`.
 */
export async function findClients(
  catalogue: CatalogueReader,
  search: ClientSearch,
  page: PageRequest,
  instance: string,
): Promise<Page<Client>> {
  if (search.securityServer !== undefined) await requireServer(catalogue, search.securityServer);
  let query = catalogue.selectFrom(clientRows(catalogue, search.clientType).as('client'));
  for (const condition of await conditionsOf(catalogue, search, instance)) query = query.where(condition);
  const shown = query.select(['client.key', 'client.member_name', 'client.subsystem_name']);
  const { items, totalItems } = await findPage(shown, page, { sorts: SORTS, order: ORDER });
  return { items: items.map(clientOfRow), totalItems };
}

/** All clients of a server, those too that are disabled. Throws `security_server_not_found`. */
export async function clientsOfServer(catalogue: CatalogueReader, server: ServerId): Promise<Client[]> {
  await requireServer(catalogue, server);
  let query = catalogue
    .selectFrom(clientRows(catalogue).as('client'))
    .select(['client.key', 'client.member_name', 'client.subsystem_name'])
    .where(isClientOf(server));
  for (const column of ORDER) query = query.orderBy(column);
  return (await query.execute()).map(clientOfRow);
}

interface ShownRow {
  readonly key: string;
  readonly member_name: string;
  readonly subsystem_name: string | null;
}

function clientOfRow({ key, member_name, subsystem_name }: ShownRow): Client {
  return {
    id: clientOf(key),
    memberName: member_name,
    ...(subsystem_name === null ? {} : { subsystemName: subsystem_name }),
  };
}

async function conditionsOf(
  catalogue: CatalogueReader,
  search: ClientSearch,
  instance: string,
): Promise<readonly Condition[]> {
  const { q, name, memberClass, memberCode, subsystemCode, securityServer, excludingGroup } = search;
  const classContains = async (text: string) => isOneOf('client.member_class', await classesWith(catalogue, text));
  const conditions: Condition[] = [];
  if (isGiven(q)) {
    const fields = ['client.name_folded', 'client.member_folded', 'client.subsystem_folded'];
    conditions.push(anyOf([...fields.map((field) => contains(field, q)), await classContains(q)]));
  }
  if (isGiven(name)) conditions.push(contains('client.name_folded', name));
  if (isGiven(search.instance)) conditions.push(sharedContains(instance, search.instance));
  if (isGiven(memberClass)) conditions.push(await classContains(memberClass));
  if (isGiven(memberCode)) conditions.push(contains('client.member_folded', memberCode));
  if (isGiven(subsystemCode)) conditions.push(contains('client.subsystem_folded', subsystemCode));
  if (securityServer !== undefined) conditions.push(isClientOf(securityServer));
  if (isGiven(excludingGroup)) conditions.push(isNotIn(excludingGroup));
  return conditions;
}

const isClientOf = (server: ServerId): Condition =>
  sql<boolean>`exists (select 1 from server_client sc where sc.server_key = ${keyOf(server)} and sc.client_key = client.key)`;

const isNotIn = (group: string): Condition =>
  group === OWNERS_GROUP.code
    ? sql<boolean>`not exists (select 1 from security_server o where o.owner_key = client.key)`
    : sql<boolean>`not exists (select 1 from global_group_member g where g.group_code = ${group} and g.client_key = client.key)`;

/** Members and subsystems in one shape, or only one kind of them. */
function clientRows(catalogue: CatalogueReader, only?: ClientId['type']) {
  const members = catalogue
    .selectFrom('member')
    .select(['key', 'member_class', 'name as member_name', 'name_folded', 'code_folded as member_folded'])
    .select(['position as member_position'])
    .select([
      sql<string>`'MEMBER'`.as('type'),
      sql<string>`''`.as('subsystem_folded'),
      sql<string | null>`cast(null as text)`.as('subsystem_name'),
      sql<number>`-1`.as('subsystem_position'),
    ]);
  const subsystems = catalogue
    .selectFrom('subsystem as s')
    .innerJoin('member as m', 'm.key', 's.member_key')
    .select(['s.key', 'm.member_class', 'm.name as member_name', 'm.name_folded', 'm.code_folded as member_folded'])
    .select(['m.position as member_position'])
    .select([
      sql<string>`'SUBSYSTEM'`.as('type'),
      's.code_folded as subsystem_folded',
      's.name as subsystem_name',
      's.position as subsystem_position',
    ]);
  if (only === 'MEMBER') return members;
  return only === 'SUBSYSTEM' ? subsystems : members.unionAll(subsystems);
}
