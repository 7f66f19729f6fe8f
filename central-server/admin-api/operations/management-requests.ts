import type { Caller } from '#administration/http/call.ts';
import { Certificate } from '#certs/certificate.ts';
import { drumError } from '#protocol/errors.ts';
import type { ClientId } from '#protocol/identifiers/identifier.ts';
import type { ManagementRequest } from '#protocol/management/requests.ts';
import { findRequests, getRequest } from '../../management/finding.ts';
import { requireCode, requireText } from '#administration/input.ts';
import type { RequestStatus } from '../../management/kept-request.ts';
import type { ManagementRequests } from '../../management/requests.ts';
import { certificateDetails } from '#administration/certificates/details.ts';
import {
  createdShape,
  DECLINE_EVENT,
  kindOf,
  listShape,
  requestShape,
  TYPES,
  type RequestType,
} from './request-shapes.ts';
import { numberOf, pageOf, pagingIn, pagingShape } from '#administration/http/shapes.ts';
import { clientIdOf, serverIdOf, type CatalogueHandlers } from './shapes.ts';

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
      const { comments, reason, request } = found;
      const said = [comments, reason].filter((text) => text !== undefined);
      const certificate = 'authenticationCertificate' in request ? request.authenticationCertificate : undefined;
      return {
        body: {
          ...listShape(found),
          ...(said.length === 0 ? {} : { comments: said.join('; ') }),
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
      // As the reference, which adds a member that it does not know, by its code.
      const decision = { by: caller.name, createMember: {} };
      const { createdMember } = await requests.within(change).approve(before.id, decision);
      const after = requestShape(await getRequest(change, before.id));
      return {
        body: after,
        audit: { before: requestShape(before), after: { ...after, ...createdShape(createdMember) } },
      };
    },
    afterwards: changed,
  },
  revokeManagementRequest: {
    event: 'Revoke management request',
    run: async ({ path, caller }, change) => {
      const before = await getRequest(change, numberOf(path.management_request_id));
      requirePermission(caller, `REVOKE_${TYPES[before.request.kind]}`);
      await requests.within(change).decline(before.id, { by: caller.name });
      const after = await getRequest(change, before.id);
      return {
        ...(after.status === 'DECLINED' ? { event: DECLINE_EVENT } : {}),
        audit: { before: requestShape(before), after: requestShape(after) },
      };
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
export function requirePermission({ permissions }: Caller, name: string): void {
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
