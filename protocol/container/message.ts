import type { ClientId } from '../identifiers/identifier.ts';
import { parseRestMessage } from '../rest/message.ts';
import { readSoapHeader } from '../soap/header.ts';
import { CONTAINER_LIMITS } from './entries.ts';

/** What the message of a container says of itself. */
export interface RecordedMessage {
  readonly kind: 'SOAP' | 'REST';
  readonly isRequest: boolean;
  readonly queryId: string;
  /** Who must have signed it: the client of a request, the provider of a response. */
  readonly signer: ClientId;
}

/** A method, or a status. */
const REST_START = /^[0-9A-Z]/;

/** Both kinds of message stand in `message.xml`, though only one is XML. Throws as their readers do. */
export function readMessage(bytes: Uint8Array): RecordedMessage {
  if (isSoap(bytes)) {
    const { isRequest, queryId, signer } = readSoapHeader(bytes, SOAP_LIMITS);
    return { kind: 'SOAP', isRequest, queryId, signer };
  }
  const { kind, message, signer } = parseRestMessage(bytes);
  return { kind: 'REST', isRequest: kind === 'request', queryId: message.queryId, signer };
}

/** XML begins otherwise in every encoding. */
export const isSoap = (bytes: Uint8Array): boolean =>
  !REST_START.test(Buffer.from(bytes.subarray(0, 1)).toString('latin1'));

export const SOAP_LIMITS = {
  bytesMax: CONTAINER_LIMITS.messageBytesMax,
  depthMax: 64,
  elementsMax: 1_000_000,
  attributesPerElementMax: 64,
  namespacesInForceMax: 256,
};
