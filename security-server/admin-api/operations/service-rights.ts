import { drumError } from '#protocol/errors.ts';
import type { ClientId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import type { ConfigurationReader, ConfigurationTransaction } from '../../server-configuration/change.ts';
import { getService } from '../../server-configuration/descriptions.ts';
import { getEndpoint } from '../../server-configuration/endpoints.ts';
import { isBase, type Endpoint, type RightSubject } from '../../server-configuration/model.ts';
import {
  addRights,
  addServiceRights,
  deleteRights,
  deleteServiceRights,
  isWhole,
  rightsOf,
  subjectsOf,
  type GivenRight,
} from '../../server-configuration/rights.ts';
import { requireServiceClients, serviceClientOf } from '../../server-configuration/service-clients.ts';
import { configurationChange, type ServerHandlers, type ServerParts } from './parts.ts';
import { holdersShape } from './service-client-shapes.ts';
import { numberOf } from './row-number.ts';
import { serviceNameOf } from './service-ids.ts';

/** What somebody may use: a service in all its versions, or one endpoint of it. */
interface Used {
  readonly client: ClientId;
  readonly serviceCode: string;
  readonly endpoint?: { readonly serviceVersion: string } & Endpoint;
}

type Find = (configuration: ConfigurationReader, id: string | undefined) => Promise<Used>;

const usedService: Find = async (configuration, id) => {
  const { client, fullCode } = serviceNameOf(id);
  const { service } = await getService(configuration, client, fullCode);
  return { client, serviceCode: service.serviceCode };
};

const usedEndpoint: Find = async (configuration, id) => {
  const { client, serviceCode, serviceVersion, method, path } = await getEndpoint(configuration, numberOf(id));
  const endpoint = { serviceVersion, method, path };
  return { client, serviceCode, ...(isBase(endpoint) ? {} : { endpoint }) };
};

/** Who may use services and their endpoints, seen from those. */
export function serviceRights(parts: Pick<ServerParts, 'changed' | 'control'>): ServerHandlers {
  const { context } = parts.control;

  const holders = async (configuration: ConfigurationReader, used: Used) => {
    const rights = (await rightsOf(configuration, used.client)).filter((right) => isTo(right, used));
    return holdersShape(parts, configuration, used.client, subjectsOf(rights));
  };
  const shown = (find: Find): ServerHandlers[string] => ({
    run: async ({ path }, configuration) => ({
      body: await holders(configuration, await find(configuration, path.id)),
    }),
  });
  const given = (find: Find) =>
    configurationChange(parts, {
      event: 'Add access rights to service',
      run: async ({ path, body, now }, change) => {
        const used = await find(change, path.id);
        const subjects = await subjectsIn(body, change);
        await requireServiceClients(change, used.client, subjects, context.globalConfiguration());
        const after = await (used.endpoint === undefined
          ? addServiceRights(change, { ...servicesOf(used), subjects }, now)
          : addRights(change, { client: used.client, targets: targetsOf(used), subjects }, now));
        return { body: await holders(change, used), audit: { after } };
      },
    });
  const taken = (find: Find) =>
    configurationChange(parts, {
      event: 'Remove access rights from service',
      run: async ({ path, body }, change) => {
        const used = await find(change, path.id);
        const subjects = await subjectsIn(body, change);
        const before = await (used.endpoint === undefined
          ? deleteServiceRights(change, { ...servicesOf(used), subjects }, { withEndpoints: false })
          : deleteRights(change, { client: used.client, targets: targetsOf(used), subjects }));
        return { audit: { before } };
      },
    });
  return {
    getServiceServiceClients: shown(usedService),
    addServiceServiceClients: given(usedService),
    deleteServiceServiceClients: taken(usedService),
    getEndpointServiceClients: shown(usedEndpoint),
    addEndpointServiceClients: given(usedEndpoint),
    deleteEndpointServiceClients: taken(usedEndpoint),
  };
}

const servicesOf = ({ client, serviceCode }: Used) => ({ client, serviceCodes: [serviceCode] });

const targetsOf = ({ serviceCode, endpoint }: Used) =>
  endpoint === undefined ? [] : [{ serviceCode, serviceVersion: endpoint.serviceVersion, endpoint }];

const isTo = (right: GivenRight, { serviceCode, endpoint }: Used): boolean =>
  right.serviceCode === serviceCode &&
  (endpoint === undefined
    ? isWhole(right)
    : (right.serviceVersion ?? '') === endpoint.serviceVersion &&
      right.endpoint.method === endpoint.method &&
      right.endpoint.path === endpoint.path);

/** Each once. Throws `validation_failure`, `invalid_service_client_id`, `service_client_not_found`. */
async function subjectsIn(body: unknown, change: ConfigurationTransaction): Promise<RightSubject[]> {
  const { items = [] } = body as { readonly items?: readonly { readonly id: string }[] };
  if (items.length === 0) throw drumError('validation_failure', 'items: must name at least one');
  const subjects = new Map<string, RightSubject>();
  for (const { id } of items) {
    const subject = await serviceClientOf(change, id);
    subjects.set(keyOf(subject), subject);
  }
  return [...subjects.values()];
}
