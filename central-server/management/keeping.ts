import { memberOf } from '#protocol/identifiers/compare.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import type { ManagementRequest } from '#protocol/management/requests.ts';
import type { CatalogueChange } from './rules.ts';

interface Circumstances {
  /** Undefined where the kind of request never needs a decision. */
  readonly status?: 'WAITING' | undefined;
  /** Who asked: a security server, or the integrator at the central server. */
  readonly origin: 'SECURITY_SERVER' | 'CENTER';
  readonly comments?: string;
  /** Whose signature was verified when the request came (DER). */
  readonly signer?: Uint8Array | undefined;
  readonly at: Date;
}

/** Keeps a request under the next number, and tells that. */
export async function keepRequest(
  change: CatalogueChange,
  request: ManagementRequest,
  { status, origin, comments, signer, at }: Circumstances,
): Promise<number> {
  const last = await change
    .selectFrom('management_request')
    .select((select) => select.fn.max('id').as('id'))
    .executeTakeFirst();
  const id = (last?.id ?? 0) + 1;
  await change
    .insertInto('management_request')
    .values({
      id,
      kind: request.kind,
      status: status ?? null,
      server_key: keyOf(request.server),
      owner_key: keyOf(memberOf(request.server)),
      client_key: 'client' in request ? keyOf(request.client) : null,
      client_member_key: 'client' in request ? keyOf(memberOf(request.client)) : null,
      address: 'address' in request ? (request.address ?? null) : null,
      certificate: 'authenticationCertificate' in request ? Buffer.from(request.authenticationCertificate) : null,
      text: textOf(request) ?? null,
      created_at: at.getTime(),
      decided_at: null,
      origin,
      comments: comments ?? null,
      signer_certificate: signer === undefined ? null : Buffer.from(signer),
    })
    .execute();
  return id;
}

const textOf = (request: ManagementRequest): string | undefined =>
  'subsystemName' in request ? request.subsystemName : 'message' in request ? request.message : undefined;
