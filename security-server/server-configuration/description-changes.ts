import type { ClientId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import { nextPosition, requireOwn, type ConfigurationTransaction, type Mutation } from './change.ts';
import { deleteDependents } from './dependents.ts';
import type { DescribedService } from './description-checks.ts';
import { getDescription, type Description } from './descriptions.ts';
import { keyOfDescription, type Endpoint, type ServiceType } from './model.ts';
import { nextNumber } from './numbers.ts';
import { insertServices } from './service-rows.ts';

/** As the reference software has it until somebody says something else. */
const FIRST_NOTICE = 'Out of order';

export interface NewDescription {
  readonly client: ClientId;
  readonly type: ServiceType;
  readonly url: string;
  readonly services: readonly DescribedService[];
  /** Of the only service, where it is no WSDL. */
  readonly endpoints: readonly Endpoint[];
  readonly timeoutSeconds: number;
}

/** Adds what has been checked (`description-checks.ts`); it begins disabled. */
export async function addDescription(
  change: ConfigurationTransaction,
  { client, type, url, services, endpoints, timeoutSeconds }: NewDescription,
  now: Date,
): Promise<Mutation<undefined, Description>> {
  const number = await nextNumber(change, 'service_description');
  const key = keyOfDescription(type, url, services[0]?.serviceCode);
  await change
    .insertInto('service_description')
    .values({
      ...{ client_key: keyOf(client), key, type, url, number, declared: 0 },
      ...{ disabled: 1, disabled_notice: FIRST_NOTICE, refreshed_at: now.getTime() },
      position: await nextPosition(change, 'service_description'),
    })
    .execute();
  await insertServices(change, { client, type, key, descriptionUrl: url, services, endpoints, timeoutSeconds }, now);
  return { before: undefined, after: await getDescription(change, number) };
}

/** With its services and their rights. Throws `service_description_not_found`, `declared_in_file`. */
export async function deleteDescription(
  change: ConfigurationTransaction,
  number: number,
): Promise<Mutation<Description, undefined>> {
  const before = await ownDescription(change, number);
  await change
    .deleteFrom('service')
    .where('client_key', '=', keyOf(before.client))
    .where('description_key', '=', before.key)
    .execute();
  await change.deleteFrom('service_description').where('number', '=', number).execute();
  await deleteDependents(change);
  return { before, after: undefined };
}

/** The last notice stays for the next time. Throws `service_description_not_found`, `declared_in_file`. */
export function enableDescription(
  change: ConfigurationTransaction,
  number: number,
): Promise<Mutation<Description, Description>> {
  return changeDescription(change, number, { disabled: 0 });
}

/** `notice`: what callers are told. Throws `service_description_not_found`, `declared_in_file`. */
export function disableDescription(
  change: ConfigurationTransaction,
  number: number,
  notice: string | undefined,
): Promise<Mutation<Description, Description>> {
  return changeDescription(change, number, { disabled: 1, disabled_notice: notice ?? null });
}

/** One that the API may change. Throws `service_description_not_found`, `declared_in_file`. */
export async function ownDescription(change: ConfigurationTransaction, number: number): Promise<Description> {
  const description = await getDescription(change, number);
  requireOwn({ declared: description.isDeclared ? 1 : 0 }, `The service description ${number}`);
  return description;
}

async function changeDescription(
  change: ConfigurationTransaction,
  number: number,
  columns: { readonly disabled: number; readonly disabled_notice?: string | null },
): Promise<Mutation<Description, Description>> {
  const before = await ownDescription(change, number);
  await change.updateTable('service_description').set(columns).where('number', '=', number).execute();
  return { before, after: await getDescription(change, number) };
}
