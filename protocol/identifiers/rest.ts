import { drumError, type ErrorCode } from '../errors.ts';
import { componentsOf, identifierOf } from './components.ts';
import type { ClientId, ServerId, ServiceId } from './identifier.ts';
import { percentDecodeSegment, percentEncodeSegment } from './percent.ts';

/** A third party in whose name a request is made (PR-REST §4.3): its code, and its class where it has one. */
export interface RepresentedParty {
  readonly partyClass?: string;
  readonly partyCode: string;
}

/** `X-Road-Client`: three (member) or four (subsystem) segments. */
export function parseRestClientHeader(value: string): ClientId {
  const parts = segments(value, 'invalid_client_identifier', 'Invalid client identifier');
  const id = identifierOf('SUBSYSTEM', parts) ?? (parts.length === 3 ? identifierOf('MEMBER', parts) : undefined);
  return id ?? fail('invalid_client_identifier', 'Invalid client identifier');
}

/** `X-Road-Service` of a response: five segments, no version. */
export function parseRestServiceHeader(value: string): ServiceId {
  const parts = segments(value, 'invalid_message', 'Invalid service identifier');
  const id = parts.length === 5 ? identifierOf('SERVICE', parts) : undefined;
  return id ?? fail('invalid_message', 'Invalid service identifier');
}

/** `X-Road-Security-Server`: four segments. */
export function parseRestServerHeader(value: string): ServerId {
  const parts = segments(value, 'invalid_security_server', 'Invalid security server identifier');
  const id = identifierOf('SERVER', parts);
  return id ?? fail('invalid_security_server', 'Invalid security server identifier');
}

/** `X-Road-Represented-Party`: one segment (the code) or two (class and code). */
export function parseRepresentedParty(value: string): RepresentedParty {
  const parts = segments(value, 'bad_request', 'Invalid represented party');
  const [first, second] = parts;
  if (parts.length === 1 && first) return { partyCode: first };
  if (parts.length === 2 && first && second) return { partyClass: first, partyCode: second };
  throw drumError('bad_request', 'Invalid represented party');
}

export const formatRestClient = (id: ClientId): string => format(componentsOf(id));
export const formatRestServer = (id: ServerId): string => format(componentsOf(id));
/** The service's segments without its version, which REST does not carry. */
export const formatRestService = (id: ServiceId): string => format(componentsOf(id).slice(0, -1));

function format(components: readonly (string | undefined)[]): string {
  return components
    .filter((component) => component !== undefined)
    .map(percentEncodeSegment)
    .join('/');
}

function segments(value: string, code: ErrorCode, message: string): string[] {
  return value.split('/').map((segment) => percentDecodeSegment(segment) ?? fail(code, message));
}

function fail(code: ErrorCode, message: string): never {
  throw drumError(code, message);
}
