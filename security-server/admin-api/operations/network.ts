import { drumError } from '#protocol/errors.ts';
import type { RegisteredServer } from '#protocol/configuration/instance-index.ts';
import { formatEncodedId } from '#protocol/identifiers/text.ts';
import { clientIdOf, serverIdOf } from './encoded-ids.ts';
import type { ServerHandlers, ServerParts } from './parts.ts';

/** What the global configuration says of the network. */
export function networkOperations({ control: { context } }: Pick<ServerParts, 'control'>): ServerHandlers {
  const network = () => context.globalConfiguration();
  const classesOf = (instance: string): string[] => [
    ...new Set(
      network()
        .shared(instance)
        .memberClasses.map(({ code }) => code),
    ),
  ];
  return {
    getXRoadInstances: {
      run: () => {
        const { instances, instance } = network();
        return { body: instances.map((identifier) => ({ identifier, local: identifier === instance })) };
      },
    },
    getMemberClasses: {
      run: ({ query }) => {
        const { instances, instance } = network();
        const asked = query.current_instance === true ? [instance] : instances;
        return { body: [...new Set(asked.flatMap(classesOf))] };
      },
    },
    getMemberClassesForInstance: {
      run: ({ path: { id = '' } }) => {
        if (!network().instances.includes(id)) {
          throw drumError('instance_identifier_not_found', 'id: no such instance is known here');
        }
        return { body: classesOf(id) };
      },
    },
    findMemberName: {
      run: ({ query }) => {
        const { member_class: memberClass, member_code: memberCode } = query as Readonly<Record<string, string>>;
        const { instance } = network();
        const name = network().memberName({
          ...{ type: 'MEMBER', instance, memberClass: memberClass ?? '', memberCode: memberCode ?? '' },
        });
        if (name === undefined || name === '') {
          throw drumError('member_name_not_found', 'No member with this class and code is known here');
        }
        return { body: { member_name: name } };
      },
    },
    getSecurityServers: {
      run: ({ query }) => {
        const { serverId } = context;
        if (query.current_server === true) {
          return { body: [serverShape(network().server(serverId) ?? { id: serverId })] };
        }
        return { body: network().instances.flatMap((instance) => network().servers(instance).map(serverShape)) };
      },
    },
    getClientSecurityServers: {
      run: ({ path }) => ({ body: network().serversOf(clientIdOf(path.id)).map(serverShape) }),
    },
    getSecurityServer: {
      run: ({ path: { id = '' } }) => {
        const found = network().server(serverIdOf(id));
        if (found === undefined) {
          throw drumError('security_server_not_found', 'id: no such security server is known here');
        }
        return { body: serverShape(found) };
      },
    },
  };
}

/** `SecurityServer` of the definition. */
const serverShape = ({ id, address }: RegisteredServer) => ({
  ...{ id: formatEncodedId(id), instance_id: id.instance, member_class: id.memberClass },
  ...{ member_code: id.memberCode, server_code: id.serverCode },
  ...(address === undefined ? {} : { server_address: address }),
});
