import type { AdminCall } from '#administration/http/call.ts';
import { requireText } from '#administration/input.ts';
import { drumError } from '#protocol/errors.ts';
import { memberOf, sameIdentifier } from '#protocol/identifiers/compare.ts';
import type { ClientId, SubsystemId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import type { ManagementRequest } from '#protocol/management/requests.ts';
import { clientStatusAsked } from '../../management/registration.ts';
import type { ConfigurationReader, ConfigurationTransaction } from '../../server-configuration/change.ts';
import { wantedName, wantName } from '../../server-configuration/client-names.ts';
import {
  getClient,
  requireClientStatus,
  setClientStatus,
  type LocalClient,
} from '../../server-configuration/clients.ts';
import type { ClientStatus } from '../../server-configuration/model.ts';
import { clientIdOf } from './encoded-ids.ts';
import { configurationChange, type ServerHandlers, type ServerParts } from './parts.ts';

/** Of the first version of global configuration that names subsystems. */
const NAMES_SINCE = 5;
const UNREGISTERABLE: readonly ClientStatus[] = ['REGISTERED', 'REGISTRATION_IN_PROGRESS', 'DISABLED'];

/** What the central server has taken. */
interface Asked {
  readonly client: LocalClient;
  readonly request: ManagementRequest;
  readonly requestId: number;
}

/**
 * What is asked of the central server about clients. A request is sent before the transaction begins: that takes its time, and what is sent
 * cannot be taken back.
 */
export function clientRegistrationOperations(parts: ServerParts): ServerHandlers {
  const { context } = parts.control;
  const server = context.serverId;
  const owner = memberOf(server);
  const nameNow = (id: ClientId) => context.latestConfiguration()?.subsystemName(id);

  const ask = async (client: LocalClient, request: ManagementRequest): Promise<Asked> => ({
    ...{ client, request, requestId: await parts.send(request) },
  });

  /** An operation whose request follows from the client alone. `judge` throws where it must not be sent. */
  const asking = (
    event: string,
    kind: 'clientDeletion' | 'clientDisable' | 'clientEnable',
    judge: (client: LocalClient) => void,
  ) =>
    configurationChange(parts, {
      event,
      before: async ({ path }, configuration) => {
        const client = await getClient(configuration, clientIdOf(path.id));
        judge(client);
        return ask(client, { kind, server, client: client.id });
      },
      run: async (_call, change, asked) => ({ audit: await recordAsked(change, asked as Asked) }),
    });

  return {
    registerClient: configurationChange(parts, {
      event: 'Register client',
      before: async ({ path }, configuration) => {
        const client = await getClient(configuration, clientIdOf(path.id));
        const { id } = client;
        requireRegisterable(client);
        const wanted = isNamed() && id.type === 'SUBSYSTEM' ? await wantedOf(configuration, id) : undefined;
        const name = wanted === undefined ? {} : { subsystemName: wanted.name };
        return ask(client, { kind: 'clientReg', server, client: id, ...name });
      },
      run: async (_call, change, prepared) => {
        const asked = prepared as Asked;
        const { request } = asked;
        if (request.kind === 'clientReg' && request.subsystemName !== undefined) {
          await submitted(change, request.client as SubsystemId, request.subsystemName);
        }
        return { audit: await recordAsked(change, asked) };
      },
    }),
    unregisterClient: asking('Unregister client', 'clientDeletion', (client) => {
      requireClientStatus(client, UNREGISTERABLE);
      if (sameIdentifier(client.id, owner))
        throw drumError('cannot_unregister_owner', `${keyOf(owner)} owns this server`);
    }),
    disableClient: asking('Disable client', 'clientDisable', (client) => {
      requireClientStatus(client, ['REGISTERED']);
      const provider = context.latestConfiguration()?.private?.managementService.providerId;
      if (provider !== undefined && sameIdentifier(client.id, provider)) {
        throw drumError('forbidden_disable_management_service_client', 'It provides the management services');
      }
    }),
    enableClient: asking('Enable client', 'clientEnable', (client) => {
      requireClientStatus(client, ['DISABLED']);
    }),
    changeOwner: configurationChange(parts, {
      event: 'Change owner',
      before: async ({ path }, configuration) => {
        const id = clientIdOf(path.id);
        if (id.type === 'SUBSYSTEM') throw drumError('action_not_possible', 'Only a member can own a server');
        const client = await getClient(configuration, id);
        if (sameIdentifier(id, owner)) throw drumError('member_already_owner', `${keyOf(id)} owns this server`);
        requireClientStatus(client, ['REGISTERED']);
        return ask(client, { kind: 'ownerChange', server, client: id });
      },
      run: async (_call, change, asked) => ({ audit: await recordAsked(change, asked as Asked) }),
    }),
    renameClient: configurationChange(parts, {
      event: 'Rename subsystem',
      before: rename,
      run: async ({ path, body }, change, prepared) => {
        const id = clientIdOf(path.id) as SubsystemId;
        const { client_name: name } = body as Renaming;
        const asked = prepared as Asked | undefined;
        if (asked !== undefined) await submitted(change, id, name);
        else await wantName(change, { id, current: nameNow(id) }, { name, isSubmitted: false });
        const request = asked === undefined ? {} : { management_request_id: asked.requestId };
        return { audit: { before: { id, name: nameNow(id) }, after: { id, name, ...request } } };
      },
    }),
  };

  /** Throws `invalid_instance_identifier`, `invalid_member_class`, `cannot_register_owner`, `action_not_possible`. */
  function requireRegisterable(client: LocalClient): void {
    const { instance, memberClass } = client.id;
    const network = context.globalConfiguration();
    if (instance !== network.instance) {
      throw drumError('invalid_instance_identifier', `${keyOf(client.id)} is not of instance ${network.instance}`);
    }
    if (!network.shared(instance).memberClasses.some(({ code }) => code === memberClass)) {
      throw drumError('invalid_member_class', `${instance} has no member class ${memberClass}`);
    }
    if (sameIdentifier(client.id, owner)) throw drumError('cannot_register_owner', `${keyOf(owner)} owns this server`);
    requireClientStatus(client, ['SAVED']);
  }

  /** What is sent of a rename; undefined for a client that is not registered yet, whose name waits for its registration. */
  async function rename({ path, body }: AdminCall, configuration: ConfigurationReader): Promise<Asked | undefined> {
    const { client_name: name } = body as Renaming;
    if (!isNamed()) throw drumError('action_not_possible', 'Global configuration of this version names no subsystems');
    const client = await getClient(configuration, clientIdOf(path.id));
    const { id, status } = client;
    if (id.type === 'MEMBER') throw drumError('action_not_possible', 'Only a subsystem can be renamed here');
    requireText(name, 'client_name');
    if (name === nameNow(id)) throw drumError('invalid_client_name', `${keyOf(id)} has that name`);
    requireClientStatus(client, ['SAVED', 'REGISTERED']);
    if (status === 'SAVED') return undefined;
    if ((await wantedOf(configuration, id))?.isSubmitted === true) {
      throw drumError('client_rename_already_submitted', `The new name of ${keyOf(id)} is not in effect yet`);
    }
    return ask(client, { kind: 'clientRename', server, client: id, subsystemName: name });
  }

  function isNamed(): boolean {
    const network = context.globalConfiguration();
    return network.shared(network.instance).version >= NAMES_SINCE;
  }

  function wantedOf(configuration: ConfigurationReader, id: SubsystemId) {
    return wantedName(configuration, { id, current: nameNow(id) });
  }

  function submitted(change: ConfigurationTransaction, id: SubsystemId, name: string): Promise<void> {
    return wantName(change, { id, current: nameNow(id) }, { name, isSubmitted: true });
  }
}

interface Renaming {
  readonly client_name: string;
}

/** Global configuration may have been quicker: the state that the client has by now moves. */
async function recordAsked(change: ConfigurationTransaction, { client: before, request, requestId }: Asked) {
  const { status: current } = await getClient(change, before.id);
  const status = clientStatusAsked(current, request.kind);
  await setClientStatus(change, before.id, status);
  return { before, after: { ...before, status, management_request_id: requestId } };
}
