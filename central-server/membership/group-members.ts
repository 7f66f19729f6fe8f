import { sql } from 'kysely';
import { drumError } from '#protocol/errors.ts';
import type { ClientId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import { clientOf } from '../catalogue/keys.ts';
import { nextNumber } from '../catalogue/numbers.ts';
import { OWNERS_GROUP } from '../catalogue/owners-group.ts';
import {
  nextPosition,
  requireOwn,
  type Added,
  type CatalogueChange,
  type CatalogueReader,
  type Removed,
} from './change.ts';
import { requireGroup } from './global-groups.ts';
import { requireShortList } from '#administration/input.ts';
import { findPage, type Page, type PageRequest, type SortColumns } from './page.ts';
import { anyOf, classesWith, contains, isGiven, isOneOf, sharedContains, type Condition } from './search.ts';

/** Who belongs to a global group, since when. */
export interface GroupMember {
  readonly number: number;
  readonly id: ClientId;
  readonly memberName: string;
  readonly createdAt: Date;
}

/** An empty list, like none, lets all through. */
export interface GroupMembersFilter {
  /** Within the name, class and code of the member, the code of the subsystem, the instance and the kind. */
  readonly query?: string | undefined;
  readonly memberClass?: string | undefined;
  readonly instance?: string | undefined;
  readonly codes?: readonly string[] | undefined;
  readonly subsystems?: readonly string[] | undefined;
  readonly types?: readonly ClientId['type'][] | undefined;
}

/** The values that the members of a group can be filtered by, each once. */
export interface GroupMembersFilterModel {
  readonly instances: readonly string[];
  readonly memberClasses: readonly string[];
  readonly codes: readonly string[];
  readonly subsystems: readonly string[];
}

const TYPE = sql<ClientId['type']>`case when s.key is null then 'MEMBER' else 'SUBSYSTEM' end`;

const SORTS: SortColumns = {
  name: [sql.ref('m.name_folded')],
  type: [TYPE],
  // All are of one instance.
  instance: [],
  class: [sql`lower(m.member_class)`],
  code: [sql.ref('m.code_folded')],
  subsystem: [sql`coalesce(s.code_folded, '')`],
  created_at: [sql.ref('g.created_at')],
};

export interface GroupMemberships {
  readonly groupCode: string;
  readonly clients: readonly ClientId[];
}

/**
 * Adds members and subsystems to a group, and tells those that did not belong to it before. Throws `global_group_not_found`,
 * `cannot_add_member_to_owners_group`, `member_not_found`, `subsystem_not_found`, `validation_failure`.
 */
export async function addGroupMembers(
  change: CatalogueChange,
  { groupCode, clients }: GroupMemberships,
  now: Date,
): Promise<Added<GroupMemberships>> {
  requireShortList(clients, 'items');
  await requireGroup(change, groupCode);
  if (groupCode === OWNERS_GROUP.code) {
    throw drumError('cannot_add_member_to_owners_group', `Global group ${groupCode} follows from the security servers`);
  }
  const added: ClientId[] = [];
  for (const client of clients) {
    await requireClient(change, client);
    if (await addOne(change, { groupCode, client }, now)) added.push(client);
  }
  return { before: undefined, after: { groupCode, clients: added } };
}

export interface GroupMembership {
  readonly groupCode: string;
  readonly client: ClientId;
}

/** Says whether it did not belong to the group before. */
async function addOne(change: CatalogueChange, { groupCode, client }: GroupMembership, now: Date): Promise<boolean> {
  const row = { group_code: groupCode, client_key: keyOf(client) };
  if ((await membershipOf(change, { groupCode, client })) !== undefined) return false;
  const inserted = await change
    .insertInto('global_group_member')
    .values({
      ...row,
      created_at: now.getTime(),
      number: await nextNumber(change, 'global_group_member'),
      position: await nextPosition(change, 'global_group_member'),
      declared: 0,
    })
    .onConflict((conflict) => conflict.columns(['group_code', 'client_key']).doNothing())
    .returning('number')
    .executeTakeFirst();
  return inserted !== undefined;
}

/**
 * Throws `global_group_not_found`, `member_not_found`, `owners_global_group_member_cannot_be_deleted`, `declared_in_file`.
 */
export async function deleteGroupMember(
  change: CatalogueChange,
  { groupCode, client }: GroupMembership,
): Promise<Removed<GroupMembership>> {
  await requireGroup(change, groupCode);
  const key = keyOf(client);
  const row = await membershipOf(change, { groupCode, client });
  if (row === undefined) throw drumError('member_not_found', `${key} does not belong to global group ${groupCode}`);
  if (groupCode === OWNERS_GROUP.code) {
    throw drumError('owners_global_group_member_cannot_be_deleted', `${key} owns a security server`);
  }
  requireOwn(row, `Member ${key} of global group ${groupCode}`);
  await change
    .deleteFrom('global_group_member')
    .where('group_code', '=', groupCode)
    .where('client_key', '=', key)
    .execute();
  return { before: { groupCode, client }, after: undefined };
}

function membershipOf(change: CatalogueChange, { groupCode, client }: GroupMembership) {
  const key = keyOf(client);
  if (groupCode === OWNERS_GROUP.code) {
    return change.selectFrom('security_server').select('declared').where('owner_key', '=', key).executeTakeFirst();
  }
  return change
    .selectFrom('global_group_member')
    .select('declared')
    .where('group_code', '=', groupCode)
    .where('client_key', '=', key)
    .executeTakeFirst();
}

/** None where there is no such group, as in X-Road. Throws `invalid_pagination_properties`, `invalid_sort_properties`, `validation_failure`. */
export async function findGroupMembers(
  catalogue: CatalogueReader,
  { groupCode, filter, instance }: { groupCode: string; filter: GroupMembersFilter; instance: string },
  page: PageRequest,
): Promise<Page<GroupMember>> {
  let query = memberRows(catalogue, groupCode);
  for (const condition of await conditionsOf(catalogue, filter, instance)) query = query.where(condition);
  const shown = query.select(['g.number', 'g.client_key', 'g.created_at', 'm.name as member_name']);
  const found = await findPage(shown, page, { sorts: SORTS, order: [sql.ref('g.number')] });
  const items = found.items.map((row) => ({
    number: row.number,
    id: clientOf(row.client_key),
    memberName: row.member_name,
    createdAt: new Date(row.created_at),
  }));
  return { items, totalItems: found.totalItems };
}

/** Empty where there is no such group, as in X-Road. */
export async function groupMembersFilterModel(
  catalogue: CatalogueReader,
  groupCode: string,
  instance: string,
): Promise<GroupMembersFilterModel> {
  const members = memberRows(catalogue, groupCode);
  const values = async (column: 'm.member_class' | 'm.member_code' | 's.subsystem_code'): Promise<string[]> => {
    const rows = await members.select(`${column} as value`).distinct().orderBy('value').execute();
    return rows.map(({ value }) => value).filter((value) => value !== null);
  };
  const memberClasses = await values('m.member_class');
  return {
    instances: memberClasses.length === 0 ? [] : [instance],
    memberClasses,
    codes: await values('m.member_code'),
    subsystems: await values('s.subsystem_code'),
  };
}

/** The members of a group as `g`, with the member as `m` and the subsystem, where it is one, as `s`. */
function memberRows(catalogue: CatalogueReader, groupCode: string) {
  return catalogue
    .selectFrom(memberships(catalogue, groupCode).as('g'))
    .leftJoin('subsystem as s', 's.key', 'g.client_key')
    .innerJoin('member as m', (join) => join.on(sql<boolean>`m.key = coalesce(s.member_key, g.client_key)`));
}

/** Owners belong to their group since their first server came. */
function memberships(catalogue: CatalogueReader, groupCode: string) {
  const kept = catalogue
    .selectFrom('global_group_member')
    .select(['client_key', 'created_at', 'number'])
    .where('group_code', '=', groupCode);
  if (groupCode !== OWNERS_GROUP.code) return kept;
  const owners = catalogue
    .selectFrom('security_server')
    .select('owner_key as client_key')
    .select((select) => [
      select.fn.min<number>('created_at').as('created_at'),
      select.fn.min<number>('number').as('number'),
    ])
    .groupBy('owner_key');
  return kept.unionAll(owners);
}

async function conditionsOf(
  catalogue: CatalogueReader,
  filter: GroupMembersFilter,
  instance: string,
): Promise<readonly Condition[]> {
  const { query, memberClass, codes = [], subsystems = [], types = [] } = filter;
  for (const [field, list] of Object.entries({ codes, subsystems, types })) requireShortList(list, field);
  const conditions: Condition[] = [];
  if (isGiven(query)) {
    const fields = ['m.name_folded', 'm.code_folded', 's.code_folded'];
    conditions.push(
      anyOf([
        ...fields.map((field) => contains(field, query)),
        isOneOf('m.member_class', await classesWith(catalogue, query)),
        sharedContains(instance, query),
        ofTypes((['MEMBER', 'SUBSYSTEM'] as const).filter((type) => type.includes(query.toUpperCase()))),
      ]),
    );
  }
  if (isGiven(memberClass)) conditions.push(isOneOf('m.member_class', [memberClass]));
  if (isGiven(filter.instance) && filter.instance !== instance) conditions.push(sql<boolean>`1 = 0`);
  if (codes.length > 0) conditions.push(isOneOf('m.member_code', codes));
  if (subsystems.length > 0) conditions.push(isOneOf('s.subsystem_code', subsystems));
  if (types.length > 0) conditions.push(ofTypes(types));
  return conditions;
}

const ofTypes = (types: readonly ClientId['type'][]): Condition =>
  sql<boolean>`(${sql.join([sql`1 = 0`, ...Array.from(new Set(types), (type) => sql`${TYPE} = ${type}`)], sql` or `)})`;

async function requireClient(change: CatalogueChange, client: ClientId): Promise<void> {
  const [table, code] =
    client.type === 'MEMBER'
      ? (['member', 'member_not_found'] as const)
      : (['subsystem', 'subsystem_not_found'] as const);
  const row = await change.selectFrom(table).select('key').where('key', '=', keyOf(client)).executeTakeFirst();
  if (row === undefined) throw drumError(code, `There is no ${table} ${keyOf(client)}`);
}
