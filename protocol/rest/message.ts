import type { ClientId } from '../identifiers/identifier.ts';
import { clientOfService } from '../identifiers/compare.ts';
import { parseRestRequest, type RestRequest } from './request.ts';
import { parseRestResponse, type RestResponse } from './response.ts';

/**
 * Reads a recorded REST message of either direction: a response begins with its status. Throws as the two parsers do.
 */
export function parseRestMessage(
  bytes: Uint8Array,
):
  | { kind: 'request'; message: RestRequest; signer: ClientId }
  | { kind: 'response'; message: RestResponse; signer: ClientId } {
  const first = bytes[0] ?? 0;
  if (first >= 0x31 && first <= 0x39) {
    const message = parseRestResponse(bytes);
    return { kind: 'response', message, signer: clientOfService(message.serviceId) };
  }
  const message = parseRestRequest(bytes);
  return { kind: 'request', message, signer: message.clientId };
}
