import type { ClientId } from '#protocol/identifiers/identifier.ts';
import { findCountedMembers } from '../../membership/counted-members.ts';
import { clientsOfServer, findClients, type Client } from '../../membership/clients.ts';
import { pageOf, pagingIn, pagingShape } from '#administration/http/shapes.ts';
import { clientIdShape, serverIdOf, type CatalogueHandlers, type InstanceOf } from './shapes.ts';

interface ClientsQuery {
  readonly q?: string;
  readonly name?: string;
  readonly instance?: string;
  readonly member_class?: string;
  readonly member_code?: string;
  readonly subsystem_code?: string;
  readonly client_type?: ClientId['type'];
  readonly security_server?: string;
  readonly excluding_group?: string;
}

const clientShape = ({ id, memberName, subsystemName }: Client) => ({
  ...{ client_id: clientIdShape(id), member_name: memberName },
  ...(subsystemName === undefined ? {} : { subsystem_name: subsystemName }),
});

export const clients = (instance: InstanceOf): CatalogueHandlers => ({
  findClients: {
    run: async ({ query }, catalogue) => {
      const asked = query as ClientsQuery;
      const request = pageOf(pagingIn(query));
      const search = {
        ...{ q: asked.q, name: asked.name, instance: asked.instance, memberClass: asked.member_class },
        ...{ memberCode: asked.member_code, subsystemCode: asked.subsystem_code, clientType: asked.client_type },
        ...(asked.security_server === undefined ? {} : { securityServer: serverIdOf(asked.security_server) }),
        excludingGroup: asked.excluding_group,
      };
      const page = await findClients(catalogue, search, request, await instance(catalogue));
      return { body: { clients: page.items.map(clientShape), paging_metadata: pagingShape(page, request) } };
    },
  },
  listMembers: {
    run: async ({ query }, catalogue) => {
      const { q, member_class: memberClass } = query as ClientsQuery;
      const request = pageOf(query);
      const page = await findCountedMembers(catalogue, { q, memberClass }, request, await instance(catalogue));
      const members = page.items.map(({ id, name, subsystems, servers }) => ({
        ...{ client_id: clientIdShape(id), member_name: name, subsystems, servers },
      }));
      return { body: { members, paging_metadata: pagingShape(page, request) } };
    },
  },
  getSecurityServerClients: {
    run: async ({ path }, catalogue) => ({
      body: (await clientsOfServer(catalogue, serverIdOf(path.server_id))).map(clientShape),
    }),
  },
});
