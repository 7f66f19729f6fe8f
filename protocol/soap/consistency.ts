import { drumError } from '../errors.ts';
import { sameIdentifier } from '../identifiers/compare.ts';
import type { SoapHeader } from './header.ts';

/**
 * Whether a response answers this very request (PR-MESS §2.2 and §2.3): it repeats the request's header fields, and the
 * hash of its bytes. Throws `service_failed.inconsistent_response` for fields that differ, which are the service's, and
 * `inconsistent_response` for the hash, which is its security server's.
 */
export function checkSoapResponse(request: SoapHeader, requestHash: string, response: SoapHeader): void {
  const same: Readonly<Record<string, boolean>> = {
    client: sameIdentifier(request.clientId, response.clientId),
    service: sameIdentifier(request.serviceId, response.serviceId),
    id: request.queryId === response.queryId,
    userId: request.userId === response.userId,
    issue: request.issue === response.issue,
    representedParty:
      request.representedParty?.partyClass === response.representedParty?.partyClass &&
      request.representedParty?.partyCode === response.representedParty?.partyCode,
  };
  const [differs] = Object.entries(same).find(([, isSame]) => !isSame) ?? [];
  if (differs !== undefined) {
    const text = `Response from server proxy is not consistent with request: the field '${differs}' differs`;
    throw drumError('inconsistent_response', text).withPrefix('service_failed');
  }
  if (response.requestHash === undefined) {
    throw drumError('inconsistent_response', 'Response from server proxy is missing request message hash');
  }
  // Base64 may be written in more than one way; the bytes count.
  if (!Buffer.from(response.requestHash.value, 'base64').equals(Buffer.from(requestHash, 'base64'))) {
    throw drumError('inconsistent_response', 'Request message hash does not match request message');
  }
}
