import { drumError } from '#protocol/errors.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import { requireClient, type ConfigurationReader } from '../../server-configuration/change.ts';
import type { AdminCall } from '#administration/http/call.ts';
import type { RightSubject } from '../../server-configuration/model.ts';
import {
  addServiceRights,
  deleteServiceRights,
  isWhole,
  rightsOf,
  serviceTitles,
  subjectsOf,
  type GivenRight,
} from '../../server-configuration/rights.ts';
import {
  requireServiceClients,
  serviceClientCandidates,
  serviceClientOf,
  type ServiceClient,
} from '../../server-configuration/service-clients.ts';
import { clientIdOf } from './encoded-ids.ts';
import { configurationChange, type ServerHandlers, type ServerParts } from './parts.ts';
import { holdersShape, serviceClientsShape } from './service-client-shapes.ts';

interface Search {
  readonly member_name_group_description?: string;
  readonly service_client_type?: RightSubject['type'];
  readonly instance?: string;
  readonly member_class?: string;
  readonly member_group_code?: string;
  readonly subsystem_code?: string;
}

/** Who may use the services of a client, seen from those who may. */
export function serviceClientOperations(parts: ServerParts): ServerHandlers {
  const { context } = parts.control;

  /** The rights to whole services of whoever is addressed, at least one. Throws `service_client_not_found`. */
  const rightsHeld = async ({ path }: AdminCall, configuration: ConfigurationReader) => {
    const client = clientIdOf(path.id);
    const key = keyOf(await serviceClientOf(configuration, path.sc_id ?? ''));
    await requireClient(configuration, client);
    const rights = (await rightsOf(configuration, client)).filter(isWhole);
    const held = rights.filter(({ subject }) => keyOf(subject) === key);
    if (held.length === 0) throw drumError('service_client_not_found', `${key} has no rights at ${keyOf(client)}`);
    return { client, held };
  };

  return {
    findServiceClientCandidates: {
      run: async ({ path, query }, configuration) => {
        const client = clientIdOf(path.id);
        const all = await serviceClientCandidates(configuration, client, context.globalConfiguration());
        return { body: serviceClientsShape(all.filter((each) => isFound(each, query))) };
      },
    },
    getClientServiceClients: {
      run: async ({ path }, configuration) => {
        const client = clientIdOf(path.id);
        const rights = (await rightsOf(configuration, client)).filter(isWhole);
        return { body: await holdersShape(parts, configuration, client, subjectsOf(rights)) };
      },
    },
    getServiceClient: {
      run: async (call, configuration) => {
        const { client, held } = await rightsHeld(call, configuration);
        const [holder] = await holdersShape(parts, configuration, client, subjectsOf(held));
        return { body: holder };
      },
    },
    getServiceClientAccessRights: {
      run: async (call, configuration) => {
        const { client, held } = await rightsHeld(call, configuration);
        return { body: accessRights(held, await serviceTitles(configuration, client)) };
      },
    },
    addServiceClientAccessRights: configurationChange(parts, {
      event: 'Add access rights to subject',
      run: async ({ path, body, now }, change) => {
        const client = clientIdOf(path.id);
        const subjects = [await serviceClientOf(change, path.sc_id ?? '')];
        await requireClient(change, client);
        await requireServiceClients(change, client, subjects, context.globalConfiguration());
        const wanted = { client, serviceCodes: serviceCodesOf(body), subjects };
        const added = await addServiceRights(change, wanted, now);
        return { body: accessRights(added, await serviceTitles(change, client)), audit: { after: wanted } };
      },
    }),
    deleteServiceClientAccessRights: configurationChange(parts, {
      event: 'Remove access rights from subject',
      run: async ({ path, body }, change) => {
        const client = clientIdOf(path.id);
        const subjects = [await serviceClientOf(change, path.sc_id ?? '')];
        await requireClient(change, client);
        const wanted = { client, serviceCodes: serviceCodesOf(body), subjects };
        const before = await deleteServiceRights(change, wanted, { withEndpoints: true });
        return { audit: { before } };
      },
    }),
  };
}

/** Throws `validation_failure`. */
function serviceCodesOf(body: unknown): string[] {
  const { items = [] } = body as { readonly items?: readonly { readonly service_code: string }[] };
  if (items.length === 0) throw drumError('validation_failure', 'items: must name at least one service');
  return [...new Set(items.map(({ service_code: code }) => code))];
}

/** `AccessRight` of the definition, one for each service. */
function accessRights(rights: readonly GivenRight[], titles: ReadonlyMap<string, string>) {
  const byCode = Map.groupBy(rights, ({ serviceCode }) => serviceCode);
  return [...byCode].map(([code, [first, ...more]]) => {
    const since = Math.min(...[first, ...more].map((right) => right?.givenAt.getTime() ?? Infinity));
    const title = titles.get(code) ?? '';
    const titled = title === '' ? {} : { service_title: title };
    return { service_code: code, ...titled, rights_given_at: new Date(since).toISOString() };
  });
}

/** Texts are found within what they are looked for in, whatever their case; instances and classes must be whole. */
function isFound({ subject, name, memberName }: ServiceClient, search: Search): boolean {
  const { instance, memberClass, subsystemCode, code } = partsOf(subject);
  return (
    (search.service_client_type === undefined || search.service_client_type === subject.type) &&
    (isWithin(search.member_name_group_description, name) ||
      isWithin(search.member_name_group_description, memberName)) &&
    // A local group has none: it is of every instance.
    (subject.type === 'LOCALGROUP' || isSame(search.instance, instance)) &&
    isSame(search.member_class, memberClass) &&
    isWithin(search.subsystem_code, subsystemCode) &&
    isWithin(search.member_group_code, code)
  );
}

interface SearchedParts {
  readonly instance?: string;
  readonly memberClass?: string;
  readonly subsystemCode?: string;
  readonly code: string;
}

function partsOf(subject: RightSubject): SearchedParts {
  switch (subject.type) {
    case 'LOCALGROUP':
      return { code: subject.groupCode };
    case 'GLOBALGROUP':
      return { instance: subject.instance, code: subject.groupCode };
    case 'MEMBER':
    case 'SUBSYSTEM':
      return { ...subject, code: subject.memberCode };
  }
}

const isSame = (text: string | undefined, value: string | undefined): boolean =>
  text === undefined || text === '' || text.toLowerCase() === value?.toLowerCase();

const isWithin = (text: string | undefined, value: string | undefined): boolean =>
  text === undefined || text === '' || value?.toLowerCase().includes(text.toLowerCase()) === true;
