import type { Selectable } from 'kysely';
import type { ClientId, ServerId } from '#protocol/identifiers/identifier.ts';
import { parseKey } from '#protocol/identifiers/text.ts';
import type { ManagementRequest } from '#protocol/management/requests.ts';
import type { CatalogueTables } from '../catalogue/schema.ts';

export type RequestStatus = 'WAITING' | 'APPROVED' | 'DECLINED' | 'REVOKED';

/** A request as it is kept. */
export interface KeptRequest {
  readonly id: number;
  readonly request: ManagementRequest;
  /** Undefined where the kind of request never needs a decision. */
  readonly status: RequestStatus | undefined;
  readonly origin: CatalogueTables['management_request']['origin'];
  readonly comments?: string;
  /** Whose signature was verified when it came (DER). */
  readonly signer?: Uint8Array;
  readonly createdAt: Date;
  readonly decidedAt: Date | undefined;
  /** Undefined also where it was not kept, as before it was. */
  readonly decidedBy?: string;
  /** Why it was declined. */
  readonly reason?: string;
}

/** A row of the table. */
export type RequestRow = Selectable<CatalogueTables['management_request']>;

/** Why nothing can be decided any more: who has done it, and when. */
export function notWaiting({ id, status, decidedAt, decidedBy }: KeptRequest): string {
  if (status === undefined || decidedAt === undefined) return `Management request ${id} never needed a decision`;
  const by = decidedBy === undefined ? '' : ` by ${decidedBy}`;
  return `Management request ${id} does not wait any more: it became ${status}${by} at ${decidedAt.toISOString()}`;
}

const statusOf = ({ status }: RequestRow): RequestStatus | undefined =>
  (status ?? undefined) as RequestStatus | undefined;

export const keptRequestOf = (row: RequestRow): KeptRequest => ({
  id: row.id,
  request: requestOf(row),
  status: statusOf(row),
  origin: row.origin,
  ...(row.comments === null ? {} : { comments: row.comments }),
  ...(row.signer_certificate === null ? {} : { signer: row.signer_certificate }),
  createdAt: new Date(row.created_at),
  decidedAt: row.decided_at === null ? undefined : new Date(row.decided_at),
  ...(row.decided_by === null ? {} : { decidedBy: row.decided_by }),
  ...(row.reason === null ? {} : { reason: row.reason }),
});

/** The request that a row was made of. */
export function requestOf(row: RequestRow): ManagementRequest {
  const server = parseKey(row.server_key) as ServerId;
  const client = row.client_key === null ? undefined : (parseKey(row.client_key) as ClientId);
  const fields = {
    kind: row.kind,
    server,
    ...(client === undefined ? {} : { client }),
    ...(row.address === null ? {} : { address: row.address }),
    ...(row.certificate === null ? {} : { authenticationCertificate: row.certificate }),
    ...(row.text === null ? {} : { [row.kind === 'maintenanceModeEnable' ? 'message' : 'subsystemName']: row.text }),
  };
  return fields as ManagementRequest;
}
