import { drumError } from '#protocol/errors.ts';
import type { ClientId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import { requireClient, type ConfigurationReader } from './change.ts';
import { SERVICE_TYPES, type Endpoint, type ServiceType } from './model.ts';
import type { ServerConfigurationTables } from './schema.ts';
import { clientOf, endpointOf, oneOf } from './stored-identifiers.ts';

/** An endpoint as administration knows it. */
export interface NumberedEndpoint extends Endpoint {
  readonly number: number;
  /** Whether it came with the service: with its description, or as the one that stands for the whole. */
  readonly isGenerated: boolean;
}

/** A service as administration knows it; its rights stand apart. */
export interface AdministeredService {
  readonly client: ClientId;
  readonly serviceCode: string;
  /** Empty where the service has none. */
  readonly serviceVersion: string;
  readonly title?: string;
  readonly url: string;
  readonly timeoutSeconds: number;
  readonly verifyTls: boolean;
  readonly endpoints: readonly NumberedEndpoint[];
}

/** What services come from. */
export interface Description {
  readonly number: number;
  readonly client: ClientId;
  /** What services call it; it changes with the address of a WSDL, and with the code of another service. */
  readonly key: string;
  readonly type: ServiceType;
  readonly url: string;
  readonly isDisabled: boolean;
  /** What callers are told while it is disabled. */
  readonly notice?: string;
  readonly refreshedAt: Date;
  readonly services: readonly AdministeredService[];
  readonly isDeclared: boolean;
}

/** Of one client, in their order. Throws `client_not_found`. */
export async function descriptionsOf(configuration: ConfigurationReader, client: ClientId): Promise<Description[]> {
  await requireClient(configuration, client);
  const rows = await configuration
    .selectFrom('service_description')
    .selectAll()
    .where('client_key', '=', keyOf(client))
    .orderBy('position')
    .execute();
  return withServices(configuration, keyOf(client), rows);
}

/** Throws `service_description_not_found`. */
export async function getDescription(configuration: ConfigurationReader, number: number): Promise<Description> {
  const row = await configuration
    .selectFrom('service_description')
    .selectAll()
    .where('number', '=', number)
    .executeTakeFirst();
  const [description] = row === undefined ? [] : await withServices(configuration, row.client_key, [row]);
  if (description === undefined) {
    throw drumError('service_description_not_found', `There is no service description ${number}`);
  }
  return description;
}

/** The service that is called so, version and all, with the description that it comes from. Throws `client_not_found`, `service_not_found`. */
export async function getService(
  configuration: ConfigurationReader,
  client: ClientId,
  fullCode: string,
): Promise<{ readonly service: AdministeredService; readonly description: Description }> {
  for (const description of await descriptionsOf(configuration, client)) {
    const service = description.services.find((each) => fullCodeOf(each) === fullCode);
    if (service !== undefined) return { service, description };
  }
  throw drumError('service_not_found', `${keyOf(client)} has no service ${fullCode}`);
}

/** Code and version with a dot between, as X-Road writes a service. */
export const fullCodeOf = ({
  serviceCode,
  serviceVersion,
}: Pick<AdministeredService, 'serviceCode' | 'serviceVersion'>): string =>
  serviceVersion === '' ? serviceCode : `${serviceCode}.${serviceVersion}`;

async function withServices(
  configuration: ConfigurationReader,
  clientKey: string,
  rows: readonly ServerConfigurationTables['service_description'][],
): Promise<Description[]> {
  const services = await configuration
    .selectFrom('service')
    .selectAll()
    .where('client_key', '=', clientKey)
    .orderBy('position')
    .execute();
  const endpoints = await configuration
    .selectFrom('service_endpoint')
    .selectAll()
    .where('client_key', '=', clientKey)
    .orderBy('position')
    .execute();
  return rows.map((row) => {
    const own = services.filter(({ description_key }) => description_key === row.key);
    // A file says it of each service, not of their description.
    const isDeclaredOff = own.length > 0 && own.every((service) => service.disabled_notice !== null);
    const notice = row.disabled_notice ?? (isDeclaredOff ? own[0]?.disabled_notice : undefined) ?? undefined;
    return {
      number: row.number ?? 0,
      client: clientOf(clientKey),
      key: row.key,
      type: oneOf<ServiceType>(SERVICE_TYPES, row.type),
      url: row.url,
      isDisabled: row.disabled === 1 || isDeclaredOff,
      ...(notice === undefined ? {} : { notice }),
      refreshedAt: new Date(row.refreshed_at),
      services: own.map((service) => serviceOf(service, endpoints)),
      isDeclared: row.declared === 1,
    };
  });
}

function serviceOf(
  row: ServerConfigurationTables['service'],
  endpoints: readonly ServerConfigurationTables['service_endpoint'][],
): AdministeredService {
  return {
    client: clientOf(row.client_key),
    serviceCode: row.service_code,
    serviceVersion: row.service_version,
    ...(row.title === null ? {} : { title: row.title }),
    url: row.url,
    timeoutSeconds: row.timeout_seconds,
    verifyTls: row.verify_tls === 1,
    endpoints: endpoints
      .filter((each) => each.service_code === row.service_code && each.service_version === row.service_version)
      .map(numberedEndpoint),
  };
}

export const numberedEndpoint = (row: ServerConfigurationTables['service_endpoint']): NumberedEndpoint => ({
  ...endpointOf(row),
  number: row.number ?? 0,
  isGenerated: row.generated === 1,
});
