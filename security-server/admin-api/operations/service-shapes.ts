import { formatEncodedId } from '#protocol/identifiers/text.ts';
import {
  fullCodeOf,
  type AdministeredService,
  type Description,
  type NumberedEndpoint,
} from '../../server-configuration/descriptions.ts';

/* The shapes of the definition for services and what they come from. */

/** `ServiceDescription` of the definition. */
export const descriptionShape = (description: Description) => ({
  id: String(description.number),
  client_id: formatEncodedId(description.client),
  type: description.type,
  url: description.url,
  disabled: description.isDisabled,
  ...(description.notice === undefined ? {} : { disabled_notice: description.notice }),
  refreshed_at: description.refreshedAt.toISOString(),
  services: description.services.map(serviceShape),
});

/** `Service` of the definition. */
export const serviceShape = (service: AdministeredService) => ({
  id: `${formatEncodedId(service.client)}:${fullCodeOf(service)}`,
  full_service_code: fullCodeOf(service),
  service_code: service.serviceCode,
  timeout: service.timeoutSeconds,
  ...(service.title === undefined ? {} : { title: service.title }),
  ssl_auth: service.verifyTls,
  url: service.url,
  endpoints: service.endpoints.map((endpoint) => endpointShape({ ...endpoint, serviceCode: service.serviceCode })),
});

/** `Endpoint` of the definition. */
export const endpointShape = (endpoint: NumberedEndpoint & { readonly serviceCode: string }) => ({
  id: String(endpoint.number),
  service_code: endpoint.serviceCode,
  method: endpoint.method,
  path: endpoint.path,
  generated: endpoint.isGenerated,
});
