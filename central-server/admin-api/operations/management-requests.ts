import type { Caller } from '#administration/http/call.ts';
import { Certificate } from '#certs/certificate.ts';
import { drumError } from '#protocol/errors.ts';
import type { ClientId, ServerId } from '#protocol/identifiers/identifier.ts';
import { formatEncodedId } from '#protocol/identifiers/text.ts';
import type { ManagementRequest, ManagementRequestKind } from '#protocol/management/requests.ts';
import { findRequests, getRequest, type FoundRequest } from '../../management/finding.ts';
import { requireCode, requireText } from '../../membership/input.ts';
import type { ManagementRequests, RequestStatus } from '../../management/requests.ts';
import { certificateDetails } from '../../trust/certificate-details.ts';
import {
  clientIdOf,
  clientIdShape,
  pageOf,
  pagingIn,
  pagingShape,
  serverIdOf,
  serverIdShape,
  numberOf,
  type CatalogueHandlers,
} from './shapes.ts';

/** How the API calls each kind of request; its permissions are called likewise. */
const TYPES = {
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

type RequestType = (typeof TYPES)[ManagementRequestKind];

const kindOf = (type: RequestType): ManagementRequestKind =>
  (Object.keys(TYPES) as ManagementRequestKind[]).find((kind) => TYPES[kind] === type) ?? 'authCertReg';

interface RequestBody {
  readonly type: RequestType;
  readonly origin: 'SECURITY_SERVER' | 'CENTER';
  readonly security_server_id: string;
  readonly client_id?: string;
  readonly server_address?: string;
  readonly authentication_certificate?: string;
  readonly subsystem_name?: string;
  readonly message?: string;
}

/** Requests of security servers, and what the integrator decides of them. `changed`: after each change of what is published. */
export const managementRequests = (requests: ManagementRequests, changed: () => void): CatalogueHandlers => ({
  findManagementRequests: {
    run: async ({ query }, catalogue) => {
      const request = pageOf(pagingIn(query));
      const page = await findRequests(catalogue, searchIn(query), request);
      return { body: { items: page.items.map(listShape), paging_metadata: pagingShape(page, request) } };
    },
  },
  getManagementRequest: {
    run: async ({ path }, catalogue) => {
      const found = await getRequest(catalogue, numberOf(path.management_request_id));
      const { comments, request } = found;
      const certificate = 'authenticationCertificate' in request ? request.authenticationCertificate : undefined;
      return {
        body: {
          ...listShape(found),
          ...(comments === undefined ? {} : { comments }),
          ...(certificate === undefined ? {} : { certificate_details: certificateDetails(certificate) }),
        },
      };
    },
  },
  addManagementRequest: {
    event: 'Add management request',
    run: async ({ body, caller }, change) => {
      const asked = body as RequestBody;
      requirePermission(caller, `ADD_${asked.type}`);
      requireOrigin(caller, asked);
      const id = await requests.within(change).add(requestIn(asked), { origin: asked.origin });
      const added = await getRequest(change, id);
      // As the reference: what waits is accepted, and so is what never needs a decision.
      return {
        status: added.status === 'APPROVED' ? 201 : 202,
        body: requestShape(added),
        audit: { after: requestShape(added) },
      };
    },
    afterwards: changed,
  },
  approveManagementRequest: {
    event: 'Approve management request',
    run: async ({ path, caller }, change) => {
      const before = await getRequest(change, numberOf(path.management_request_id));
      requirePermission(caller, `APPROVE_${TYPES[before.request.kind]}`);
      await requests.within(change).approve(before.id);
      const after = requestShape(await getRequest(change, before.id));
      return { body: after, audit: { before: requestShape(before), after } };
    },
    afterwards: changed,
  },
  revokeManagementRequest: {
    event: 'Revoke management request',
    run: async ({ path, caller }, change) => {
      const before = await getRequest(change, numberOf(path.management_request_id));
      requirePermission(caller, `REVOKE_${TYPES[before.request.kind]}`);
      await requests.within(change).decline(before.id);
      return { audit: { before: requestShape(before), after: requestShape(await getRequest(change, before.id)) } };
    },
  },
});

function searchIn(query: Readonly<Record<string, unknown>>) {
  const filter = (query.filter ?? {}) as {
    readonly query?: string;
    readonly origin?: 'SECURITY_SERVER' | 'CENTER';
    readonly types?: readonly RequestType[];
    readonly status?: string;
    readonly server_id?: string;
  };
  // An older name for what waits.
  const status = filter.status === 'SUBMITTED FOR APPROVAL' ? 'WAITING' : filter.status;
  return {
    query: filter.query,
    origin: filter.origin,
    kinds: filter.types?.map(kindOf),
    status: status as RequestStatus | undefined,
    server: filter.server_id === undefined ? undefined : serverIdOf(filter.server_id),
  };
}

/** The definition names all types' permissions for each operation; which it must be, the request says. */
function requirePermission({ permissions }: Caller, name: string): void {
  if (!permissions.has(name)) throw drumError('permission_missing', `This request needs the permission ${name}`);
}

/** Whoever brings security servers' requests brings only those; nobody else does. */
function requireOrigin({ permissions }: Caller, { origin }: RequestBody): void {
  if (permissions.has('IMPERSONATE_SECURITY_SERVER') === (origin === 'SECURITY_SERVER')) return;
  throw drumError('permission_missing', `The caller may not add requests with the origin ${origin}`);
}

/** Throws `validation_failure` naming what the kind of request wants and has not. */
function requestIn(body: RequestBody): ManagementRequest {
  const server = serverIdOf(body.security_server_id);
  const wanted = (field: 'client_id' | 'server_address' | 'authentication_certificate' | 'subsystem_name'): string => {
    const value = body[field];
    if (value === undefined || value === '')
      throw drumError('validation_failure', `${field}: it is needed for ${body.type}`);
    requireText(field === 'authentication_certificate' ? '' : value, field, 0);
    return value;
  };
  requireCode(server.serverCode, 'security_server_id');
  requireText(body.subsystem_name ?? '', 'subsystem_name', 0);
  requireText(body.message ?? '', 'message', 0);
  const client = (): ClientId => {
    const id = clientIdOf(wanted('client_id'));
    for (const code of [id.memberClass, id.memberCode, ...(id.type === 'SUBSYSTEM' ? [id.subsystemCode] : [])]) {
      requireCode(code, 'client_id');
    }
    return id;
  };
  const certificate = (): Buffer =>
    Certificate.fromDer(Buffer.from(wanted('authentication_certificate'), 'base64')).der;
  const kind = kindOf(body.type);
  switch (kind) {
    case 'authCertReg':
      return { kind, server, address: wanted('server_address'), authenticationCertificate: certificate() };
    case 'authCertDeletion':
      return { kind, server, authenticationCertificate: certificate() };
    case 'clientReg':
      return { kind, server, client: client(), ...named(body.subsystem_name) };
    case 'clientRename':
      return { kind, server, client: client(), subsystemName: wanted('subsystem_name') };
    case 'clientDeletion':
    case 'clientDisable':
    case 'clientEnable':
    case 'ownerChange':
      return { kind, server, client: client() };
    case 'addressChange':
      return { kind, server, address: wanted('server_address') };
    case 'maintenanceModeEnable':
      return { kind, server, ...(body.message === undefined ? {} : { message: body.message }) };
    case 'maintenanceModeDisable':
      return { kind, server };
  }
}

const named = (subsystemName: string | undefined) =>
  subsystemName === undefined || subsystemName === '' ? {} : { subsystemName };

const ownerOf = ({ ownerName }: FoundRequest) => (ownerName === undefined ? {} : { security_server_owner: ownerName });

/** `ManagementRequestListView` of the definition. */
function listShape(found: FoundRequest) {
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
function requestShape(found: FoundRequest) {
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
