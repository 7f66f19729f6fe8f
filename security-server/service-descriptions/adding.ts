import { WarningsDetected, type Warning } from '#administration/http/warnings.ts';
import { drumError } from '#protocol/errors.ts';
import type { ClientId } from '#protocol/identifiers/identifier.ts';
import type { ConfigurationReader, ConfigurationTransaction, Mutation } from '../server-configuration/change.ts';
import { addDescription } from '../server-configuration/description-changes.ts';
import {
  requireNewCode,
  requireNewServices,
  requireNewUrl,
  requireNewWsdl,
  requireNotReserved,
  requireUsableAddresses,
  requireUsableCode,
  requireUsableIdentifiers,
  requireUsableUrl,
  type DescribedService,
} from '../server-configuration/description-checks.ts';
import { descriptionsOf, type Description } from '../server-configuration/descriptions.ts';
import type { Endpoint, ServiceType } from '../server-configuration/model.ts';
import { openApiAt, wsdlAt, type Download } from './content.ts';

/** A service description as somebody asks for it. */
export interface WantedDescription {
  readonly client: ClientId;
  readonly type: ServiceType;
  readonly url: string;
  /** Of REST and OpenAPI. */
  readonly serviceCode?: string | undefined;
}

/** What is known of it when it has been read. */
export interface ReadContent {
  readonly services: readonly DescribedService[];
  /** Of the only service, where it is no WSDL. */
  readonly endpoints: readonly Endpoint[];
  readonly warnings: readonly Warning[];
}

/** How changes of descriptions are made. */
export interface ChangeOptions {
  readonly ignoreWarnings: boolean;
  readonly timeoutSeconds: number;
  readonly now: Date;
}

/**
 * Checks what can be checked beforehand and reads what stands at the address. Throws `client_not_found`, `missing_parameter`,
 * `malformed_url`, `validation_failure`, `service_code_reserved`, `wsdl_exists`, and what `contentOf…` throws.
 */
export async function readNew(
  configuration: ConfigurationReader,
  { client, type, url, serviceCode }: WantedDescription,
  download: Download,
): Promise<ReadContent> {
  const known = await descriptionsOf(configuration, client);
  if (type === 'WSDL') {
    requireUsableUrl(url);
    requireNewWsdl(url, known);
    return contentOfWsdl(url, download);
  }
  const code = requireGiven(serviceCode);
  requireUsableUrl(url);
  requireUsableCode(code, 'rest_service_code');
  return type === 'REST'
    ? { services: [{ serviceCode: code, url }], endpoints: [], warnings: [] }
    : contentOfOpenApi(url, code, download);
}

/**
 * Adds what has been read; it begins disabled. Throws `client_not_found`, `wsdl_exists`, `invalid_wsdl_service_identifier`,
 * `service_already_exists`, `service_code_reserved`, `invalid_service_url`, `service_code_already_exists`, `url_already_exists`, and
 * `warnings_detected`.
 */
export async function addRead(
  change: ConfigurationTransaction,
  { client, type, url }: WantedDescription,
  content: ReadContent,
  { ignoreWarnings, timeoutSeconds, now }: ChangeOptions,
): Promise<Mutation<undefined, Description>> {
  requireNoWarnings(content.warnings, ignoreWarnings);
  const known = await descriptionsOf(change, client);
  if (type === 'WSDL') {
    requireFittingWsdl(url, content.services, known);
    requireUsableAddresses(content.services);
  } else requireFittingCode(url, content.services[0]?.serviceCode ?? '', known);
  const { services, endpoints } = content;
  return addDescription(change, { client, type, url, services, endpoints, timeoutSeconds }, now);
}

/** Throws `wsdl_download_failed`, `invalid_wsdl`. */
export async function contentOfWsdl(url: string, download: Download): Promise<ReadContent> {
  return { services: await wsdlAt(url, download), endpoints: [], warnings: [] };
}

/** Throws `openapi_parsing_error`, `unsupported_openapi_version`. */
export async function contentOfOpenApi(url: string, serviceCode: string, download: Download): Promise<ReadContent> {
  const { address, endpoints, warnings } = await openApiAt(url, download);
  return {
    services: [{ serviceCode, url: address }],
    endpoints,
    warnings: warnings.length === 0 ? [] : [{ code: 'openapi_validation_warnings', metadata: warnings }],
  };
}

/** Among the client's other descriptions. */
export function requireFittingWsdl(
  url: string,
  services: readonly DescribedService[],
  others: readonly Description[],
): void {
  requireNewWsdl(url, others);
  requireUsableIdentifiers(services);
  requireNewServices(services, others);
  requireNotReserved(services);
}

/** Among the client's other descriptions. */
export function requireFittingCode(url: string, serviceCode: string, others: readonly Description[]): void {
  requireNewCode(serviceCode, others);
  requireNewUrl(url, others);
}

/** Throws `missing_parameter`. */
export function requireGiven(serviceCode: string | undefined): string {
  if (serviceCode !== undefined) return serviceCode;
  throw drumError('missing_parameter', 'A REST or OpenAPI service needs rest_service_code');
}

/** Throws `warnings_detected`. */
export function requireNoWarnings(warnings: readonly Warning[], ignoreWarnings: boolean): void {
  if (warnings.length === 0 || ignoreWarnings) return;
  throw new WarningsDetected(
    warnings.map(({ code, metadata }) => `${code}: ${metadata.join(', ')}`).join('; '),
    warnings,
  );
}
