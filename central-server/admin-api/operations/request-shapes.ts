import type { ServerId } from '#protocol/identifiers/identifier.ts';
import { formatEncodedId } from '#protocol/identifiers/text.ts';
import type { ManagementRequestKind } from '#protocol/management/requests.ts';
import type { FoundRequest } from '../../management/finding.ts';
import type { Member } from '../../membership/members.ts';
import { clientIdShape, serverIdShape } from './shapes.ts';

/** How the API calls each kind of request; its permissions are called likewise. */
export const TYPES = {
  authCertReg: 'AUTH_CERT_REGISTRATION_REQUEST',
  authCertDeletion: 'AUTH_CERT_DELETION_REQUEST',
  clientReg: 'CLIENT_REGISTRATION_REQUEST',
  clientDeletion: 'CLIENT_DELETION_REQUEST',
  clientDisable: 'CLIENT_DISABLE_REQUEST',
  clientEnable: 'CLIENT_ENABLE_REQUEST',
  clientRename: 'CLIENT_RENAME_REQUEST',
  ownerChange: 'OWNER_CHANGE_REQUEST',
  addressChange: 'ADDRESS_CHANGE_REQUEST',
  maintenanceModeEnable: 'MAINTENANCE_MODE_ENABLE_REQUEST',
  maintenanceModeDisable: 'MAINTENANCE_MODE_DISABLE_REQUEST',
} as const satisfies Readonly<Record<ManagementRequestKind, string>>;

export type RequestType = (typeof TYPES)[ManagementRequestKind];

export const kindOf = (type: RequestType): ManagementRequestKind =>
  (Object.keys(TYPES) as ManagementRequestKind[]).find((kind) => TYPES[kind] === type) ?? 'authCertReg';

const ownerOf = ({ ownerName }: FoundRequest) => (ownerName === undefined ? {} : { security_server_owner: ownerName });

/** `ManagementRequestListView` of the definition. */
export function listShape(found: FoundRequest) {
  const { id, request, origin, status, createdAt } = found;
  return {
    ...{ id, type: TYPES[request.kind], origin },
    ...ownerOf(found),
    security_server_id: serverIdShape(request.server),
    ...('address' in request ? { address: request.address } : {}),
    ...(status === undefined ? {} : { status }),
    ...('client' in request ? { client_id: clientIdShape(request.client) } : {}),
    ...(found.clientName === undefined ? {} : { client_owner_name: found.clientName }),
    ...(found.subsystemName === undefined ? {} : { client_subsystem_name: found.subsystemName }),
    created_at: createdAt.toISOString(),
  };
}

/** `ManagementRequest` of the definition. */
export function requestShape(found: FoundRequest) {
  const { id, request, origin, status, createdAt, decidedAt } = found;
  return {
    ...{ id, type: TYPES[request.kind], origin },
    ...ownerOf(found),
    security_server_id: formatEncodedId(request.server satisfies ServerId),
    ...(status === undefined ? {} : { status }),
    ...('client' in request ? { client_id: formatEncodedId(request.client) } : {}),
    ...('address' in request ? { server_address: request.address } : {}),
    ...('authenticationCertificate' in request
      ? { authentication_certificate: Buffer.from(request.authenticationCertificate).toString('base64') }
      : {}),
    ...('subsystemName' in request ? { subsystem_name: request.subsystemName } : {}),
    ...('message' in request ? { message: request.message } : {}),
    created_at: createdAt.toISOString(),
    updated_at: (decidedAt ?? createdAt).toISOString(),
  };
}

/** For the audit log: a member that was added with an approval. */
export const createdShape = (member: Member | undefined) =>
  member === undefined ? {} : { created_member: { client_id: formatEncodedId(member.id), member_name: member.name } };

/** X-Road's name for it, which its operation has only where it declines. */
export const DECLINE_EVENT = 'Decline management request';
