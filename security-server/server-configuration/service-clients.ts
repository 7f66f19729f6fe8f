import { drumError } from '#protocol/errors.ts';
import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import type { GlobalGroup } from '#protocol/configuration/parameters.ts';
import type { ClientId, GlobalGroupId } from '#protocol/identifiers/identifier.ts';
import { keyOf, parseEncodedId } from '#protocol/identifiers/text.ts';
import type { ConfigurationReader } from './change.ts';
import { localGroupsOf, getLocalGroup, type LocalGroupDetails } from './local-groups.ts';
import type { RightSubject } from './model.ts';

/** Who may be given rights to what a client offers: a subsystem, a global group, or a local group of that client. */
export interface ServiceClient {
  readonly subject: RightSubject;
  /** Of a subsystem its name, of a group what describes it. */
  readonly name?: string;
  /** Of the member that a subsystem belongs to. */
  readonly memberName?: string;
  readonly localGroup?: Pick<LocalGroupDetails, 'number' | 'code'>;
}

/** What the network is known to have; undefined while there is no configuration of it. */
type Network = GlobalConfiguration | undefined;

/**
 * Reads how the admin API writes one: `I:C:M:S` a subsystem, `I:CODE` a global group, a number a local group. Throws
 * `invalid_service_client_id`, `service_client_not_found` for a number that no local group has.
 */
export async function serviceClientOf(configuration: ConfigurationReader, text: string): Promise<RightSubject> {
  if (/^[0-9]{1,15}$/.test(text)) {
    try {
      return { type: 'LOCALGROUP', groupCode: (await getLocalGroup(configuration, Number(text))).code };
    } catch (error) {
      throw drumError('service_client_not_found', `There is no local group with the number ${text}`, error);
    }
  }
  try {
    return parseEncodedId(text, 'SUBSYSTEM', 'GLOBALGROUP');
  } catch (error) {
    throw drumError('invalid_service_client_id', 'It must be I:C:M:S, I:GROUP, or the number of a local group', error);
  }
}

/** Throws `service_client_not_found` where one of them is neither in the network nor a local group of the client. */
export async function requireServiceClients(
  configuration: ConfigurationReader,
  client: ClientId,
  subjects: readonly RightSubject[],
  network: GlobalConfiguration,
): Promise<void> {
  const groups = new Set((await localGroupsOf(configuration, client)).map(({ code }) => code));
  for (const subject of subjects) {
    if (!isThere(subject)) throw drumError('service_client_not_found', `${keyOf(subject)} is not known here`);
  }

  function isThere(subject: RightSubject): boolean {
    switch (subject.type) {
      case 'MEMBER':
        return false;
      case 'SUBSYSTEM':
        return network.clientExists(subject);
      case 'GLOBALGROUP':
        return globalGroup(network, subject) !== undefined;
      case 'LOCALGROUP':
        return groups.has(subject.groupCode);
    }
  }
}

/** What is known of those who have rights at a client, in the same order. Throws `client_not_found`. */
export async function describeServiceClients(
  configuration: ConfigurationReader,
  client: ClientId,
  subjects: readonly RightSubject[],
  network: Network,
): Promise<ServiceClient[]> {
  const groups = new Map((await localGroupsOf(configuration, client)).map((group) => [group.code, group]));
  return subjects.map((subject) => {
    if (subject.type === 'LOCALGROUP') {
      const group = groups.get(subject.groupCode);
      return group === undefined ? { subject } : ofLocalGroup(group);
    }
    const name =
      subject.type === 'GLOBALGROUP' ? globalGroup(network, subject)?.description : network?.subsystemName(subject);
    return { subject, ...(name === undefined ? {} : { name }) };
  });
}

/** All that could be given rights at a client: subsystems of all instances, global groups, its local groups. Throws `client_not_found`. */
export async function serviceClientCandidates(
  configuration: ConfigurationReader,
  client: ClientId,
  network: GlobalConfiguration,
): Promise<ServiceClient[]> {
  const local = (await localGroupsOf(configuration, client)).map(ofLocalGroup);
  const { instances } = network;
  const subsystems = instances
    .flatMap((instance) => network.clients(instance))
    .filter(({ id }) => id.type === 'SUBSYSTEM')
    .map(({ id, memberName, subsystemName }) => ({
      ...{ subject: id, memberName },
      ...(subsystemName === undefined ? {} : { name: subsystemName }),
    }));
  const groups = instances.flatMap((instance) =>
    network.shared(instance).globalGroups.map(({ groupCode, description }) => ({
      subject: { type: 'GLOBALGROUP', instance, groupCode } as const,
      name: description,
    })),
  );
  return [...subsystems, ...groups, ...local];
}

const ofLocalGroup = ({ number, code, description }: LocalGroupDetails): ServiceClient => ({
  ...{ subject: { type: 'LOCALGROUP', groupCode: code }, name: description },
  localGroup: { number, code },
});

function globalGroup(network: Network, { instance, groupCode }: GlobalGroupId): GlobalGroup | undefined {
  if (network?.instances.includes(instance) !== true) return undefined;
  return network.shared(instance).globalGroups.find((group) => group.groupCode === groupCode);
}
