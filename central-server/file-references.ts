import { drumError } from '#protocol/errors.ts';
import type { ClientId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import type { Catalogue } from './catalogue/catalogue.ts';
import { OWNERS_GROUP } from './catalogue/owners-group.ts';

/** What the file names must be declared in it: a member's class, a server's owner and clients, a group's members. */
export function checkReferences(catalogue: Catalogue, instance: string): void {
  const known = new Set<string>();
  const classes = new Set(catalogue.memberClasses.map((memberClass) => memberClass.code));
  for (const member of catalogue.members) {
    if (!classes.has(member.memberClass.code)) {
      throw drumError(
        'malformed_server_conf',
        `Member ${member.name}: member class ${member.memberClass.code} is not declared`,
      );
    }
    const id = {
      type: 'MEMBER',
      instance,
      memberClass: member.memberClass.code,
      memberCode: member.memberCode,
    } as const;
    declare(known, keyOf(id));
    for (const { subsystemCode } of member.subsystems)
      declare(known, keyOf({ ...id, type: 'SUBSYSTEM', subsystemCode }));
  }
  checkNoRepetitions(catalogue);
  for (const server of catalogue.securityServers) {
    for (const id of [server.owner, ...server.clients]) refer(known, id, `Security server ${server.serverCode}`);
  }
  const { monitoringClient } = catalogue.settings;
  if (monitoringClient !== undefined) refer(known, monitoringClient, 'Monitoring client');
  if (catalogue.trustedAnchors.some(({ anchor }) => anchor.instance === instance)) {
    throw drumError('malformed_server_conf', `A trusted anchor is of instance ${instance}, which is this one`);
  }
  for (const group of catalogue.globalGroups) {
    if (group.groupCode === OWNERS_GROUP.code) {
      throw drumError('malformed_server_conf', `Global group ${group.groupCode} is built in, and is not declared`);
    }
    for (const id of group.members) refer(known, id, `Global group ${group.groupCode}`);
  }
}

/** What names a thing in the catalogue may name only one. */
function checkNoRepetitions(catalogue: Catalogue): void {
  const { memberClasses, securityServers, globalGroups, certificationServices, timeStampingServices } = catalogue;
  const { trustedAnchors } = catalogue;
  const hex = (der: Uint8Array): string => Buffer.from(der).toString('hex');
  const named: readonly (readonly [what: string, names: readonly string[]])[] = [
    ['Member class', memberClasses.map((memberClass) => memberClass.code)],
    ['Security server', securityServers.map(({ owner, serverCode }) => `${keyOf(owner)}/${serverCode}`)],
    ['Global group', globalGroups.map(({ groupCode }) => groupCode)],
    ['Certification service', certificationServices.map(({ name }) => name)],
    ['Time-stamping service', timeStampingServices.map(({ url: address }) => address)],
    ['Trusted anchor of instance', trustedAnchors.map(({ anchor }) => anchor.instance)],
    ...securityServers.flatMap(({ serverCode, clients, authenticationCertificates }) => [
      [`Client of security server ${serverCode}`, clients.map(keyOf)] as const,
      [`Authentication certificate of security server ${serverCode}`, authenticationCertificates.map(hex)] as const,
    ]),
    ...globalGroups.map(
      ({ groupCode, members }) => [`Member of global group ${groupCode}`, members.map(keyOf)] as const,
    ),
  ];
  for (const [what, names] of named) {
    const known = new Set<string>();
    for (const name of names) {
      if (known.has(name)) throw drumError('malformed_server_conf', `${what} ${name.slice(0, 200)} is declared twice`);
      known.add(name);
    }
  }
}

function declare(known: Set<string>, key: string): void {
  if (known.has(key)) throw drumError('malformed_server_conf', `${key} is declared twice`);
  known.add(key);
}

function refer(known: ReadonlySet<string>, id: ClientId, where: string): void {
  if (!known.has(keyOf(id))) throw drumError('malformed_server_conf', `${where}: ${keyOf(id)} is not declared`);
}
