import { drumError } from '#protocol/errors.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import type { ConfigurationTransaction, Mutation } from './change.ts';
import { deleteDependents } from './dependents.ts';
import type { DescribedService } from './description-checks.ts';
import { fullCodeOf, getDescription, type AdministeredService, type Description } from './descriptions.ts';
import { isBase, keyOfDescription, type Endpoint } from './model.ts';
import { insertEndpoints, insertServices, isHttps } from './service-rows.ts';

/** What comes and goes by a description that was read anew. */
export interface ContentChange<T> {
  readonly added: readonly T[];
  readonly removed: readonly T[];
}

/** By full code: what stays keeps address, time-out and TLS check. */
export function changedServices(
  { services }: Description,
  described: readonly DescribedService[],
): ContentChange<string> {
  const before = services.map(fullCodeOf);
  const after = described.map((service) => fullCodeOf({ serviceVersion: '', ...service }));
  return {
    added: after.filter((code) => !before.includes(code)),
    removed: before.filter((code) => !after.includes(code)),
  };
}

/** Of an OpenAPI service: what was added by hand stays, and belongs to the description when that has it too. */
export function changedEndpoints(
  { endpoints }: AdministeredService,
  described: readonly Endpoint[],
): ContentChange<Endpoint> {
  const before = new Set(endpoints.map(textOf));
  const after = new Set(described.map(textOf));
  return {
    added: described.filter((endpoint) => !before.has(textOf(endpoint))),
    removed: endpoints.filter((endpoint) => endpoint.isGenerated && !isBase(endpoint) && !after.has(textOf(endpoint))),
  };
}

/** Method and path, as people write them. */
export const textOf = ({ method, path }: Endpoint): string => `${method} ${path}`;

/** Takes over a WSDL that has been read and checked; what is gone loses its rights. */
export async function replaceWsdl(
  change: ConfigurationTransaction,
  before: Description,
  described: { readonly url: string; readonly services: readonly DescribedService[]; readonly timeoutSeconds: number },
  now: Date,
): Promise<Mutation<Description, Description>> {
  const { url, services, timeoutSeconds } = described;
  const { client } = before;
  const key = keyOfDescription('WSDL', url);
  const { added } = changedServices(before, services);
  const newServices = services.filter((service) => added.includes(fullCodeOf({ serviceVersion: '', ...service })));
  await insertServices(
    change,
    { client, type: 'WSDL', key, descriptionUrl: url, services: newServices, endpoints: [], timeoutSeconds },
    now,
  );
  for (const { serviceCode, serviceVersion } of before.services) {
    const found = services.find(
      (service) => service.serviceCode === serviceCode && (service.serviceVersion ?? '') === serviceVersion,
    );
    const row = { client_key: keyOf(client), service_code: serviceCode, service_version: serviceVersion };
    if (found === undefined)
      await change
        .deleteFrom('service')
        .where((each) => each.and(row))
        .execute();
    else {
      await change
        .updateTable('service')
        .set({ title: found.title ?? null, description_key: key, description_url: url })
        .where((each) => each.and(row))
        .execute();
    }
  }
  await deleteDependents(change);
  return refreshed(change, before, { url, key }, now);
}

/** What is changed of a REST or OpenAPI description, after its checks. */
export interface DescribedAnew {
  readonly url: string;
  readonly serviceCode: string;
  /** Undefined where there is nothing to read. */
  readonly endpoints: readonly Endpoint[] | undefined;
}

/** Takes over another address or code, and an OpenAPI description that has been read; endpoints that are gone lose their rights. */
export async function replaceRest(
  change: ConfigurationTransaction,
  before: Description,
  { url, serviceCode, endpoints }: DescribedAnew,
  now: Date,
): Promise<Mutation<Description, Description>> {
  const service = onlyService(before);
  const key = keyOfDescription(before.type, url, serviceCode);
  if (endpoints !== undefined) await replaceEndpoints(change, service, endpoints);
  const columns =
    before.type === 'REST' ? { url, verify_tls: verifyTlsAt(url, service) ? 1 : 0 } : { description_url: url };
  await change
    .updateTable('service')
    .set({ ...columns, description_key: key })
    .where((each) => each.and(rowOf(service)))
    .execute();
  if (serviceCode !== service.serviceCode) await renameService(change, service, serviceCode);
  return refreshed(change, before, { url, key }, now);
}

/** Of REST or OpenAPI there is one. Throws `service_not_found`. */
export function onlyService({ services, number }: Description): AdministeredService {
  const [service] = services;
  if (service === undefined) throw drumError('service_not_found', `The service description ${number} has no service`);
  return service;
}

/** A certificate is checked as soon as there is one, unless somebody has said otherwise for an address like that. */
export const verifyTlsAt = (url: string, service: Pick<AdministeredService, 'url' | 'verifyTls'>): boolean =>
  isHttps(url) && (!isHttps(service.url) || service.verifyTls);

async function replaceEndpoints(
  change: ConfigurationTransaction,
  service: AdministeredService,
  described: readonly Endpoint[],
): Promise<void> {
  const { added, removed } = changedEndpoints(service, described);
  for (const { method, path } of removed) {
    for (const table of ['service_endpoint', 'access_right'] as const) {
      await change
        .deleteFrom(table)
        .where((each) => each.and({ ...rowOf(service), method, path }))
        .execute();
    }
  }
  const wanted = new Set(described.map(textOf));
  for (const { number } of service.endpoints.filter((each) => !each.isGenerated && wanted.has(textOf(each)))) {
    await change.updateTable('service_endpoint').set({ generated: 1 }).where('number', '=', number).execute();
  }
  await insertEndpoints(change, service, added, { isGenerated: true });
}

/** Endpoints and rights go with it. */
async function renameService(
  change: ConfigurationTransaction,
  service: AdministeredService,
  serviceCode: string,
): Promise<void> {
  for (const table of ['service', 'service_endpoint', 'access_right'] as const) {
    await change
      .updateTable(table)
      .set({ service_code: serviceCode })
      .where((each) => each.and(rowOf(service)))
      .execute();
  }
}

const rowOf = ({ client, serviceCode, serviceVersion }: AdministeredService) => ({
  ...{ client_key: keyOf(client), service_code: serviceCode, service_version: serviceVersion },
});

async function refreshed(
  change: ConfigurationTransaction,
  before: Description,
  place: { readonly url: string; readonly key: string },
  now: Date,
): Promise<Mutation<Description, Description>> {
  await change
    .updateTable('service_description')
    .set({ ...place, refreshed_at: now.getTime() })
    .where('number', '=', before.number)
    .execute();
  return { before, after: await getDescription(change, before.number) };
}
