import type { Trust } from '#certs/trust.ts';
import { drumError } from '#protocol/errors.ts';
import type { Consequence } from '../../management/consequences.ts';
import { getRequest, type FoundRequest } from '../../management/finding.ts';
import { notWaiting } from '../../management/kept-request.ts';
import { reviewChecks } from '../../management/review-checks.ts';
import { approvalCheck, reviewOf, type ReviewedMember } from '../../management/review.ts';
import type { ManagementRequests } from '../../management/requests.ts';
import { requireText } from '#administration/input.ts';
import type { CatalogueReader } from '../../membership/change.ts';
import { certificateDetails } from '#administration/certificates/details.ts';
import { requirePermission } from './management-requests.ts';
import { createdShape, DECLINE_EVENT, listShape, requestShape, TYPES } from './request-shapes.ts';
import { numberOf } from '#administration/http/shapes.ts';
import { clientIdShape, serverIdShape, type CatalogueHandlers } from './shapes.ts';

interface ReviewOptions {
  readonly requests: ManagementRequests;
  readonly trust: () => Promise<Trust>;
  /** After each change of what is published. */
  readonly changed: () => void;
}

/** What X-Road's operations on management requests have not: a review, a reason, and a member's name. */
export const requestReview = ({ requests, trust, changed }: ReviewOptions): CatalogueHandlers => ({
  reviewManagementRequest: {
    run: async ({ path, now }, catalogue) => {
      const { found, member, isServerKnown, consequences } = await reviewOf(
        catalogue,
        numberOf(path.management_request_id),
      );
      const isWaiting = found.status === 'WAITING';
      const checks = isWaiting
        ? [approvalCheck(await requests.obstacle(found.id)), ...(await reviewChecks(found, await trust(), now))]
        : [];
      return {
        body: {
          request: reviewedShape(found),
          asked_by: { ...memberShape(member), is_server_known: isServerKnown },
          creates_member: consequences.some(({ kind }) => kind === 'member-added'),
          checks,
          changes: consequences.map(changeShape),
          ...decisionShape(found),
        },
      };
    },
  },
  approveReviewedManagementRequest: {
    event: 'Approve management request',
    run: async ({ path, caller, body }, change) => {
      const before = await waiting(change, path.management_request_id);
      requirePermission(caller, `APPROVE_${TYPES[before.request.kind]}`);
      const { create_member: createMember } = body as { create_member?: { name: string } };
      if (createMember !== undefined) requirePermission(caller, 'ADD_NEW_MEMBER');
      const { createdMember } = await requests.within(change).approve(before.id, { by: caller.name, createMember });
      const after = requestShape(await getRequest(change, before.id));
      return {
        body: after,
        audit: { before: requestShape(before), after: { ...after, ...createdShape(createdMember) } },
      };
    },
    afterwards: changed,
  },
  declineManagementRequest: {
    event: DECLINE_EVENT,
    run: async ({ path, caller, body }, change) => {
      const { reason } = body as { reason: string };
      requireText(reason, 'reason');
      const before = await waiting(change, path.management_request_id);
      requirePermission(caller, `REVOKE_${TYPES[before.request.kind]}`);
      await requests.within(change).decline(before.id, { by: caller.name, reason: reason.trim() });
      const after = await getRequest(change, before.id);
      return {
        body: requestShape(after),
        audit: { before: requestShape(before), after: { ...requestShape(after), reason } },
      };
    },
  },
});

/** Throws `management_request_not_found`, `management_request_decided`. */
async function waiting(catalogue: CatalogueReader, id: string | undefined): Promise<FoundRequest> {
  const found = await getRequest(catalogue, numberOf(id));
  if (found.status !== 'WAITING') throw drumError('management_request_decided', notWaiting(found));
  return found;
}

/** The request as it is listed, with all that it says. */
function reviewedShape(found: FoundRequest) {
  const { request, signer, comments } = found;
  return {
    ...listShape(found),
    ...('subsystemName' in request ? { subsystem_name: request.subsystemName } : {}),
    ...('message' in request ? { message: request.message } : {}),
    ...(comments === undefined ? {} : { comments }),
    ...('authenticationCertificate' in request
      ? { certificate_details: certificateDetails(request.authenticationCertificate) }
      : {}),
    ...(signer === undefined ? {} : { signer_certificate_details: certificateDetails(signer) }),
  };
}

const memberShape = ({ id, name, memberSince, ownedServers }: ReviewedMember) => ({
  client_id: clientIdShape(id),
  ...(name === undefined ? {} : { member_name: name }),
  is_member: name !== undefined,
  ...(memberSince === undefined ? {} : { member_since: memberSince.toISOString() }),
  owned_servers: ownedServers,
});

function decisionShape({ status, decidedAt, decidedBy, reason }: FoundRequest) {
  if (status === undefined || decidedAt === undefined) return {};
  return {
    decision: {
      ...{ status, at: decidedAt.toISOString() },
      ...(decidedBy === undefined ? {} : { by: decidedBy }),
      ...(reason === undefined ? {} : { reason }),
    },
  };
}

function changeShape(change: Consequence) {
  const { kind, id } = change;
  return {
    kind,
    ...(id.type === 'SERVER' ? { security_server_id: serverIdShape(id) } : { client_id: clientIdShape(id) }),
    ...('client' in change ? { client_id: clientIdShape(change.client) } : {}),
    ...('address' in change ? { address: change.address } : {}),
    ...('name' in change ? { name: change.name } : {}),
    ...('before' in change ? { before: textOf(change.before) } : {}),
    ...('after' in change ? { after: textOf(change.after) } : {}),
  };
}

const textOf = (value: string | Parameters<typeof clientIdShape>[0] | undefined): string | undefined =>
  typeof value === 'object' ? clientIdShape(value).encoded_id : value;
