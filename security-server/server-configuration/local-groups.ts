import { requireCode, requireShortList, requireText } from '#administration/input.ts';
import { drumError } from '#protocol/errors.ts';
import type { ClientId } from '#protocol/identifiers/identifier.ts';
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
import { nextNumber } from './numbers.ts';
import { clientOf } from './stored-identifiers.ts';

/** A group of clients that one client of this server admits as one. */
export interface LocalGroupDetails {
  readonly number: number;
  readonly client: ClientId;
  readonly code: string;
  readonly description: string;
  readonly updatedAt: Date;
  readonly members: readonly LocalGroupMember[];
}

interface LocalGroupMember {
  readonly id: ClientId;
  readonly createdAt: Date;
}

/** What is told of a change of members: the group, and who came or went. */
interface Membership {
  readonly client: ClientId;
  readonly code: string;
  readonly members: readonly ClientId[];
}

/** Throws `client_not_found`. */
export async function localGroupsOf(
  configuration: ConfigurationReader,
  client: ClientId,
): Promise<LocalGroupDetails[]> {
  await requireClient(configuration, client);
  const rows = await groupRows(configuration).where('client_key', '=', keyOf(client)).orderBy('position').execute();
  return Promise.all(rows.map((row) => groupOfRow(configuration, row)));
}

/** Throws `local_group_not_found`. */
export async function getLocalGroup(configuration: ConfigurationReader, number: number): Promise<LocalGroupDetails> {
  return groupOfRow(configuration, await requireGroup(configuration, number));
}

/** Throws `client_not_found`, `local_group_code_already_exists`, `validation_failure`. */
export async function addLocalGroup(
  change: ConfigurationTransaction,
  { client, code, description }: Pick<LocalGroupDetails, 'client' | 'code' | 'description'>,
  now: Date,
): Promise<Mutation<undefined, LocalGroupDetails>> {
  requireCode(code, 'code');
  requireText(description, 'description');
  await requireClient(change, client);
  const number = await nextNumber(change, 'local_group');
  const added = await change
    .insertInto('local_group')
    .values({
      ...{ client_key: keyOf(client), group_code: code, description, number, updated_at: now.getTime(), declared: 0 },
      position: await nextPosition(change, 'local_group'),
    })
    .onConflict((conflict) => conflict.columns(['client_key', 'group_code']).doNothing())
    .returning('number')
    .executeTakeFirst();
  if (added === undefined) {
    throw drumError('local_group_code_already_exists', `${keyOf(client)} has a local group ${code}`);
  }
  return { before: undefined, after: { client, code, description, number, updatedAt: now, members: [] } };
}

/** Throws `local_group_not_found`, `declared_in_file`, `validation_failure`. */
export async function describeLocalGroup(
  change: ConfigurationTransaction,
  { number, description }: Pick<LocalGroupDetails, 'number' | 'description'>,
  now: Date,
): Promise<Mutation<LocalGroupDetails, LocalGroupDetails>> {
  requireText(description, 'description');
  const before = await ownGroup(change, number);
  await change
    .updateTable('local_group')
    .set({ description, updated_at: now.getTime() })
    .where('number', '=', number)
    .execute();
  return { before, after: { ...before, description, updatedAt: now } };
}

/** Deletes a group with its members and its rights. Throws `local_group_not_found`, `declared_in_file`. */
export async function deleteLocalGroup(
  change: ConfigurationTransaction,
  number: number,
): Promise<Mutation<LocalGroupDetails, undefined>> {
  const before = await ownGroup(change, number);
  await change.deleteFrom('local_group').where('number', '=', number).execute();
  await deleteDependents(change);
  return { before, after: undefined };
}

/**
 * Adds members to a group, or none of them; a group that a file declares too. `isKnown`: whether there is such a client. Throws
 * `local_group_not_found`, `local_group_member_not_found`, `local_group_member_already_exists`, `validation_failure`.
 */
export async function addLocalGroupMembers(
  change: ConfigurationTransaction,
  { number, members, isKnown }: MembersChange & { readonly isKnown: (client: ClientId) => boolean },
  now: Date,
): Promise<Mutation<undefined, Membership>> {
  requireShortList(members, 'items');
  const { client_key, group_code } = await requireGroup(change, number);
  let position = await nextPosition(change, 'local_group_member');
  for (const member of members) {
    if (!isKnown(member)) throw drumError('local_group_member_not_found', `${keyOf(member)} is not known here`);
    const added = await change
      .insertInto('local_group_member')
      .values({
        ...{ client_key, group_code, member_key: keyOf(member), created_at: now.getTime() },
        ...{ position, declared: 0 },
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('member_key')
      .executeTakeFirst();
    if (added === undefined) {
      throw drumError('local_group_member_already_exists', `${keyOf(member)} belongs to ${group_code}`);
    }
    position += 1;
  }
  return { before: undefined, after: { client: clientOf(client_key), code: group_code, members } };
}

/** Removes members from a group, or none of them. Throws `local_group_not_found`, `local_group_member_not_found`, `declared_in_file`. */
export async function deleteLocalGroupMembers(
  change: ConfigurationTransaction,
  { number, members }: MembersChange,
): Promise<Mutation<Membership, undefined>> {
  requireShortList(members, 'items');
  const { client_key, group_code } = await requireGroup(change, number);
  for (const member of members) {
    const row = await change
      .selectFrom('local_group_member')
      .select('declared')
      .where('client_key', '=', client_key)
      .where('group_code', '=', group_code)
      .where('member_key', '=', keyOf(member))
      .executeTakeFirst();
    if (row === undefined) {
      throw drumError('local_group_member_not_found', `${keyOf(member)} does not belong to ${group_code}`);
    }
    requireOwn(row, `That ${keyOf(member)} belongs to ${group_code}`);
    await change
      .deleteFrom('local_group_member')
      .where('client_key', '=', client_key)
      .where('group_code', '=', group_code)
      .where('member_key', '=', keyOf(member))
      .execute();
  }
  return { before: { client: clientOf(client_key), code: group_code, members }, after: undefined };
}

interface MembersChange {
  readonly number: number;
  /** Each once. */
  readonly members: readonly ClientId[];
}

const groupRows = (configuration: ConfigurationReader) =>
  configuration
    .selectFrom('local_group')
    .select(['number', 'client_key', 'group_code', 'description', 'updated_at', 'declared']);

async function requireGroup(configuration: ConfigurationReader, number: number) {
  const row = await groupRows(configuration).where('number', '=', number).executeTakeFirst();
  if (row === undefined) throw drumError('local_group_not_found', `There is no local group with the number ${number}`);
  return row;
}

async function ownGroup(change: ConfigurationTransaction, number: number): Promise<LocalGroupDetails> {
  const row = await requireGroup(change, number);
  requireOwn(row, `Local group ${row.group_code}`);
  return groupOfRow(change, row);
}

async function groupOfRow(
  configuration: ConfigurationReader,
  row: Awaited<ReturnType<typeof requireGroup>>,
): Promise<LocalGroupDetails> {
  const members = await configuration
    .selectFrom('local_group_member')
    .select(['member_key', 'created_at'])
    .where('client_key', '=', row.client_key)
    .where('group_code', '=', row.group_code)
    .orderBy('position')
    .execute();
  return {
    // Only before the first application of a file are there rows without one.
    number: row.number ?? 0,
    client: clientOf(row.client_key),
    code: row.group_code,
    description: row.description,
    updatedAt: new Date(row.updated_at),
    members: members.map(({ member_key, created_at }) => ({
      id: clientOf(member_key),
      createdAt: new Date(created_at),
    })),
  };
}
