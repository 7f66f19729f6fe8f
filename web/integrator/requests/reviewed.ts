import { call, type AnswerOf } from '../../api/client.ts';
import type { Paths, Schemas } from '../../api/definitions/all.d.ts';
import { useAnswer, type Answered } from '../../api/queries.ts';
import type { Request } from './request-words.ts';

type Answer = AnswerOf<'/drum/management-requests/{management_request_id}/review' & keyof Paths, 'get'>;

/** A request as it is listed, with all that it says. */
export type ReviewedRequest = Request & {
  readonly subsystem_name?: string;
  readonly message?: string;
  readonly comments?: string;
  readonly certificate_details?: Schemas['CertificateDetails'];
  readonly signer_certificate_details?: Schemas['CertificateDetails'];
};

/** What the definition calls „as in openapi.yaml“ has its type here. */
export type Review = Omit<Answer, 'request'> & { readonly request: ReviewedRequest };

/** The code of a refusal: another has decided first. */
export const DECIDED = 'management_request_decided';

export const useReview = (id: number): Answered<Review> =>
  useAnswer(
    call('get', '/drum/management-requests/{management_request_id}/review', { path: { management_request_id: id } }),
  ) as unknown as Answered<Review>;
