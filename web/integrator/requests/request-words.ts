import type { Schemas } from '../../api/definitions/all.d.ts';
import type { State } from '../../design/status.tsx';
import type { TextKey } from '../../texts/texts.ts';

export type Request = Schemas['ManagementRequestListView'];

export const TYPES = [
  'AUTH_CERT_REGISTRATION_REQUEST',
  'AUTH_CERT_DELETION_REQUEST',
  'CLIENT_REGISTRATION_REQUEST',
  'CLIENT_DELETION_REQUEST',
  'CLIENT_DISABLE_REQUEST',
  'CLIENT_ENABLE_REQUEST',
  'CLIENT_RENAME_REQUEST',
  'OWNER_CHANGE_REQUEST',
  'ADDRESS_CHANGE_REQUEST',
  'MAINTENANCE_MODE_ENABLE_REQUEST',
  'MAINTENANCE_MODE_DISABLE_REQUEST',
] as const satisfies readonly Request['type'][];

export const STATUSES = ['WAITING', 'APPROVED', 'DECLINED', 'REVOKED'] as const;

type Status = (typeof STATUSES)[number] | 'applied';

/** What became of a request: kinds that nobody decides have no state, and are done when they come. */
export function statusOf({ status }: Pick<Request, 'status'>): Status {
  if (status === undefined) return 'applied';
  return status === 'SUBMITTED FOR APPROVAL' ? 'WAITING' : status;
}

export const stateOf = (request: Pick<Request, 'status'>): State =>
  ({ WAITING: 'attention', APPROVED: 'ok', applied: 'ok', DECLINED: 'stopped', REVOKED: 'stopped' })[
    statusOf(request)
  ] as State;

/** Its permissions are called by its kind: `APPROVE_…`, `REVOKE_…`. */
export const permissionFor = (act: 'APPROVE' | 'REVOKE', { type }: Pick<Request, 'type'>): string => `${act}_${type}`;

/** A security server signs what it sends: without a signature, somebody has entered it for the server. */
export const originOf = ({
  origin,
  signer_certificate_details: signer,
}: Pick<Request, 'origin'> & { readonly signer_certificate_details?: unknown }): TextKey =>
  origin === 'SECURITY_SERVER' && signer === undefined ? 'requests:origin_entered' : `requests:origin_${origin}`;
