import { DrumError, drumError } from '../errors.ts';
import type { ClientId, ServerId } from '../identifiers/identifier.ts';
import {
  parseRepresentedParty,
  parseRestClientHeader,
  parseRestServerHeader,
  type RepresentedParty,
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
import { parseRestTarget, type RestTarget } from './path.ts';

const VERBS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'TRACE'] as const;
type RestVerb = (typeof VERBS)[number];

/** A REST request: its canonical header part, which is signed as `/message.xml`, and what it says. */
export interface RestRequest extends RestTarget {
  readonly bytes: Buffer;
  readonly verb: RestVerb;
  readonly headers: readonly Header[];
  readonly clientId: ClientId;
  /** `X-Road-Id`, by which all messages of the exchange are found. */
  readonly queryId: string;
  /** `X-Road-Request-Id` of this exchange; software before 6.24 wrote none. */
  readonly requestId: string | undefined;
  readonly securityServerId: ServerId | undefined;
  readonly representedParty: RepresentedParty | undefined;
  readonly userId: string | undefined;
  readonly issue: string | undefined;
}

export interface IncomingRestRequest {
  readonly method: string;
  /** The request target as received: `/r1/…?query`, percent-encoding untouched. */
  readonly rawPath: string;
  /** In the order and case received; values as HTTP gives them (a character a byte). */
  readonly headers: readonly Header[];
  /** The UUID of this exchange, made by the consumer's security server. */
  readonly requestId: string;
  /** Made of instance and UUID where the caller gave no `X-Road-Id`. */
  readonly instance: string;
  readonly newMessageId: string;
}

/**
 * The REST request that a consumer's security server signs and sends for an information system's HTTP request: hop
 * headers and any request id or hash of the caller dropped, our request id appended, then a message id where there is
 * none. Throws `bad_request`, `invalid_client_identifier`, `invalid_security_server`.
 */
export function buildRestRequest(incoming: IncomingRestRequest): RestRequest {
  const headers = carriedHeaders(incoming.headers, ROAD_HEADERS.requestId, ROAD_HEADERS.requestHash);
  headers.push([ROAD_HEADERS.requestId, incoming.requestId]);
  if (headerValue(headers, ROAD_HEADERS.id) === undefined) {
    headers.push([ROAD_HEADERS.id, `${incoming.instance}-${incoming.newMessageId}`]);
  }
  const { method, rawPath } = incoming;
  return interpret(printHeaderPart([method, rawPath], headers, 'bad_request'), method, rawPath, headers);
}

/**
 * Reads the header part of a request from another security server, a log or a container. Throws `invalid_message`, or
 * `invalid_client_identifier` and `invalid_security_server` where these are at fault.
 */
export function parseRestRequest(bytes: Uint8Array, limits = HEADER_PART_LIMITS): RestRequest {
  const { start, headers } = readHeaderPart(bytes, limits);
  try {
    return interpret(Buffer.from(bytes), ...start, headers);
  } catch (error) {
    // What a caller gets wrong is its bad request; what a server passes on is a bad message.
    if (error instanceof DrumError && error.code === 'bad_request') {
      throw drumError('invalid_message', error.message, error);
    }
    throw error;
  }
}

function interpret(bytes: Buffer, method: string, target: string, headers: readonly Header[]): RestRequest {
  const verb = VERBS.find((each) => each === method);
  if (verb === undefined) throw drumError('bad_request', 'Unsupported HTTP method');
  const client = headerValue(headers, ROAD_HEADERS.client);
  const queryId = headerValue(headers, ROAD_HEADERS.id);
  const server = headerValue(headers, ROAD_HEADERS.securityServer);
  const party = headerValue(headers, ROAD_HEADERS.representedParty);
  const restTarget = parseRestTarget(target);
  if (client === undefined) throw drumError('invalid_client_identifier', 'The client identifier is missing');
  if (!queryId) throw drumError('bad_request', 'The message id is missing');
  return {
    ...restTarget,
    bytes,
    verb,
    headers,
    clientId: parseRestClientHeader(client),
    queryId,
    requestId: headerValue(headers, ROAD_HEADERS.requestId),
    securityServerId: server === undefined ? undefined : parseRestServerHeader(server),
    representedParty: party === undefined ? undefined : parseRepresentedParty(party),
    userId: headerValue(headers, ROAD_HEADERS.userId),
    issue: headerValue(headers, ROAD_HEADERS.issue),
  };
}
