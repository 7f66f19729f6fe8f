import { drumError } from '#protocol/errors.ts';
import type { ClientId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import { requireOwn, type ConfigurationReader, type ConfigurationTransaction, type Mutation } from './change.ts';
import { getService, numberedEndpoint, type NumberedEndpoint } from './descriptions.ts';
import { insertEndpoints, type ServiceKey } from './service-rows.ts';
import type { Endpoint } from './model.ts';
import { clientOf } from './stored-identifiers.ts';

const PATH_LENGTH_MAX = 1024;

/** An endpoint with the service that it is of. */
export interface EndpointOfService extends NumberedEndpoint, ServiceKey {
  readonly isDeclared: boolean;
}

/** Throws `endpoint_not_found`. */
export async function getEndpoint(configuration: ConfigurationReader, number: number): Promise<EndpointOfService> {
  const row = await configuration
    .selectFrom('service_endpoint')
    .selectAll()
    .where('number', '=', number)
    .executeTakeFirst();
  if (row === undefined) throw drumError('endpoint_not_found', `There is no endpoint ${number}`);
  return {
    ...numberedEndpoint(row),
    client: clientOf(row.client_key),
    serviceCode: row.service_code,
    serviceVersion: row.service_version,
    isDeclared: row.declared === 1,
  };
}

/**
 * To a REST or OpenAPI service, also to one that a file declares. Throws `client_not_found`, `service_not_found`,
 * `wrong_servicedescription_type`, `validation_failure`, `endpoint_already_exists`.
 */
export async function addEndpoint(
  change: ConfigurationTransaction,
  { client, fullCode }: { readonly client: ClientId; readonly fullCode: string },
  endpoint: Endpoint,
): Promise<Mutation<undefined, EndpointOfService>> {
  requireUsablePath(endpoint.path);
  const { service, description } = await getService(change, client, fullCode);
  if (description.type === 'WSDL') {
    throw drumError('wrong_servicedescription_type', 'A service of a WSDL has no endpoints of its own');
  }
  await requireNew(change, service, endpoint);
  const [number = 0] = await insertEndpoints(change, service, [endpoint], { isGenerated: false });
  return { before: undefined, after: await getEndpoint(change, number) };
}

/**
 * Rights to it go with it. Throws `endpoint_not_found`, `illegal_generated_endpoint_update`, `declared_in_file`, `validation_failure`,
 * `endpoint_already_exists`.
 */
export async function changeEndpoint(
  change: ConfigurationTransaction,
  number: number,
  { method, path }: Endpoint,
): Promise<Mutation<EndpointOfService, EndpointOfService>> {
  requireUsablePath(path);
  const before = await getEndpoint(change, number);
  if (before.isGenerated) {
    throw drumError('illegal_generated_endpoint_update', `The endpoint ${number} comes from a description`);
  }
  requireOwn({ declared: before.isDeclared ? 1 : 0 }, `The endpoint ${number}`);
  if (method !== before.method || path !== before.path) await requireNew(change, before, { method, path });
  for (const table of ['access_right', 'service_endpoint'] as const) {
    await change
      .updateTable(table)
      .set({ method, path })
      .where((each) => each.and(rowOf(before)))
      .execute();
  }
  return { before, after: await getEndpoint(change, number) };
}

/** With the rights to it. Throws `endpoint_not_found`, `illegal_generated_endpoint_remove`, `declared_in_file`. */
export async function deleteEndpoint(
  change: ConfigurationTransaction,
  number: number,
): Promise<Mutation<EndpointOfService, undefined>> {
  const before = await getEndpoint(change, number);
  if (before.isGenerated) {
    throw drumError('illegal_generated_endpoint_remove', `The endpoint ${number} comes from a description`);
  }
  requireOwn({ declared: before.isDeclared ? 1 : 0 }, `The endpoint ${number}`);
  for (const table of ['access_right', 'service_endpoint'] as const) {
    await change
      .deleteFrom(table)
      .where((each) => each.and(rowOf(before)))
      .execute();
  }
  return { before, after: undefined };
}

function requireUsablePath(path: string): void {
  if (path === '' || path.length > PATH_LENGTH_MAX) {
    throw drumError('validation_failure', `path: it must have 1 to ${PATH_LENGTH_MAX} characters`);
  }
}

async function requireNew(change: ConfigurationTransaction, service: ServiceKey, endpoint: Endpoint): Promise<void> {
  const found = await change
    .selectFrom('service_endpoint')
    .select('number')
    .where((each) => each.and(rowOf({ ...service, ...endpoint })))
    .executeTakeFirst();
  if (found !== undefined) {
    throw drumError('endpoint_already_exists', `The service has ${endpoint.method} ${endpoint.path} already`);
  }
}

const rowOf = ({ client, serviceCode, serviceVersion, method, path }: ServiceKey & Endpoint) => ({
  ...{ client_key: keyOf(client), service_code: serviceCode, service_version: serviceVersion, method, path },
});
