import type { ClientId } from '../identifiers/identifier.ts';
import { identifierToXml, IDENTIFIERS_NAMESPACE } from '../identifiers/xml.ts';
import { xmlText } from '../xml/write.ts';

const XROAD = 'http://x-road.eu/xsd/xroad.xsd';

/** A member or subsystem with its names, as `listClients` tells it. */
export interface ListedClient {
  readonly id: ClientId;
  readonly memberName: string;
  readonly subsystemName?: string | undefined;
}

/** PR-MREST §4; names and order are those that X-Road's servers write. */
export function clientListJson(clients: readonly ListedClient[]): string {
  return JSON.stringify({
    member: clients.map(({ id, memberName, subsystemName }) => ({
      id: {
        member_class: id.memberClass,
        member_code: id.memberCode,
        ...(id.type === 'SUBSYSTEM' ? { subsystem_code: id.subsystemCode } : {}),
        xroad_instance: id.instance,
        object_type: id.type,
      },
      name: memberName,
      ...(subsystemName === undefined ? {} : { subsystem_name: subsystemName }),
    })),
  });
}

/** PR-META §3. */
export function clientListXml(clients: readonly ListedClient[]): string {
  const members = clients.map(({ id, memberName, subsystemName }) => {
    const subsystem =
      subsystemName === undefined ? '' : `<xroad:subsystemName>${xmlText(subsystemName)}</xroad:subsystemName>`;
    return `<xroad:member>${identifierToXml('xroad:id', id)}<xroad:name>${xmlText(memberName)}</xroad:name>${subsystem}</xroad:member>`;
  });
  return (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' +
    `<xroad:clientList xmlns:xroad="${XROAD}" xmlns:id="${IDENTIFIERS_NAMESPACE}">${members.join('')}</xroad:clientList>`
  );
}
