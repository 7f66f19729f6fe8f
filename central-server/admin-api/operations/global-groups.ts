import type { ClientId } from '#protocol/identifiers/identifier.ts';
import { formatEncodedId } from '#protocol/identifiers/text.ts';
import {
  addGlobalGroup,
  deleteGlobalGroup,
  describeGlobalGroup,
  getGlobalGroup,
  listGlobalGroups,
  type GlobalGroupDetails,
  type GlobalGroupEntry,
} from '../../membership/global-groups.ts';
import {
  addGroupMembers,
  deleteGroupMember,
  findGroupMembers,
  groupMembersFilterModel,
} from '../../membership/group-members.ts';
import { pageOf, pagingShape } from '#administration/http/shapes.ts';
import { clientIdOf, clientIdShape, type CatalogueHandlers, type InstanceOf } from './shapes.ts';

const groupShape = ({ code, description, memberCount, createdAt, updatedAt }: GlobalGroupDetails) => ({
  ...{ code, description, member_count: memberCount },
  created_at: createdAt.toISOString(),
  updated_at: updatedAt.toISOString(),
});

interface MembersFilter {
  readonly query?: string | null;
  readonly member_class?: string | null;
  readonly instance?: string | null;
  readonly codes?: readonly string[] | null;
  readonly subsystems?: readonly string[] | null;
  readonly types?: readonly ClientId['type'][] | null;
  readonly paging_sorting?: Parameters<typeof pageOf>[0];
}

/** `changed`: after each change of what is published. */
export const globalGroups = (instance: InstanceOf, changed: () => void): CatalogueHandlers => ({
  findGlobalGroups: {
    run: async (_call, catalogue) => ({ body: (await listGlobalGroups(catalogue)).map(groupShape) }),
  },
  addGlobalGroup: {
    event: 'Add global group',
    run: async ({ body, now }, change) => {
      const audit = await addGlobalGroup(change, body as GlobalGroupEntry, now);
      return { body: groupShape(audit.after), audit };
    },
    afterwards: changed,
  },
  getGlobalGroup: {
    run: async ({ path }, catalogue) => ({ body: groupShape(await getGlobalGroup(catalogue, path.group_code ?? '')) }),
  },
  updateGlobalGroupDescription: {
    event: 'Edit global group description',
    run: async ({ path, body, now }, change) => {
      const { description } = body as GlobalGroupEntry;
      const audit = await describeGlobalGroup(change, { code: path.group_code ?? '', description }, now);
      return { body: groupShape(audit.after), audit };
    },
    afterwards: changed,
  },
  deleteGlobalGroup: {
    event: 'Delete global group',
    run: async ({ path }, change) => ({ audit: await deleteGlobalGroup(change, path.group_code ?? '') }),
    afterwards: changed,
  },
  getGroupMembersFilterModel: {
    run: async ({ path }, catalogue) => {
      const model = await groupMembersFilterModel(catalogue, path.group_code ?? '', await instance(catalogue));
      const { instances, memberClasses, codes, subsystems } = model;
      return { body: { instances, member_classes: memberClasses, codes, subsystems } };
    },
  },
  addGlobalGroupMembers: {
    event: 'Add members to global group',
    run: async ({ path, body, now }, change) => {
      const { items = [] } = body as { items?: readonly string[] };
      const wanted = { groupCode: path.group_code ?? '', clients: items.map(clientIdOf) };
      const audit = await addGroupMembers(change, wanted, now);
      return { body: { items: audit.after.clients.map((id) => formatEncodedId(id)) }, audit };
    },
    afterwards: changed,
  },
  findGlobalGroupMembers: {
    run: async ({ path, body }, catalogue) => {
      const asked = body as MembersFilter;
      const request = pageOf(asked.paging_sorting ?? {});
      const filter = {
        query: asked.query ?? undefined,
        memberClass: asked.member_class ?? undefined,
        instance: asked.instance ?? undefined,
        codes: asked.codes ?? undefined,
        subsystems: asked.subsystems ?? undefined,
        types: asked.types ?? undefined,
      };
      const wanted = { groupCode: path.group_code ?? '', filter, instance: await instance(catalogue) };
      const page = await findGroupMembers(catalogue, wanted, request);
      const items = page.items.map(({ number, id, memberName, subsystemName, createdAt }) => ({
        id: number,
        client_id: clientIdShape(id),
        name: memberName,
        ...(subsystemName === undefined ? {} : { subsystem_name: subsystemName }),
        created_at: createdAt.toISOString(),
      }));
      return { body: { items, paging_metadata: pagingShape(page, request) } };
    },
  },
  deleteGlobalGroupMember: {
    event: 'Remove members from global group',
    run: async ({ path }, change) => ({
      audit: await deleteGroupMember(change, { groupCode: path.group_code ?? '', client: clientIdOf(path.client_id) }),
    }),
    afterwards: changed,
  },
});
