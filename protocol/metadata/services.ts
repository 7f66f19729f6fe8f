import type { ServiceId } from '../identifiers/identifier.ts';
import { identifierToXml } from '../identifiers/xml.ts';

/** Codes of the services that a security server has for everybody; no provider's service may have one (PR-META, PR-MREST, PR-OPMON). */
export const RESERVED_SERVICE_CODES: readonly string[] = [
  'listClients',
  'listMethods',
  'allowedMethods',
  'getWsdl',
  'getOpenAPI',
  'getSecurityServerMetrics',
  'getSecurityServerOperationalData',
  'getSecurityServerHealthData',
];

/** A REST service as `listMethods` and `allowedMethods` tell it. */
export interface ListedService {
  readonly id: ServiceId;
  readonly type: 'REST' | 'OPENAPI';
  readonly endpoints: readonly { readonly method: string; readonly path: string }[];
}

/** PR-MREST §4.2 and §4.3; names and order are those that X-Road's servers write. */
export function serviceListJson(services: readonly ListedService[]): string {
  return JSON.stringify({
    service: services.map(({ id, type, endpoints }) => ({
      member_class: id.memberClass,
      member_code: id.memberCode,
      ...(id.subsystemCode === undefined ? {} : { subsystem_code: id.subsystemCode }),
      service_code: id.serviceCode,
      endpoint_list: endpoints.map(({ method, path }) => ({ method, path })),
      object_type: 'SERVICE',
      service_type: type,
      xroad_instance: id.instance,
    })),
  });
}

/** The body of the SOAP response of `listMethods` or `allowedMethods` (PR-META §4, §5): SOAP services by their identifiers. */
export function serviceListXml(serviceCode: string, services: readonly ServiceId[]): string {
  const listed = services.map((id) => identifierToXml('xroad:service', id));
  return `<xroad:${serviceCode}Response>${listed.join('')}</xroad:${serviceCode}Response>`;
}
