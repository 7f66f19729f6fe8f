import type { DigestName } from '#certs/algorithms.ts';
import { drumError } from '../errors.ts';
import type { Protocol } from './message.ts';
import { multipartContentType } from './multipart-writer.ts';

/** HTTP headers of the request between security servers, in lower case (PR-MESSTRANSP §2). */
export interface TransportRequestHeaders {
  readonly protocol: Protocol;
  /** The UUID of this exchange; the same as in the signed REST message. */
  readonly requestId: string;
  readonly hashAlgorithm: string | undefined;
  readonly contentType: string | undefined;
  /** The information system's own content type: SOAP needs it for the service. */
  readonly originalContentType: string | undefined;
  readonly originalSoapAction: string | undefined;
  readonly proxyVersion: string | undefined;
}

type HttpHeaders = Readonly<Record<string, string | string[] | undefined>>;

// Digests that may name the parts of a message; X-Road's own is always SHA-512.
const HASH_ALGORITHMS: readonly DigestName[] = ['SHA-256', 'SHA-384', 'SHA-512'];

/** Reads the headers as node:http gives them. Throws `invalid_message` where the request id is missing. */
export function readTransportRequestHeaders(headers: HttpHeaders): TransportRequestHeaders {
  const value = (name: string) => {
    const found = headers[name];
    return Array.isArray(found) ? found.join(', ') : found;
  };
  const requestId = value('x-road-request-id');
  if (!requestId) throw drumError('invalid_message', 'The request has no header x-road-request-id');
  return {
    protocol: value('x-road-message-type') === 'REST' ? 'REST' : 'SOAP',
    requestId,
    hashAlgorithm: value('x-hash-algorithm'),
    contentType: value('content-type'),
    originalContentType: value('x-original-content-type'),
    originalSoapAction: value('x-original-soapaction'),
    proxyVersion: value('x-proxy-version'),
  };
}

/** The headers of a request that carries a message with that boundary, in X-Road's order. */
export function transportRequestHeaders(
  boundary: string,
  headers: Pick<TransportRequestHeaders, 'protocol' | 'requestId' | 'originalContentType' | 'originalSoapAction'> & {
    proxyVersion: string;
  },
): Record<string, string> {
  const { protocol, originalSoapAction } = headers;
  return {
    ...(protocol === 'REST' ? { 'x-road-message-type': 'REST' } : {}),
    'x-hash-algorithm': 'SHA-512',
    'x-original-content-type': headers.originalContentType ?? '',
    ...(originalSoapAction === undefined ? {} : { 'x-original-soapaction': originalSoapAction }),
    'x-road-request-id': headers.requestId,
    'x-proxy-version': headers.proxyVersion,
    'Content-Type': multipartContentType(boundary),
  };
}

/** The digest that `x-hash-algorithm` names, in any case. Throws `invalid_message` for none and for one that we do not take. */
export function hashAlgorithmOf(name: string | undefined): DigestName {
  const found = HASH_ALGORITHMS.find((known) => known === name?.toUpperCase());
  if (found === undefined) {
    const problem = name === undefined ? 'is missing' : 'names no digest algorithm that is accepted';
    throw drumError('invalid_message', `The header x-hash-algorithm ${problem}`);
  }
  return found;
}
