import { drumError } from '../errors.ts';
import type { ClientId, ServiceId } from '../identifiers/identifier.ts';
import {
  formatRestClient,
  formatRestService,
  parseRestClientHeader,
  parseRestServiceHeader,
} from '../identifiers/rest.ts';
import {
  carriedHeaders,
  HEADER_PART_LIMITS,
  headerValue,
  printHeaderPart,
  readHeaderPart,
  ROAD_HEADERS,
  type Header,
} from './header-part.ts';
import type { RestRequest } from './request.ts';

/** A REST response: its canonical header part, which is signed as `/message.xml`, and what it says. */
export interface RestResponse {
  readonly bytes: Buffer;
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly Header[];
  readonly clientId: ClientId;
  readonly serviceId: ServiceId;
  readonly queryId: string;
  /** Of the request that it answers; software before 6.24 wrote none. */
  readonly requestId: string | undefined;
  /** Base64, as in the header. */
  readonly requestHash: string;
}

export interface ProviderAnswer {
  readonly status: number;
  /** Empty where the provider gave none. */
  readonly reason: string;
  /** In the order and case received; values as HTTP gives them (a character a byte). */
  readonly headers: readonly Header[];
}

// Final statuses of three digits (RFC 9110 §15).
const STATUS = /^[2-9][0-9]{2}$/;

/**
 * The REST response that a provider's security server signs and sends for its service's answer: hop headers and all that
 * could pass for our own words dropped, then ours appended in X-Road's order. `requestHash` is that of `restRequestHash`.
 * Throws `http_error` for an answer that has no canonical form.
 */
export function buildRestResponse(request: RestRequest, requestHash: string, answer: ProviderAnswer): RestResponse {
  const { id, client, service, requestId, requestHash: hash } = ROAD_HEADERS;
  // A provider's own x-road-service stays, as in X-Road; readers take the last, which is ours.
  const headers: Header[] = [
    ...carriedHeaders(answer.headers, id, hash, client, requestId),
    [id, request.queryId],
    [client, formatRestClient(request.clientId)],
    [service, formatRestService(request.serviceId)],
    ...(request.requestId === undefined ? [] : [[requestId, request.requestId] as const]),
    [hash, requestHash],
  ];
  const { status, reason } = answer;
  if (!STATUS.test(String(status)) || /[\r\n]/.test(reason)) throw drumError('http_error', 'Invalid response status');
  const { clientId, serviceId, queryId } = request;
  const bytes = printHeaderPart([String(status), reason], headers, 'http_error');
  return { bytes, status, reason, headers, clientId, serviceId, queryId, requestId: request.requestId, requestHash };
}

/**
 * Reads the header part of a response from another security server, a log or a container. Throws `invalid_message`, or
 * `invalid_client_identifier` where that is at fault.
 */
export function parseRestResponse(bytes: Uint8Array, limits = HEADER_PART_LIMITS): RestResponse {
  const { start, headers } = readHeaderPart(bytes, limits);
  const [status, reason] = start;
  if (!STATUS.test(status)) throw drumError('invalid_message', 'The REST response has no valid status');
  return {
    bytes: Buffer.from(bytes),
    status: Number(status),
    reason,
    headers,
    clientId: parseRestClientHeader(required(headers, ROAD_HEADERS.client)),
    serviceId: parseRestServiceHeader(required(headers, ROAD_HEADERS.service)),
    queryId: required(headers, ROAD_HEADERS.id),
    requestId: headerValue(headers, ROAD_HEADERS.requestId),
    requestHash: required(headers, ROAD_HEADERS.requestHash),
  };
}

function required(headers: readonly Header[], name: string): string {
  const value = headerValue(headers, name);
  if (!value) throw drumError('invalid_message', `The REST response has no ${name}`);
  return value;
}
