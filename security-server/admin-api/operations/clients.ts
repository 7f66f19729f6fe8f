import { WarningsDetected } from '#administration/http/warnings.ts';
import { requireText } from '#administration/input.ts';
import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import { drumError } from '#protocol/errors.ts';
import { memberOf, sameIdentifier } from '#protocol/identifiers/compare.ts';
import type { ClientId } from '#protocol/identifiers/identifier.ts';
import { formatEncodedId, keyOf } from '#protocol/identifiers/text.ts';
import { wantName } from '../../server-configuration/client-names.ts';
import {
  addClient,
  deleteClient,
  getClient,
  listClients,
  setConnectionType,
} from '../../server-configuration/clients.ts';
import type { ConnectionType } from '../../server-configuration/model.ts';
import { clientFacts, clientShape, type AnyClient, type ClientFacts } from './client-shapes.ts';
import { clientIdOf } from './encoded-ids.ts';
import { configurationChange, type ServerHandlers, type ServerParts } from './parts.ts';

interface Search {
  readonly name?: string;
  readonly instance?: string;
  readonly member_class?: string;
  readonly member_code?: string;
  readonly subsystem_code?: string;
  readonly show_members?: boolean;
  readonly internal_search?: boolean;
  readonly local_valid_sign_cert?: boolean;
  readonly exclude_local?: boolean;
  readonly include_management_service_check?: boolean;
}

interface NewClient {
  readonly client: {
    readonly member_class: string;
    readonly member_code: string;
    readonly subsystem_code?: string;
    readonly subsystem_name?: string;
    readonly connection_type?: ConnectionType;
  };
  readonly ignore_warnings?: boolean;
}

/** The clients of this server, and whoever else is found in the network. */
export function clientOperations(parts: ServerParts): ServerHandlers {
  const { context } = parts.control;
  const owner = memberOf(context.serverId);
  const isHere = ({ id }: { readonly id: Parameters<typeof sameIdentifier>[0] }) =>
    sameIdentifier(id, context.serverId);

  return {
    findClients: {
      run: async ({ query }, configuration) => {
        const search: Search = query;
        const facts = await clientFacts(parts, configuration);
        const local = await listClients(configuration);
        const found = candidates(local, search, facts.network).filter((each) => isFound(each, search, facts));
        const shapes = found.map((each) => ({
          ...clientShape(each, facts),
          ...(search.include_management_service_check === true
            ? { is_management_services_provider: facts.isManagementServicesProvider(each.id) }
            : {}),
        }));
        return { body: shapes.sort(byName) };
      },
    },
    getClient: {
      run: async ({ path }, configuration) => {
        const client = await getClient(configuration, clientIdOf(path.id));
        const facts = await clientFacts(parts, configuration);
        const isProvider = facts.isManagementServicesProvider(client.id);
        return { body: { ...clientShape(client, facts), is_management_services_provider: isProvider } };
      },
    },
    addClient: configurationChange(parts, {
      event: 'Add client',
      run: async ({ body }, change) => {
        const { client, ignore_warnings: isWarned = false } = body as NewClient;
        const { connection_type: connectionType, subsystem_name: name = '' } = client;
        if (connectionType === undefined) {
          throw drumError('invalid_connection_type', 'connection_type: must be HTTP, HTTPS or HTTPS_NO_AUTH');
        }
        const network = context.globalConfiguration();
        const id = newClientId(client, network);
        requireText(name, 'subsystem_name', 0);
        const isRegistered = network.serversOf(id).some(isHere);
        const added = { id, connectionType, status: isRegistered ? 'REGISTERED' : 'SAVED' } as const;
        const audit = await addClient(change, added, owner);
        if (!isWarned) requireMember(network, id);
        if (id.type === 'SUBSYSTEM' && name !== '') {
          await wantName(change, { id, current: network.subsystemName(id) }, { name, isSubmitted: false });
        }
        return { body: clientShape(added, await clientFacts(parts, change)), audit };
      },
    }),
    updateClient: configurationChange(parts, {
      event: 'Set connection type for servers in service consumer role',
      run: async ({ path, body }, change) => {
        const { connection_type: connectionType } = body as { readonly connection_type?: ConnectionType };
        if (connectionType === undefined) {
          throw drumError('connection_type_required', 'connection_type: must be HTTP, HTTPS or HTTPS_NO_AUTH');
        }
        const audit = await setConnectionType(change, clientIdOf(path.id), connectionType);
        return { body: clientShape(audit.after, await clientFacts(parts, change)), audit };
      },
    }),
    deleteClient: configurationChange(parts, {
      event: 'Delete client',
      run: async ({ path }, change) => {
        const id = clientIdOf(path.id);
        const servers = context.latestConfiguration()?.serversOf(id) ?? [];
        return { audit: await deleteClient(change, id, { owner, isElsewhere: !servers.every(isHere) }) };
      },
    }),
  };
}

/** Throws `invalid_member_class`. */
function newClientId(
  { member_class: memberClass, member_code: memberCode, subsystem_code: subsystemCode }: NewClient['client'],
  network: GlobalConfiguration,
): ClientId {
  const { instance } = network;
  if (!network.shared(instance).memberClasses.some(({ code }) => code === memberClass)) {
    throw drumError('invalid_member_class', `member_class: ${instance} has no member class ${memberClass}`);
  }
  const member = { type: 'MEMBER', instance, memberClass, memberCode } as const;
  return subsystemCode === undefined ? member : { ...member, type: 'SUBSYSTEM', subsystemCode };
}

/** Throws the warning `unregistered_member`. */
function requireMember(network: GlobalConfiguration, id: ClientId): void {
  const member = memberOf(id);
  if (network.clientExists(member)) return;
  throw new WarningsDetected(`${keyOf(member)} is not in the network`, [
    { code: 'unregistered_member', metadata: [formatEncodedId(member)] },
  ]);
}

/** Whoever is looked through. */
function candidates(
  local: readonly AnyClient[],
  search: Search,
  network: GlobalConfiguration | undefined,
): AnyClient[] {
  const { internal_search: isInternal = true, exclude_local: isLocalExcluded = false } = search;
  if (isInternal) return [...local];
  const own = new Map(local.map((client) => [keyOf(client.id), client]));
  const everybody = (network?.instances ?? []).flatMap((instance) => network?.clients(instance) ?? []);
  const others = everybody.filter(({ id }) => !own.has(keyOf(id))).map(({ id }) => ({ id }));
  return isLocalExcluded ? others : [...local, ...others];
}

/** Texts are found within what they are looked for in, whatever their case; an instance must be the whole one. */
function isFound({ id }: AnyClient, search: Search, facts: ClientFacts): boolean {
  const { network } = facts;
  const { show_members: areMembersShown = true, local_valid_sign_cert: hasSigning } = search;
  const subsystemCode = id.type === 'SUBSYSTEM' ? id.subsystemCode : undefined;
  return (
    (areMembersShown || subsystemCode !== undefined) &&
    (isWithin(search.name, network?.memberName(id)) || isWithin(search.name, network?.subsystemName(id))) &&
    (isAny(search.instance) || folded(id.instance) === folded(search.instance)) &&
    isWithin(search.member_class, id.memberClass) &&
    isWithin(search.member_code, id.memberCode) &&
    isWithin(search.subsystem_code, subsystemCode) &&
    (hasSigning === undefined || facts.hasSigningCertificate(id) === hasSigning)
  );
}

const isAny = (text: string | undefined): text is '' | undefined => text === undefined || text === '';

const folded = (text: string): string => text.toLowerCase();

const isWithin = (text: string | undefined, value: string | undefined): boolean =>
  isAny(text) || (value !== undefined && folded(value).includes(folded(text)));

type ClientShape = ReturnType<typeof clientShape>;

/** By the member's name; whoever has none, last. */
function byName(one: ClientShape, other: ClientShape): number {
  const [name, otherName] = [one.member_name, other.member_name];
  if ((name === undefined) !== (otherName === undefined)) return name === undefined ? 1 : -1;
  return (name ?? '').localeCompare(otherName ?? '', 'bg') || one.id.localeCompare(other.id, 'bg');
}
