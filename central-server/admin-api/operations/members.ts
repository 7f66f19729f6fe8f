import { unregisterClient } from '../../membership/security-servers.ts';
import {
  addMember,
  deleteMember,
  getMember,
  globalGroupsOfMember,
  ownedServers,
  renameMember,
  usedServers,
  type Member,
} from '../../membership/members.ts';
import { formatEncodedId } from '#protocol/identifiers/text.ts';
import { subsystemsOfMember } from '../../membership/subsystems.ts';
import {
  clientIdShape,
  memberIdOf,
  newMemberId,
  serverIdOf,
  serverShape,
  type CatalogueHandlers,
  type InstanceOf,
  type NewClientId,
} from './shapes.ts';

const memberShape = ({ id, name }: Member) => ({ client_id: clientIdShape(id), member_name: name });

/** Members, and what belongs to one. `changed`: after each change of what is published. */
export const members = (instance: InstanceOf, changed: () => void): CatalogueHandlers => ({
  addMember: {
    event: 'Add member',
    run: async ({ body, now }, change) => {
      const { member_id: id, member_name: name } = body as { member_id: NewClientId; member_name?: string };
      const id_ = newMemberId(id, await instance(change));
      const audit = await addMember(change, { id: id_, name: name ?? '' }, now);
      return { body: memberShape(audit.after), audit };
    },
    afterwards: changed,
  },
  getMember: {
    run: async ({ path }, catalogue) => ({
      body: memberShape(await getMember(catalogue, memberIdOf(path.member_id, await instance(catalogue)))),
    }),
  },
  updateMemberName: {
    event: 'Edit member name',
    run: async ({ path, body }, change) => {
      const { member_name: name } = body as { member_name?: string };
      const audit = await renameMember(change, {
        id: memberIdOf(path.member_id, await instance(change)),
        name: name ?? '',
      });
      return { body: memberShape(audit.after), audit };
    },
    afterwards: changed,
  },
  deleteMember: {
    event: 'Delete member',
    run: async ({ path }, change) => ({
      audit: await deleteMember(change, memberIdOf(path.member_id, await instance(change))),
    }),
    afterwards: changed,
  },
  getSubsystems: {
    run: async ({ path }, catalogue) => {
      const subsystems = await subsystemsOfMember(catalogue, memberIdOf(path.member_id, await instance(catalogue)));
      return {
        body: subsystems.map(({ id, name, usedServers: servers }) => ({
          subsystem_id: clientIdShape(id),
          ...(name === undefined ? {} : { subsystem_name: name }),
          used_security_servers: servers.map(({ id: server, ownerName, status }) => ({
            encoded_id: formatEncodedId(server),
            server_code: server.serverCode,
            ...(ownerName === undefined ? {} : { server_owner: ownerName }),
            status,
          })),
        })),
      };
    },
  },
  getMemberGlobalGroups: {
    run: async ({ path }, catalogue) => {
      const groups = await globalGroupsOfMember(catalogue, memberIdOf(path.member_id, await instance(catalogue)));
      return {
        body: groups.map(({ groupCode, subsystemCode, addedAt }) => ({
          group_code: groupCode,
          ...(subsystemCode === undefined ? {} : { subsystem: subsystemCode }),
          added_to_group: addedAt.toISOString(),
        })),
      };
    },
  },
  getOwnedServers: {
    run: async ({ path }, catalogue) => ({
      body: (await ownedServers(catalogue, memberIdOf(path.member_id, await instance(catalogue)))).map(serverShape),
    }),
  },
  getUsedServers: {
    run: async ({ path }, catalogue) => ({
      body: (await usedServers(catalogue, memberIdOf(path.member_id, await instance(catalogue)))).map(serverShape),
    }),
  },
  unregisterMember: {
    event: 'Unregister member as security server client',
    run: async ({ path, now }, change) => {
      const client = memberIdOf(path.member_id, await instance(change));
      return { audit: await unregisterClient(change, { server: serverIdOf(path.server_id), client }, now) };
    },
    afterwards: changed,
  },
});
