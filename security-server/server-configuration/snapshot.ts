import type { ClientId, ServiceId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import { drumError } from '#protocol/errors.ts';
import { matchesPathGlob } from './path-glob.ts';
import { pathReadings } from './request-path.ts';
import {
  endpointsOf,
  isBase,
  type AccessRight,
  type Client,
  type ClientStatus,
  type Endpoint,
  type RightSubject,
  type ServerConfiguration,
  type Service,
} from './model.ts';

/** Answers of global configuration that a right may depend on. */
export interface GroupMembership {
  isInGlobalGroup(client: ClientId, group: { readonly instance: string; readonly groupCode: string }): boolean;
}

/** What a call was allowed by. */
export interface Authorization {
  readonly service: Service;
  readonly right: AccessRight;
}

/** A service with the endpoints that are known of it. */
export interface OfferedService {
  readonly id: ServiceId;
  readonly service: Service;
  readonly endpoints: readonly Endpoint[];
}

/** The server's own configuration as the data plane uses it: read once into maps, never changed, swapped whole. */
export class ServerConfigurationSnapshot {
  readonly configuration: ServerConfiguration;
  private readonly clients: ReadonlyMap<string, Client>;
  private readonly services: ReadonlyMap<string, { readonly client: Client; readonly service: Service }>;

  constructor(configuration: ServerConfiguration) {
    this.configuration = configuration;
    this.clients = new Map(configuration.clients.map((client) => [keyOf(client.id), client]));
    this.services = new Map(
      configuration.clients.flatMap((client) =>
        client.services.map((service) => [keyOf(serviceIdOf(client.id, service)), { client, service }] as const),
      ),
    );
  }

  /** The same with other statuses, by the client's key. */
  withStatuses(statuses: ReadonlyMap<string, ClientStatus>): ServerConfigurationSnapshot {
    const clients = this.configuration.clients.map((client) => ({
      ...client,
      status: statuses.get(keyOf(client.id)) ?? client.status,
    }));
    return new ServerConfigurationSnapshot({ ...this.configuration, clients });
  }

  client(id: ClientId): Client | undefined {
    return this.clients.get(keyOf(id));
  }

  /** The client, when it may exchange messages. Throws `unknown_member`. */
  registeredClient(id: ClientId): Client {
    const client = this.client(id);
    if (client?.status !== 'REGISTERED') throw drumError('unknown_member', `Client '${keyOf(id)}' not found`);
    return client;
  }

  service(id: ServiceId): Service | undefined {
    return this.services.get(keyOf(id))?.service;
  }

  /**
   * The path of the endpoint, as its service declares it, that a REST request is for; where several match the last by name, which
   * has a wildcard latest. Undefined where none does.
   */
  endpointPath(
    serviceId: ServiceId,
    { method, rawPath }: { readonly method: string; readonly rawPath: string },
  ): string | undefined {
    const service = this.service(serviceId);
    const readings = pathReadings(rawPath);
    if (service === undefined || readings.length === 0) return undefined;
    return endpointsOf(service)
      .filter((endpoint) => !isBase(endpoint) && isFor(endpoint, method, readings))
      .map(({ path }) => path)
      .sort()
      .at(-1);
  }

  /**
   * The service that this REST request may call. Checks in X-Road's order: it exists, it is a REST service, the client has
   * the right, it is not switched off. Throws `unknown_service`, `service_type`, `access_denied`, `service_disabled`.
   */
  authorizeRest(
    caller: ClientId,
    serviceId: ServiceId,
    request: { readonly method: string; readonly rawPath: string },
    groups: GroupMembership,
  ): Authorization {
    const { client, service } = this.offered(serviceId);
    if (service.type === 'WSDL') {
      throw drumError('service_type', 'Service is a SOAP service and cannot be called using REST interface');
    }
    const readings = pathReadings(request.rawPath);
    const isCovered = (right: AccessRight): boolean => readings.length > 0 && covers(right, request.method, readings);
    return allowed(serviceId, service, rightOf(caller, client, service, isCovered, groups));
  }

  /**
   * The service that this SOAP request may call, in the same order. Only a right to the whole service counts. Throws as
   * `authorizeRest`.
   */
  authorizeSoap(caller: ClientId, serviceId: ServiceId, groups: GroupMembership): Authorization {
    const { client, service } = this.offered(serviceId);
    if (service.type !== 'WSDL') {
      throw drumError('service_type', 'Service is a REST service and cannot be called using SOAP interface');
    }
    return allowed(serviceId, service, rightOf(caller, client, service, isWhole, groups));
  }

  /** The services of a client of this server: all of them, or those that a caller may call at least a part of. */
  servicesOf(
    provider: ClientId,
    allowed?: { readonly caller: ClientId; readonly groups: GroupMembership },
  ): OfferedService[] {
    const client = this.client(provider);
    if (client === undefined) return [];
    return client.services.flatMap((service) => {
      const rights = service.rights.filter(
        ({ subject }) => allowed === undefined || isSubject(subject, allowed.caller, client, allowed.groups),
      );
      if (allowed !== undefined && rights.length === 0) return [];
      const endpoints = endpointsOf(service);
      return {
        id: serviceIdOf(client.id, service),
        service,
        endpoints:
          allowed === undefined ? endpoints : endpoints.filter((each) => rights.some((right) => reaches(right, each))),
      };
    });
  }

  private offered(serviceId: ServiceId): { readonly client: Client; readonly service: Service } {
    const found = this.services.get(keyOf(serviceId));
    if (found === undefined) throw drumError('unknown_service', `Unknown service: ${keyOf(serviceId)}`);
    return found;
  }
}

function allowed(serviceId: ServiceId, service: Service, right: AccessRight | undefined): Authorization {
  if (right === undefined) {
    throw drumError('access_denied', `Request is not allowed: ${keyOf(serviceId)}`);
  }
  if (service.disabledNotice !== undefined) {
    throw drumError('service_disabled', `Service ${keyOf(serviceId)} is disabled: ${service.disabledNotice}`);
  }
  return { service, right };
}

const reaches = ({ endpoint }: AccessRight, { method, path }: Endpoint): boolean =>
  (endpoint.method === '*' || endpoint.method === method) &&
  (endpoint.path === '**' || matchesPathGlob(endpoint.path, path));

function serviceIdOf(client: ClientId, service: Pick<Service, 'serviceCode' | 'serviceVersion'>): ServiceId {
  const { instance, memberClass, memberCode } = client;
  return {
    type: 'SERVICE',
    instance,
    memberClass,
    memberCode,
    ...(client.type === 'SUBSYSTEM' ? { subsystemCode: client.subsystemCode } : {}),
    serviceCode: service.serviceCode,
    ...(service.serviceVersion === undefined ? {} : { serviceVersion: service.serviceVersion }),
  };
}

function rightOf(
  caller: ClientId,
  provider: Client,
  service: Service,
  isCovered: (right: AccessRight) => boolean,
  groups: GroupMembership,
): AccessRight | undefined {
  return service.rights.find((right) => isCovered(right) && isSubject(right.subject, caller, provider, groups));
}

const isWhole = ({ endpoint }: AccessRight): boolean => isBase(endpoint);

const covers = ({ endpoint }: AccessRight, method: string, readings: readonly string[]): boolean =>
  isFor(endpoint, method, readings);

function isFor(endpoint: Endpoint, method: string, readings: readonly string[]): boolean {
  return (
    (endpoint.method === '*' || endpoint.method === method) &&
    (endpoint.path === '**' || readings.every((path) => matchesPathGlob(endpoint.path, path)))
  );
}

function isSubject(subject: RightSubject, caller: ClientId, provider: Client, groups: GroupMembership): boolean {
  switch (subject.type) {
    case 'GLOBALGROUP':
      return groups.isInGlobalGroup(caller, subject);
    case 'LOCALGROUP':
      return provider.localGroups.some(
        (group) =>
          group.groupCode === subject.groupCode && group.members.some((member) => keyOf(member) === keyOf(caller)),
      );
    case 'MEMBER':
    case 'SUBSYSTEM':
      return keyOf(subject) === keyOf(caller);
  }
}
