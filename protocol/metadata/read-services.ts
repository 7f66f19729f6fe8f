import { drumError } from '../errors.ts';
import { clientOfService, sameIdentifier } from '../identifiers/compare.ts';
import { identifierOf } from '../identifiers/components.ts';
import type { ClientId, ServiceId } from '../identifiers/identifier.ts';
import { serviceIdFromXml } from '../identifiers/xml.ts';
import type { SoapEnvelope } from '../soap/envelope.ts';
import { XROAD } from '../soap/namespaces.ts';
import { childrenOf } from '../xml/read.ts';
import { RESERVED_SERVICE_CODES, type ListedService } from './services.ts';

/** More services than any subsystem has. */
const SERVICES_MAX = 1_000;
const ENDPOINTS_MAX = 300;

/** What `listMethods` for REST answers of a subsystem (PR-MREST §4.2). Throws `invalid_request`, also where it names somebody else's service. */
export function readServiceListJson(bytes: Uint8Array, provider: ClientId): ListedService[] {
  let tree: unknown;
  try {
    tree = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
  } catch (error) {
    throw malformed('it is not JSON', error);
  }
  const services = isObject(tree) ? tree.service : undefined;
  if (!Array.isArray(services)) throw malformed('it has no list');
  requireCount(services.length);
  return withoutRepetition(
    services.map((service: unknown) => restService(service, provider)),
    ({ id }) => id,
  );
}

function restService(service: unknown, provider: ClientId): ListedService {
  if (!isObject(service)) throw malformed('a service is no object');
  const { xroad_instance, member_class, member_code, subsystem_code, service_code } = service;
  const parts = [xroad_instance, member_class, member_code, subsystem_code, service_code].map((part) =>
    typeof part === 'string' ? part : undefined,
  );
  const id = identifierOf('SERVICE', parts);
  if (id === undefined) throw malformed('a service has no identifier');
  return {
    id: ownOf(id, provider),
    // X-Road's servers of before 7.4 say OPENAPI3.
    type: String(service.service_type).startsWith('OPENAPI') ? 'OPENAPI' : 'REST',
    endpoints: endpointsOf(service.endpoint_list),
  };
}

function endpointsOf(list: unknown): { method: string; path: string }[] {
  const endpoints: unknown[] = Array.isArray(list) ? list.slice(0, ENDPOINTS_MAX) : [];
  return endpoints.flatMap((endpoint) =>
    isObject(endpoint) && typeof endpoint.method === 'string' && typeof endpoint.path === 'string'
      ? [{ method: endpoint.method, path: endpoint.path }]
      : [],
  );
}

/** What `listMethods` for SOAP answers of a subsystem (PR-META §4). Throws what `readServiceListJson` throws. */
export function readServiceListXml({ body }: SoapEnvelope, provider: ClientId): ServiceId[] {
  const [list] = body?.children ?? [];
  if (list?.name !== 'listMethodsResponse' || list.namespace !== XROAD) throw malformed('it is no list');
  const services = childrenOf(list, 'service', XROAD);
  requireCount(services.length);
  return withoutRepetition(
    services.map((service) => ownOf(serviceIdFromXml(service, 'invalid_request'), provider)),
    (id) => id,
  );
}

/** Nobody lists what is another's. */
function ownOf(id: ServiceId, provider: ClientId): ServiceId {
  if (sameIdentifier(clientOfService(id), provider)) return id;
  throw malformed('it names a service of another subsystem');
}

function withoutRepetition<T>(services: readonly T[], idOf: (service: T) => ServiceId): T[] {
  const byKey = new Map(services.map((service) => [keyOf(idOf(service)), service]));
  return [...byKey]
    .filter(([key]) => !RESERVED_SERVICE_CODES.includes((JSON.parse(key) as string[])[0] ?? ''))
    .map(([, service]) => service);
}

const keyOf = ({ serviceCode, serviceVersion }: ServiceId): string => JSON.stringify([serviceCode, serviceVersion]);

function requireCount(count: number): void {
  if (count > SERVICES_MAX) throw malformed(`it has more than ${SERVICES_MAX} services`);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const malformed = (why: string, cause?: unknown) =>
  drumError('invalid_request', `The list of services cannot be read: ${why}`, cause);
