import type { ClientId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import { nextPosition, type ConfigurationTransaction } from './change.ts';
import type { DescribedService } from './description-checks.ts';
import { BASE_ENDPOINT, type Endpoint, type ServiceType } from './model.ts';
import { nextNumber } from './numbers.ts';
import { addRights, isWhole, rightsOf, subjectsOf } from './rights.ts';

export interface NewServices {
  readonly client: ClientId;
  readonly type: ServiceType;
  /** Of their description. */
  readonly key: string;
  readonly descriptionUrl: string;
  readonly services: readonly DescribedService[];
  readonly endpoints: readonly Endpoint[];
  readonly timeoutSeconds: number;
}

/**
 * With the endpoint that stands for the whole of each, and with those of their description. Rights are to a service whatever its version,
 * as in X-Road: another version of one that is there begins with the rights to that.
 */
export async function insertServices(
  change: ConfigurationTransaction,
  { client, type, key, descriptionUrl, services, endpoints, timeoutSeconds }: NewServices,
  now: Date,
): Promise<void> {
  const given = (await rightsOf(change, client)).filter(isWhole);
  let position = await nextPosition(change, 'service');
  for (const { serviceCode, serviceVersion = '', title, url } of services) {
    await change
      .insertInto('service')
      .values({
        ...{ client_key: keyOf(client), service_code: serviceCode, service_version: serviceVersion, type, url },
        ...{ timeout_seconds: timeoutSeconds, verify_tls: isHttps(url) ? 1 : 0, title: title ?? null },
        ...{ description_key: key, description_url: type === 'REST' ? null : descriptionUrl, disabled_notice: null },
        ...{ position, declared: 0 },
      })
      .execute();
    position += 1;
    const service = { client, serviceCode, serviceVersion };
    await insertEndpoints(change, service, [BASE_ENDPOINT, ...endpoints], { isGenerated: true });
    const subjects = subjectsOf(given.filter((right) => right.serviceCode === serviceCode)).map(
      ({ subject }) => subject,
    );
    const targets = [{ ...service, endpoint: BASE_ENDPOINT }];
    await addRights(change, { client, targets, subjects }, now);
  }
}

export interface ServiceKey {
  readonly client: ClientId;
  readonly serviceCode: string;
  readonly serviceVersion: string;
}

/** The numbers that they get. */
export async function insertEndpoints(
  change: ConfigurationTransaction,
  { client, serviceCode, serviceVersion }: ServiceKey,
  endpoints: readonly Endpoint[],
  { isGenerated }: { readonly isGenerated: boolean },
): Promise<number[]> {
  const numbers: number[] = [];
  let position = await nextPosition(change, 'service_endpoint');
  for (const { method, path } of endpoints) {
    const number = await nextNumber(change, 'service_endpoint');
    await change
      .insertInto('service_endpoint')
      .values({
        ...{ client_key: keyOf(client), service_code: serviceCode, service_version: serviceVersion, method, path },
        ...{ number, generated: isGenerated ? 1 : 0, position, declared: 0 },
      })
      .execute();
    position += 1;
    numbers.push(number);
  }
  return numbers;
}

export const isHttps = (url: string): boolean => url.startsWith('https://');
