import type { ClientId, ServiceId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import { drumError } from '#protocol/errors.ts';
import { matchesPathGlob } from './path-glob.ts';
import { pathReadings } from './request-path.ts';
import type { AccessRight, Client, RightSubject, ServerConfiguration, Service } from './model.ts';

/** Answers of global configuration that a right may depend on. */
export interface GroupMembership {
  isInGlobalGroup(client: ClientId, group: { readonly instance: string; readonly groupCode: string }): boolean;
}

/** What a call was allowed by. */
export interface Authorization {
  readonly service: Service;
  readonly right: AccessRight;
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
   * The service that this REST request may call. Checks in X-Road's order: it exists, it is a REST service, the client has
   * the right, it is not switched off. Throws `unknown_service`, `service_type`, `access_denied`, `service_disabled`.
   */
  authorizeRest(
    caller: ClientId,
    serviceId: ServiceId,
    request: { readonly method: string; readonly rawPath: string },
    groups: GroupMembership,
  ): Authorization {
    const found = this.services.get(keyOf(serviceId));
    if (found === undefined) throw drumError('unknown_service', `Unknown service: ${keyOf(serviceId)}`);
    const { client, service } = found;
    if (service.type === 'WSDL') {
      throw drumError('service_type', 'Service is a SOAP service and cannot be called using REST interface');
    }
    const right = rightOf(caller, client, service, request, groups);
    if (right === undefined) {
      throw drumError('access_denied', `Request is not allowed: ${keyOf(serviceId)}`);
    }
    if (service.disabledNotice !== undefined) {
      throw drumError('service_disabled', `Service ${keyOf(serviceId)} is disabled: ${service.disabledNotice}`);
    }
    return { service, right };
  }
}

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
  request: { readonly method: string; readonly rawPath: string },
  groups: GroupMembership,
): AccessRight | undefined {
  const readings = pathReadings(request.rawPath);
  if (readings.length === 0) return undefined;
  return service.rights.find(
    (right) => covers(right, request.method, readings) && isSubject(right.subject, caller, provider, groups),
  );
}

function covers({ endpoint }: AccessRight, method: string, readings: readonly string[]): boolean {
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
