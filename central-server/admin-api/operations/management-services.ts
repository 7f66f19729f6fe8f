import { drumError } from '#protocol/errors.ts';
import type { SubsystemId } from '#protocol/identifiers/identifier.ts';
import { formatEncodedId, parseEncodedId } from '#protocol/identifiers/text.ts';
import { OWNERS_GROUP } from '../../catalogue/owners-group.ts';
import type { CentralServerFile } from '../../file.ts';
import type { Identity } from '../../identity.ts';
import type { CatalogueReader } from '../../membership/change.ts';
import { managementAddresses } from '../../management/addresses.ts';
import {
  managementProvider,
  nameManagementProvider,
  registerManagementProvider,
  type ManagementProvider,
} from '../../management/provider.ts';
import type { ManagementRequests } from '../../management/requests.ts';
import { serverIdOf, type CatalogueHandlers } from './shapes.ts';

interface ManagementServicesOptions {
  readonly file: CentralServerFile;
  readonly identity: Identity;
  readonly requests: ManagementRequests;
  /** After each change of what is published. */
  readonly changed: () => void;
}

/** Who provides the management services, and where they are. */
export const managementServicesConfiguration = (options: ManagementServicesOptions): CatalogueHandlers => {
  const { requests, changed } = options;
  const shape = (catalogue: CatalogueReader, provider: ManagementProvider | undefined) =>
    configurationShape(options, catalogue, provider);
  return {
    getManagementServicesConfiguration: {
      run: async (_call, catalogue) => ({ body: await shape(catalogue, await managementProvider(catalogue)) }),
    },
    updateManagementServicesConfiguration: {
      event: 'Edit provider of management services',
      run: async ({ body }, change) => {
        const { service_provider_id: id } = body as { service_provider_id?: string };
        const { before, after } = await nameManagementProvider(change, providerIdOf(id));
        return {
          body: await shape(change, after),
          audit: { before: before && providerShape(before), after: providerShape(after) },
        };
      },
      afterwards: changed,
    },
    registerServiceProvider: {
      event: 'Register management service provider as security server client',
      run: async ({ body, caller }, change) => {
        const { security_server_id: id } = body as { security_server_id: string };
        const { before, after } = await registerManagementProvider(change, serverIdOf(id), requests, caller.name);
        return {
          body: await shape(change, after),
          audit: { before: providerShape(before), after: providerShape(after) },
        };
      },
      afterwards: changed,
    },
  };
};

/** Throws `invalid_service_provider_id`. */
function providerIdOf(text: string | undefined): SubsystemId {
  try {
    return parseEncodedId(text ?? '', 'SUBSYSTEM');
  } catch (error) {
    throw drumError(
      'invalid_service_provider_id',
      'service_provider_id: must be INSTANCE:CLASS:MEMBER:SUBSYSTEM',
      error,
    );
  }
}

/** `ManagementServicesConfiguration` of the definition. */
async function configurationShape(
  { file, identity }: ManagementServicesOptions,
  catalogue: CatalogueReader,
  provider: ManagementProvider | undefined,
) {
  const address = await identity.address(catalogue);
  const { services, wsdl } =
    address === undefined ? { services: '', wsdl: '' } : managementAddresses(address, file.parameters);
  return {
    ...(provider === undefined ? {} : providerShape(provider)),
    security_server_owners_global_group_code: OWNERS_GROUP.code,
    services_address: services,
    wsdl_address: wsdl,
  };
}

/** Identifiers stand behind their types here, as in X-Road. */
const providerShape = ({ id, memberName, servers }: ManagementProvider) => ({
  service_provider_id: `SUBSYSTEM:${formatEncodedId(id)}`,
  service_provider_name: memberName,
  security_server_id: servers.map((server) => `SERVER:${formatEncodedId(server)}`).join('; '),
});
