import { requireCode } from '#administration/input.ts';
import { drumError } from '#protocol/errors.ts';
import type { ClientId, MemberId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import {
  nextPosition,
  requireClient,
  requireOwn,
  type ConfigurationReader,
  type ConfigurationTransaction,
  type Mutation,
} from './change.ts';
import { deleteDependents } from './dependents.ts';
import { CLIENT_STATUSES, CONNECTION_TYPES, type Client, type ClientStatus, type ConnectionType } from './model.ts';
import { clientOf, oneOf } from './stored-identifiers.ts';

/** A client of this server, without what it offers. */
export type LocalClient = Pick<Client, 'id' | 'status' | 'connectionType'>;

/** All clients of this server, in the order in which they came. */
export async function listClients(configuration: ConfigurationReader): Promise<LocalClient[]> {
  const rows = await clientRows(configuration).orderBy('c.position').execute();
  return rows.map(clientOfRow);
}

/** Throws `client_not_found`. */
export async function getClient(configuration: ConfigurationReader, id: ClientId): Promise<LocalClient> {
  await requireClient(configuration, id);
  const row = await clientRows(configuration).where('c.key', '=', keyOf(id)).executeTakeFirstOrThrow();
  return clientOfRow(row);
}

/** Throws `client_already_exists`, `additional_member_already_exists` for a third member, `validation_failure`. */
export async function addClient(
  change: ConfigurationTransaction,
  client: LocalClient,
  owner: MemberId,
): Promise<Mutation<undefined, LocalClient>> {
  const { id, status, connectionType } = client;
  requireCode(id.memberCode, 'member_code');
  if (id.type === 'SUBSYSTEM') requireCode(id.subsystemCode, 'subsystem_code');
  const key = keyOf(id);
  const known = await listClients(change);
  if (known.some((each) => keyOf(each.id) === key)) {
    throw drumError('client_already_exists', `${key} is a client of this server`);
  }
  const another = known.find((each) => each.id.type === 'MEMBER' && keyOf(each.id) !== keyOf(owner));
  if (id.type === 'MEMBER' && another !== undefined) {
    throw drumError('additional_member_already_exists', `${keyOf(another.id)} is a client of this server`);
  }
  await change
    .insertInto('client')
    .values({ key, connection_type: connectionType, position: await nextPosition(change, 'client'), declared: 0 })
    .execute();
  await change.insertInto('client_status').values({ client_key: key, status }).execute();
  return { before: undefined, after: client };
}

/** Says how the information systems of a client must connect. Throws `client_not_found`, `declared_in_file`. */
export async function setConnectionType(
  change: ConfigurationTransaction,
  id: ClientId,
  connectionType: ConnectionType,
): Promise<Mutation<LocalClient, LocalClient>> {
  const before = await getClient(change, id);
  requireOwn(await requireClient(change, id), `Client ${keyOf(id)}`);
  await change.updateTable('client').set({ connection_type: connectionType }).where('key', '=', keyOf(id)).execute();
  return { before, after: { ...before, connectionType } };
}

/** A client in another state cannot go. */
const DELETABLE: readonly ClientStatus[] = ['SAVED', 'DELETION_IN_PROGRESS', 'GLOBAL_ERROR'];

/**
 * Deletes a client with all that it has here; where it is at no other server either, also its rights at other clients and its membership in
 * their groups. Throws `client_not_found`, `cannot_delete_owner`, `action_not_possible`, `declared_in_file`.
 */
export async function deleteClient(
  change: ConfigurationTransaction,
  id: ClientId,
  { owner, isElsewhere }: { readonly owner: MemberId; readonly isElsewhere: boolean },
): Promise<Mutation<LocalClient, undefined>> {
  const key = keyOf(id);
  const before = await getClient(change, id);
  if (key === keyOf(owner)) throw drumError('cannot_delete_owner', `${key} owns this server`);
  requireClientStatus(before, DELETABLE);
  requireOwn(await requireClient(change, id), `Client ${key}`);
  await change.deleteFrom('client').where('key', '=', key).execute();
  if (!isElsewhere) {
    await change.deleteFrom('local_group_member').where('member_key', '=', key).where('declared', '=', 0).execute();
    await change.deleteFrom('access_right').where('subject_key', '=', key).where('declared', '=', 0).execute();
  }
  await deleteDependents(change);
  return { before, after: undefined };
}

export async function setClientStatus(
  change: ConfigurationTransaction,
  id: ClientId,
  status: ClientStatus,
): Promise<void> {
  await change.updateTable('client_status').set({ status }).where('client_key', '=', keyOf(id)).execute();
}

/** Throws `action_not_possible` for a client in none of these states. */
export function requireClientStatus({ id, status }: LocalClient, allowed: readonly ClientStatus[]): void {
  if (allowed.includes(status)) return;
  throw drumError('action_not_possible', `${keyOf(id)} is ${status}, and must be ${allowed.join(' or ')}`);
}

const clientRows = (configuration: ConfigurationReader) =>
  configuration
    .selectFrom('client as c')
    .innerJoin('client_status as s', 's.client_key', 'c.key')
    .select(['c.key', 'c.connection_type', 's.status']);

const clientOfRow = (row: {
  readonly key: string;
  readonly connection_type: string;
  readonly status: string;
}): LocalClient => ({
  id: clientOf(row.key),
  status: oneOf(CLIENT_STATUSES, row.status),
  connectionType: oneOf(CONNECTION_TYPES, row.connection_type),
});
