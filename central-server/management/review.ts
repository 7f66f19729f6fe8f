import type { DrumError } from '#protocol/errors.ts';
import { memberOf } from '#protocol/identifiers/compare.ts';
import type { MemberId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import type { CatalogueReader } from '../membership/change.ts';
import { consequencesOf, type Consequence } from './consequences.ts';
import { refused, type FoundCheck } from '../trust/found-check.ts';
import { getRequest, type FoundRequest } from './finding.ts';

/** Whom a request comes from, or whom it makes a client. */
export interface ReviewedMember {
  readonly id: MemberId;
  /** Absent: there is no such member yet. */
  readonly name?: string;
  /** Absent also for members that the file declares, and for those from before this was kept. */
  readonly memberSince?: Date;
  readonly ownedServers: number;
}

export interface RequestReview {
  readonly found: FoundRequest;
  /** Who signs for the request: the client's member, or the server's owner. */
  readonly member: ReviewedMember;
  readonly isServerKnown: boolean;
  /** What an approval would do; nothing where it cannot be decided any more. */
  readonly consequences: readonly Consequence[];
}

/** What whoever decides a request should see of the catalogue. Throws `management_request_not_found`. */
export async function reviewOf(catalogue: CatalogueReader, id: number): Promise<RequestReview> {
  const found = await getRequest(catalogue, id);
  const { request, status } = found;
  const server = await catalogue
    .selectFrom('security_server')
    .select('key')
    .where('key', '=', keyOf(request.server))
    .executeTakeFirst();
  return {
    found,
    member: await reviewedMember(catalogue, memberOf('client' in request ? request.client : request.server)),
    isServerKnown: server !== undefined,
    consequences: status === 'WAITING' ? await consequencesOf(catalogue, request) : [],
  };
}

async function reviewedMember(catalogue: CatalogueReader, id: MemberId): Promise<ReviewedMember> {
  const key = keyOf(id);
  const member = await catalogue
    .selectFrom('member')
    .select(['name', 'registered_at'])
    .where('key', '=', key)
    .executeTakeFirst();
  const { count } = await catalogue
    .selectFrom('security_server')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('owner_key', '=', key)
    .executeTakeFirstOrThrow();
  const since = member?.registered_at ?? null;
  return {
    id,
    ...(member === undefined ? {} : { name: member.name }),
    ...(since === null ? {} : { memberSince: new Date(since) }),
    ownedServers: count,
  };
}

/** A check of whether an approval would be refused now. */
export const approvalCheck = (obstacle: DrumError | undefined): FoundCheck =>
  obstacle === undefined
    ? { name: 'approval', outcome: 'ok', reason: 'approvable', detail: 'Nothing in the catalogue stands in the way' }
    : { name: 'approval', ...refused(obstacle), detail: `${obstacle.code}: ${obstacle.message}` };
