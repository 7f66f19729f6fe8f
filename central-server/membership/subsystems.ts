import { drumError } from '#protocol/errors.ts';
import { memberOf } from '#protocol/identifiers/compare.ts';
import type { MemberId, ServerId, SubsystemId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import { folded } from '../catalogue/folding.ts';
import { serverOf, subsystemOf } from '../catalogue/keys.ts';
import {
  nextPosition,
  requireOwn,
  type Added,
  type CatalogueChange,
  type CatalogueReader,
  type Changed,
  type Removed,
} from './change.ts';
import { deleteSubsystemRows } from './dependents.ts';
import { requireCode, requireText } from '#administration/input.ts';
import { requireMember } from './members.ts';

export interface Subsystem {
  readonly id: SubsystemId;
  readonly name?: string;
}

export interface SubsystemInUse extends Subsystem {
  readonly usedServers: readonly UsedServer[];
}

/** A server that a subsystem is a client of. */
interface UsedServer {
  readonly id: ServerId;
  readonly ownerName?: string;
  readonly status: 'APPROVED' | 'DISABLED';
}

/** Throws `subsystem_not_found`. */
export async function getSubsystem(catalogue: CatalogueReader, id: SubsystemId): Promise<Subsystem> {
  return subsystem(id, (await requireSubsystem(catalogue, id)).name);
}

/** Throws `member_not_found`. */
export async function subsystemsOfMember(catalogue: CatalogueReader, member: MemberId): Promise<SubsystemInUse[]> {
  await requireMember(catalogue, member);
  const rows = await catalogue
    .selectFrom('subsystem')
    .select(['key', 'name'])
    .where('member_key', '=', keyOf(member))
    .orderBy('position')
    .orderBy('key')
    .execute();
  const uses = Map.groupBy(await usesOf(catalogue, member), ({ client_key }) => client_key);
  return rows.map(({ key, name }) => ({
    ...subsystem(subsystemOf(key), name),
    usedServers: (uses.get(key) ?? []).map((use) => ({
      id: serverOf(use.server_key),
      ...(use.owner_name === null ? {} : { ownerName: use.owner_name }),
      status: use.enabled === 1 ? 'APPROVED' : 'DISABLED',
    })),
  }));
}

function usesOf(catalogue: CatalogueReader, member: MemberId) {
  return catalogue
    .selectFrom('server_client as client')
    .innerJoin('subsystem as s', 's.key', 'client.client_key')
    .innerJoin('security_server as server', 'server.key', 'client.server_key')
    .leftJoin('member as owner', 'owner.key', 'server.owner_key')
    .select(['client.client_key', 'client.server_key', 'client.enabled', 'owner.name as owner_name'])
    .where('s.member_key', '=', keyOf(member))
    .orderBy('server.number')
    .execute();
}

/** Throws `subsystem_exists`, `member_not_found`, `validation_failure`. */
export async function addSubsystem(change: CatalogueChange, { id, name }: Subsystem): Promise<Added<Subsystem>> {
  requireCode(id.subsystemCode, 'subsystem_code');
  requireText(name ?? '', 'subsystem_name', 0);
  const member = memberOf(id);
  await requireMember(change, member);
  const added = await change
    .insertInto('subsystem')
    .values({
      key: keyOf(id),
      member_key: keyOf(member),
      subsystem_code: id.subsystemCode,
      name: nameOrNull(name),
      code_folded: folded(id.subsystemCode),
      position: await nextPosition(change, 'subsystem'),
      declared: 0,
    })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .returning('key')
    .executeTakeFirst();
  if (added === undefined) throw drumError('subsystem_exists', `There is a subsystem ${keyOf(id)} already`);
  return { before: undefined, after: subsystem(id, nameOrNull(name)) };
}

/** Without a name, or with an empty one, it has none any more. Throws `subsystem_not_found`, `declared_in_file`, `validation_failure`. */
export async function renameSubsystem(change: CatalogueChange, { id, name }: Subsystem): Promise<Changed<Subsystem>> {
  requireText(name ?? '', 'subsystem_name', 0);
  const before = await ownSubsystem(change, id);
  await change
    .updateTable('subsystem')
    .set({ name: nameOrNull(name) })
    .where('key', '=', keyOf(id))
    .execute();
  return { before, after: subsystem(id, nameOrNull(name)) };
}

/** Throws `subsystem_not_found`, `subsystem_registered_and_cannot_be_deleted`, `declared_in_file`. */
export async function deleteSubsystem(change: CatalogueChange, id: SubsystemId): Promise<Removed<Subsystem>> {
  const key = keyOf(id);
  const before = await ownSubsystem(change, id);
  await requireNoServer(change, id, 'subsystem_registered_and_cannot_be_deleted');
  await deleteSubsystemRows(change, key);
  return { before, after: undefined };
}

async function ownSubsystem(change: CatalogueChange, id: SubsystemId): Promise<Subsystem> {
  const row = await requireSubsystem(change, id);
  requireOwn(row, `Subsystem ${keyOf(id)}`);
  return subsystem(id, row.name);
}

/** Throws `code` where it is a client of a security server. */
export async function requireNoServer(
  change: CatalogueChange,
  id: SubsystemId,
  code: 'subsystem_registered_and_cannot_be_deleted' | 'subsystem_already_registered_to_security_server',
): Promise<void> {
  const key = keyOf(id);
  const used = await change
    .selectFrom('server_client')
    .select('server_key')
    .where('client_key', '=', key)
    .executeTakeFirst();
  if (used !== undefined) throw drumError(code, `${key} is a client of ${used.server_key}`);
}

/** Throws `subsystem_not_found`. */
export async function requireSubsystem(catalogue: CatalogueReader, id: SubsystemId) {
  const row = await catalogue.selectFrom('subsystem').selectAll().where('key', '=', keyOf(id)).executeTakeFirst();
  if (row === undefined) throw drumError('subsystem_not_found', `There is no subsystem ${keyOf(id)}`);
  return row;
}

const nameOrNull = (name: string | undefined): string | null => (name === undefined || name === '' ? null : name);

const subsystem = (id: SubsystemId, name: string | null): Subsystem => ({ id, ...(name === null ? {} : { name }) });
