import { digest } from '#certs/algorithms.ts';
import { drumError } from '../errors.ts';
import { sameIdentifier } from '../identifiers/compare.ts';
import type { RestRequest } from './request.ts';
import type { RestResponse } from './response.ts';

/**
 * `x-road-request-hash` (PR-REST §4.3): base64 of SHA-512 over the header part; where a body part travelled, even an empty
 * one, of SHA-512 over the two digests one after the other.
 */
export function restRequestHash(headerPart: Uint8Array, bodyDigest?: Uint8Array): string {
  const ofHeaders = digest('SHA-512', headerPart);
  const hash = bodyDigest === undefined ? ofHeaders : digest('SHA-512', ofHeaders, bodyDigest);
  return hash.toString('base64');
}

/**
 * Whether a response answers this very request. Throws `inconsistent_response` and says in what it does not; `requestHash`
 * is the one that we computed.
 */
export function checkRestResponse(request: RestRequest, requestHash: string, response: RestResponse): void {
  const consistent: Readonly<Record<string, boolean>> = {
    'client id': sameIdentifier(request.clientId, response.clientId),
    'message id': request.queryId === response.queryId,
    'service id': sameIdentifier(request.serviceId, response.serviceId),
    'request id': request.requestId === response.requestId,
    hash: sameHash(requestHash, response.requestHash),
  };
  for (const [what, same] of Object.entries(consistent)) {
    if (!same) throw drumError('inconsistent_response', `Response message ${what} does not match request message`);
  }
}

// Base64 may be written in more than one way; the bytes count.
function sameHash(a: string, b: string): boolean {
  return Buffer.from(a, 'base64').equals(Buffer.from(b, 'base64'));
}
