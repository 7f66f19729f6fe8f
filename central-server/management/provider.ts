import { drumError } from '#protocol/errors.ts';
import { memberOf } from '#protocol/identifiers/compare.ts';
import type { ServerId, SubsystemId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import { serverOf, subsystemOf } from '../catalogue/keys.ts';
import {
  requireOwn,
  type Added,
  type CatalogueChange,
  type CatalogueReader,
  type Changed,
} from '../membership/change.ts';
import { requireNoServer, requireSubsystem } from '../membership/subsystems.ts';
import type { ManagementRequests } from './requests.ts';

/** The subsystem by which security servers reach the management services. */
export interface ManagementProvider {
  readonly id: SubsystemId;
  readonly memberName: string;
  /** Where it is a client, and not disabled. */
  readonly servers: readonly ServerId[];
}

const SETTING = 'managementServiceProvider';

const settingRow = (catalogue: CatalogueReader) =>
  catalogue.selectFrom('setting').select(['value', 'declared']).where('name', '=', SETTING).executeTakeFirst();

/** Undefined where none is named. Throws `member_not_found`, `subsystem_not_found` where it is not there any more. */
export async function managementProvider(catalogue: CatalogueReader): Promise<ManagementProvider | undefined> {
  const row = await settingRow(catalogue);
  return row === undefined ? undefined : providerOf(catalogue, subsystemOf(row.value));
}

async function providerOf(catalogue: CatalogueReader, id: SubsystemId): Promise<ManagementProvider> {
  const member = keyOf(memberOf(id));
  const owner = await catalogue.selectFrom('member').select('name').where('key', '=', member).executeTakeFirst();
  if (owner === undefined) throw drumError('member_not_found', `There is no member ${member}`);
  await requireSubsystem(catalogue, id);
  const servers = await catalogue
    .selectFrom('server_client')
    .select('server_key')
    .where('client_key', '=', keyOf(id))
    .where('enabled', '=', 1)
    .orderBy('server_key')
    .execute();
  return { id, memberName: owner.name, servers: servers.map(({ server_key }) => serverOf(server_key)) };
}

/** Throws `subsystem_not_found`, `declared_in_file`. */
export async function nameManagementProvider(
  change: CatalogueChange,
  id: SubsystemId,
): Promise<Added<ManagementProvider> | Changed<ManagementProvider>> {
  await requireSubsystem(change, id);
  const known = await settingRow(change);
  if (known !== undefined) requireOwn(known, 'The provider of the management services');
  const before = known === undefined ? undefined : await stillThere(change, subsystemOf(known.value));
  await change
    .insertInto('setting')
    .values({ name: SETTING, value: keyOf(id), declared: 0 })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: keyOf(id) }))
    .execute();
  return { before, after: await providerOf(change, id) };
}

/** The provider that was named before may have been deleted since. */
async function stillThere(change: CatalogueChange, id: SubsystemId): Promise<ManagementProvider | undefined> {
  const row = await change.selectFrom('subsystem').select('key').where('key', '=', keyOf(id)).executeTakeFirst();
  return row === undefined ? undefined : providerOf(change, id);
}

/**
 * Makes the provider a client of a security server, by a management request of the integrator's own that is approved at once.
 * Throws `management_service_provider_not_set`, `subsystem_not_found`, `subsystem_already_registered_to_security_server`, and
 * what the request throws.
 */
export async function registerManagementProvider(
  change: CatalogueChange,
  server: ServerId,
  requests: ManagementRequests,
  by: string,
): Promise<Changed<ManagementProvider>> {
  const before = await managementProvider(change);
  if (before === undefined) {
    throw drumError('management_service_provider_not_set', 'No subsystem provides the management services yet');
  }
  await requireNoServer(change, before.id, 'subsystem_already_registered_to_security_server');
  const within = requests.within(change);
  const id = await within.add({ kind: 'clientReg', server, client: before.id }, { origin: 'CENTER' });
  const asked = await change
    .selectFrom('management_request')
    .select('status')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  if (asked.status !== 'APPROVED') await within.approve(id, { by });
  return { before, after: await providerOf(change, before.id) };
}
