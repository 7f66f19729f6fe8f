import { drumError } from '#protocol/errors.ts';
import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import type { ClientId } from '#protocol/identifiers/identifier.ts';
import { formatEncodedId, keyOf } from '#protocol/identifiers/text.ts';
import { listClients } from '../../server-configuration/clients.ts';
import {
  addLocalGroup,
  addLocalGroupMembers,
  deleteLocalGroup,
  deleteLocalGroupMembers,
  describeLocalGroup,
  getLocalGroup,
  localGroupsOf,
  type LocalGroupDetails,
} from '../../server-configuration/local-groups.ts';
import { clientIdOf } from './encoded-ids.ts';
import { configurationChange, type ServerHandlers, type ServerParts } from './parts.ts';
import { numberOf } from './row-number.ts';

/** The local groups of the server's clients. */
export function localGroupOperations(parts: ServerParts): ServerHandlers {
  const { context } = parts.control;
  const shape = (group: LocalGroupDetails) => groupShape(group, context.latestConfiguration());
  return {
    getClientLocalGroups: {
      run: async ({ path }, configuration) => ({
        body: (await localGroupsOf(configuration, clientIdOf(path.id))).map(shape),
      }),
    },
    addClientLocalGroup: configurationChange(parts, {
      event: 'Add group',
      run: async ({ path, body, now }, change) => {
        const { code, description } = body as Pick<LocalGroupDetails, 'code' | 'description'>;
        const audit = await addLocalGroup(change, { client: clientIdOf(path.id), code, description }, now);
        return { body: shape(audit.after), audit };
      },
    }),
    getLocalGroup: {
      run: async ({ path }, configuration) => {
        const group = await getLocalGroup(configuration, groupNumberOf(path.group_id));
        return { body: shape(group), state: group };
      },
    },
    updateLocalGroup: configurationChange(parts, {
      event: 'Edit group description',
      run: async ({ path, body, now }, change) => {
        const { description } = body as Pick<LocalGroupDetails, 'description'>;
        const audit = await describeLocalGroup(change, { number: groupNumberOf(path.group_id), description }, now);
        return { body: shape(audit.after), audit };
      },
    }),
    deleteLocalGroup: configurationChange(parts, {
      event: 'Delete group',
      run: async ({ path }, change) => ({ audit: await deleteLocalGroup(change, groupNumberOf(path.group_id)) }),
    }),
    addLocalGroupMember: configurationChange(parts, {
      event: 'Add members to group',
      run: async ({ path, body, now }, change) => {
        const { items = [] } = body as Members;
        if (items.length === 0) throw drumError('missing_member_id', 'items: must name at least one member');
        const number = groupNumberOf(path.group_id);
        const own = new Set((await listClients(change)).map(({ id }) => keyOf(id)));
        const network = context.globalConfiguration();
        const isKnown = (client: ClientId) => own.has(keyOf(client)) || network.clientExists(client);
        const audit = await addLocalGroupMembers(change, { number, members: membersOf(items), isKnown }, now);
        return { body: { items }, audit };
      },
    }),
    deleteLocalGroupMember: configurationChange(parts, {
      event: 'Remove members from group',
      run: async ({ path, body }, change) => {
        const { items = [] } = body as Members;
        if (items.length === 0) throw drumError('local_group_member_not_found', 'items: names nobody');
        const wanted = { number: groupNumberOf(path.group_id), members: membersOf(items) };
        return { audit: await deleteLocalGroupMembers(change, wanted) };
      },
    }),
  };
}

interface Members {
  readonly items?: readonly string[];
}

/** Each once. Throws `invalid_encoded_id`. */
const membersOf = (items: readonly string[]): ClientId[] => [...new Set(items)].map((each) => clientIdOf(each));

/** Throws `id_not_a_number`. */
const groupNumberOf = (text: string | undefined): number => numberOf(text, 'group_id: must be a number');

/** `LocalGroup` of the definition. */
const groupShape = (
  { number, code, description, updatedAt, members }: LocalGroupDetails,
  network: GlobalConfiguration | undefined,
) => ({
  ...{ id: String(number), code, description, member_count: members.length, updated_at: updatedAt.toISOString() },
  members: members.map(({ id, createdAt }) => {
    const memberName = network?.memberName(id) ?? '';
    const subsystemName = network?.subsystemName(id) ?? '';
    return {
      id: formatEncodedId(id),
      ...(memberName === '' ? {} : { member_name: memberName }),
      ...(subsystemName === '' ? {} : { subsystem_name: subsystemName }),
      created_at: createdAt.toISOString(),
    };
  }),
});
