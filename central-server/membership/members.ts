import { sql } from 'kysely';
import { systemClock } from '#config/clock.ts';
import { drumError } from '#protocol/errors.ts';
import type { MemberId, ServerId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import { folded } from '../catalogue/folding.ts';
import { serverOf } from '../catalogue/keys.ts';
import { OWNERS_GROUP } from '../catalogue/owners-group.ts';
import {
  nextPosition,
  requireOwn,
  type Added,
  type CatalogueChange,
  type CatalogueReader,
  type Changed,
  type Removed,
} from './change.ts';
import { deleteMemberRows } from './dependents.ts';
import { requireCode, requireText } from '#administration/input.ts';
import { serverOfRow, serverRows, type SecurityServer } from './server-rows.ts';

export interface Member {
  readonly id: MemberId;
  readonly name: string;
}

/** A global group that a member or one of its subsystems belongs to. */
export interface MembershipOfGroup {
  readonly groupCode: string;
  readonly subsystemCode?: string;
  readonly addedAt: Date;
}

/** Throws `member_not_found`. */
export async function getMember(catalogue: CatalogueReader, id: MemberId): Promise<Member> {
  const { name } = await requireMember(catalogue, id);
  return { id, name };
}

/** Throws `member_exists`, `member_class_not_found`, `validation_failure`. */
export async function addMember(
  change: CatalogueChange,
  { id, name }: Member,
  now = systemClock.now(),
): Promise<Added<Member>> {
  requireCode(id.memberCode, 'member_code');
  requireText(name, 'member_name');
  const { memberClass, memberCode } = id;
  const known = await change
    .selectFrom('member_class')
    .select('code')
    .where('code', '=', memberClass)
    .executeTakeFirst();
  if (known === undefined) {
    throw drumError('member_class_not_found', `There is no member class ${memberClass.slice(0, SHOWN_MAX)}`);
  }
  const added = await change
    .insertInto('member')
    .values({
      key: keyOf(id),
      member_class: memberClass,
      member_code: memberCode,
      ...{ name, name_folded: folded(name), code_folded: folded(memberCode) },
      position: await nextPosition(change, 'member'),
      registered_at: now.getTime(),
      declared: 0,
    })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .returning('key')
    .executeTakeFirst();
  if (added === undefined) throw drumError('member_exists', `There is a member ${keyOf(id)} already`);
  return { before: undefined, after: { id, name } };
}

/** Characters of a code from outside that an error shows. */
const SHOWN_MAX = 255;

/** Throws `member_not_found`, `declared_in_file`, `validation_failure`. */
export async function renameMember(change: CatalogueChange, { id, name }: Member): Promise<Changed<Member>> {
  requireText(name, 'member_name');
  const row = await requireMember(change, id);
  requireOwn(row, `Member ${keyOf(id)}`);
  await change
    .updateTable('member')
    .set({ name, name_folded: folded(name) })
    .where('key', '=', keyOf(id))
    .execute();
  return { before: { id, name: row.name }, after: { id, name } };
}

/** A member with what is deleted together with it, beside its places in global groups and at servers. */
export interface WholeMember extends Member {
  readonly subsystemCodes: readonly string[];
  readonly ownedServers: readonly ServerId[];
}

/**
 * Deletes a member with its subsystems and the servers that it owns, with their clients and certificates, and takes all of them
 * out of global groups and off the servers of others. Throws `member_not_found`, `declared_in_file`.
 */
export async function deleteMember(change: CatalogueChange, id: MemberId): Promise<Removed<WholeMember>> {
  const key = keyOf(id);
  const row = await requireMember(change, id);
  requireOwn(row, `Member ${key}`);
  const subsystems = await change
    .selectFrom('subsystem')
    .select('subsystem_code')
    .where('member_key', '=', key)
    .orderBy('position')
    .execute();
  const servers = await change
    .selectFrom('security_server')
    .select('key')
    .where('owner_key', '=', key)
    .orderBy('position')
    .execute();
  await deleteMemberRows(change, key);
  const before = {
    ...{ id, name: row.name },
    subsystemCodes: subsystems.map(({ subsystem_code }) => subsystem_code),
    ownedServers: servers.map((server) => serverOf(server.key)),
  };
  return { before, after: undefined };
}

/** The global groups of a member and of its subsystems; none where there is no such member. */
export async function globalGroupsOfMember(catalogue: CatalogueReader, id: MemberId): Promise<MembershipOfGroup[]> {
  const key = keyOf(id);
  const rows = await catalogue
    .selectFrom('global_group_member as g')
    .leftJoin('subsystem as s', 's.key', 'g.client_key')
    .select(['g.group_code', 'g.client_key', 'g.created_at', 's.subsystem_code'])
    .where((built) => built.or([built('g.client_key', '=', key), built('s.member_key', '=', key)]))
    .orderBy('g.number')
    .execute();
  const owned = await catalogue
    .selectFrom('security_server')
    .select((select) => select.fn.min('created_at').as('since'))
    .where('owner_key', '=', key)
    .executeTakeFirst();
  // An aggregate without rows is null, whatever its type says.
  const since = owned?.since as number | null | undefined;
  return [
    ...(typeof since === 'number' ? [{ groupCode: OWNERS_GROUP.code, addedAt: new Date(since) }] : []),
    ...rows.map((row) => ({
      groupCode: row.group_code,
      ...(row.subsystem_code === null ? {} : { subsystemCode: row.subsystem_code }),
      addedAt: new Date(row.created_at),
    })),
  ];
}

/** The servers that a member owns; none where there is no such member. */
export async function ownedServers(catalogue: CatalogueReader, id: MemberId): Promise<SecurityServer[]> {
  const rows = await serverRows(catalogue).where('server.owner_key', '=', keyOf(id)).orderBy('server.number').execute();
  return rows.map(serverOfRow);
}

/** The servers that the member or one of its subsystems is a client of, each once. */
export async function usedServers(catalogue: CatalogueReader, id: MemberId): Promise<SecurityServer[]> {
  const key = keyOf(id);
  const used = sql<boolean>`server.key in (
    select sc.server_key from server_client sc where sc.client_key = ${key}
      or sc.client_key in (select s.key from subsystem s where s.member_key = ${key}))`;
  return (await serverRows(catalogue).where(used).orderBy('server.number').execute()).map(serverOfRow);
}

/** Throws `member_not_found`. */
export async function requireMember(catalogue: CatalogueReader, id: MemberId) {
  const row = await catalogue.selectFrom('member').selectAll().where('key', '=', keyOf(id)).executeTakeFirst();
  if (row === undefined) throw drumError('member_not_found', `There is no member ${keyOf(id)}`);
  return row;
}
