import type { ClientId, MemberId, ServerId, SubsystemId } from '#protocol/identifiers/identifier.ts';
import { formatEncodedId, parseEncodedId } from '#protocol/identifiers/text.ts';
import { drumError } from '#protocol/errors.ts';
import type { AdminAnswer, AdminCall, AdminHandlers } from '#administration/http/call.ts';
import type { CatalogueTables } from '../../catalogue/schema.ts';
import type { CatalogueReader } from '../../membership/change.ts';
import type { SecurityServer } from '../../membership/server-rows.ts';

export type CatalogueHandlers = AdminHandlers<CatalogueTables>;

/** What the instance is called; read anew, because a server may be initialised while it runs. */
export type InstanceOf = (catalogue: CatalogueReader) => Promise<string>;
/** How an object is read that more than one operation needs. */
export type Shown = (call: AdminCall, catalogue: CatalogueReader) => Promise<AdminAnswer>;

/* The shapes of the definition that several operations take or answer. */

export interface NewClientId {
  readonly member_class: string;
  readonly member_code: string;
  readonly subsystem_code?: string;
}

/** Throws `invalid_member_id`. */
export function memberIdOf(text: string | undefined, instance: string): MemberId {
  const id = encodedIdOf(text, 'MEMBER', 'invalid_member_id');
  if (id.instance !== instance) throw drumError('invalid_member_id', `member_id: its instance must be ${instance}`);
  return id;
}

/** Throws `invalid_subsystem_id`. */
export function subsystemIdOf(text: string | undefined, instance: string): SubsystemId {
  const id = encodedIdOf(text, 'SUBSYSTEM', 'invalid_subsystem_id');
  if (id.instance !== instance)
    throw drumError('invalid_subsystem_id', `subsystem_id: its instance must be ${instance}`);
  return id;
}

/** Of a member or a subsystem. Throws `invalid_encoded_id`. */
export const clientIdOf = (text: string | undefined): ClientId =>
  (text ?? '').split(':').length === 4
    ? encodedIdOf(text, 'SUBSYSTEM', 'invalid_encoded_id')
    : encodedIdOf(text, 'MEMBER', 'invalid_encoded_id');

/** Throws `invalid_encoded_id`. */
export const serverIdOf = (text: string | undefined): ServerId => encodedIdOf(text, 'SERVER', 'invalid_encoded_id');

function encodedIdOf<T extends 'MEMBER' | 'SUBSYSTEM' | 'SERVER'>(
  text: string | undefined,
  type: T,
  code: 'invalid_member_id' | 'invalid_subsystem_id' | 'invalid_encoded_id',
): Extract<MemberId | SubsystemId | ServerId, { type: T }> {
  try {
    return parseEncodedId(text ?? '', type);
  } catch (error) {
    const parts = ['INSTANCE', 'CLASS', 'MEMBER', ...(type === 'MEMBER' ? [] : [type])];
    throw drumError(code, `The identifier must have the form ${parts.join(':')}`, error);
  }
}

export const newMemberId = ({ member_class, member_code }: NewClientId, instance: string): MemberId => ({
  ...{ type: 'MEMBER', instance, memberClass: member_class, memberCode: member_code },
});

export const newSubsystemId = (id: NewClientId, instance: string): SubsystemId => ({
  ...newMemberId(id, instance),
  ...{ type: 'SUBSYSTEM', subsystemCode: id.subsystem_code ?? '' },
});

/** `ClientId` of the definition. */
export const clientIdShape = (id: ClientId) => ({
  instance_id: id.instance,
  type: id.type,
  member_class: id.memberClass,
  member_code: id.memberCode,
  ...(id.type === 'SUBSYSTEM' ? { subsystem_code: id.subsystemCode } : {}),
  encoded_id: formatEncodedId(id),
});

/** `SecurityServerId` of the definition. */
export const serverIdShape = (id: ServerId) => ({
  instance_id: id.instance,
  type: id.type,
  member_class: id.memberClass,
  member_code: id.memberCode,
  server_code: id.serverCode,
  encoded_id: formatEncodedId(id),
});

/** `SecurityServer` of the definition. */
export const serverShape = ({ id, ownerName, address, maintenance, createdAt, updatedAt }: SecurityServer) => ({
  server_id: serverIdShape(id),
  ...(ownerName === undefined ? {} : { owner_name: ownerName }),
  server_address: address ?? '',
  in_maintenance_mode: maintenance !== undefined,
  ...(maintenance?.message === undefined ? {} : { maintenance_mode_message: maintenance.message }),
  created_at: createdAt.toISOString(),
  updated_at: updatedAt.toISOString(),
});
