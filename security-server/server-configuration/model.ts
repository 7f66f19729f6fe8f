import type { ClientId, GlobalGroupId, LocalGroupId } from '#protocol/identifiers/identifier.ts';

/** How information systems of a client must connect (X-Road's connection types). */
export type ConnectionType = 'HTTP' | 'HTTPS' | 'HTTPS_NO_AUTH';
export const CONNECTION_TYPES = ['HTTP', 'HTTPS', 'HTTPS_NO_AUTH'] as const satisfies readonly ConnectionType[];

export const SERVICE_TYPES = ['REST', 'OPENAPI3', 'WSDL'] as const;
export type ServiceType = (typeof SERVICE_TYPES)[number];

type HttpMethod = 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH' | 'HEAD' | 'OPTIONS' | 'TRACE';
export const HTTP_METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE'] as const;

/** One operation of a service: a method (`*`: any) and a path pattern (`**`: any). */
export interface Endpoint {
  readonly method: HttpMethod | '*';
  readonly path: string;
}

/** The endpoint that stands for the whole service. */
export const BASE_ENDPOINT: Endpoint = { method: '*', path: '**' };

export const isBase = ({ method, path }: Endpoint): boolean =>
  method === BASE_ENDPOINT.method && path === BASE_ENDPOINT.path;

export type RightSubject = ClientId | GlobalGroupId | LocalGroupId;

/** What services know their description by: one WSDL describes many, what else there is one. */
export const keyOfDescription = (type: ServiceType, url: string, serviceCode = ''): string =>
  type === 'WSDL' ? url : serviceCode;

export interface AccessRight {
  readonly subject: RightSubject;
  readonly endpoint: Endpoint;
}

export interface Service {
  readonly serviceCode: string;
  readonly serviceVersion?: string;
  readonly type: ServiceType;
  readonly url: string;
  /** Where its description is: WSDL, or OpenAPI. */
  readonly descriptionUrl?: string;
  /** What it is known to have, for lists of services; the rights may name more. */
  readonly endpoints: readonly Endpoint[];
  readonly timeoutSeconds: number;
  /** Whether the provider's TLS certificate must be one of the client's registered certificates. */
  readonly verifyTls: boolean;
  /** Set while the service is switched off: what callers are told. */
  readonly disabledNotice?: string;
  readonly rights: readonly AccessRight[];
}

/** What the service declares, and what its rights name. */
export function endpointsOf({ endpoints, rights }: Pick<Service, 'endpoints' | 'rights'>): Endpoint[] {
  const named = rights.map(({ endpoint }) => endpoint).filter((endpoint) => !isBase(endpoint));
  const all = new Map([...endpoints, ...named].map((each) => [`${each.method} ${each.path}`, each]));
  return [...all.values()];
}

export interface LocalGroup {
  readonly groupCode: string;
  readonly description: string;
  readonly members: readonly ClientId[];
}

/** Status of a client at its security server (X-Road's names). Only registered clients exchange messages. */
export const CLIENT_STATUSES = [
  'SAVED',
  'REGISTRATION_IN_PROGRESS',
  'REGISTERED',
  'DISABLING_IN_PROGRESS',
  'DISABLED',
  'ENABLING_IN_PROGRESS',
  'DELETION_IN_PROGRESS',
  'GLOBAL_ERROR',
] as const;
export type ClientStatus = (typeof CLIENT_STATUSES)[number];

export interface Client {
  readonly id: ClientId;
  /** Declared clients are saved: what becomes of them, global configuration says. */
  readonly status: ClientStatus;
  readonly connectionType: ConnectionType;
  /** Certificates of the client's information systems, DER. */
  readonly tlsCertificates: readonly Uint8Array[];
  readonly localGroups: readonly LocalGroup[];
  readonly services: readonly Service[];
}

/** An approved time-stamping service that the server is set up with. */
export interface TimeStampingChoice {
  readonly name: string;
  /** Where several of that name are approved: which; all of them where it is not said. */
  readonly url?: string;
}

/** Everything that a security server knows of its own clients and their services. */
export interface ServerConfiguration {
  readonly clients: readonly Client[];
  /** In the order in which they are asked. */
  readonly timeStampingServices: readonly TimeStampingChoice[];
}
