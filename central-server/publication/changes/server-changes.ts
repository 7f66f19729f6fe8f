import type { SecurityServerParameters, SharedParameters } from '#protocol/configuration/parameters.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import type { PublishedContent } from '../content.ts';
import { areSame, byKey, hex, isSameClient, matched, type Change } from './change.ts';

/** The key of a server's identifier. */
const serverKeyOf = ({ owner, serverCode }: SecurityServerParameters): string =>
  keyOf({
    ...{ type: 'SERVER', instance: owner.instance, memberClass: owner.memberClass, memberCode: owner.memberCode },
    serverCode,
  });

const serversOf = ({ securityServers }: SharedParameters) => byKey(securityServers, serverKeyOf);
const hashesOf = (server: SecurityServerParameters): string[] => server.authenticationCertificateHashes.map(hex);

/** Security servers, their certificates and clients. */
export function serverChanges({ shared: before }: PublishedContent, { shared: after }: PublishedContent): Change[] {
  const { both, added, removed } = matched(serversOf(before), serversOf(after));
  const moves = movesOf(removed, added);
  const movedTo = new Set([...moves.values()].map(([key]) => key));
  return [
    ...added
      .filter(([key]) => !movedTo.has(key))
      .flatMap(([key, server]): Change[] => [
        { kind: 'SERVER_ADDED', subject: key, server: key, after: server.address ?? '' },
        ...insideChanges(key, { ...server, authenticationCertificateHashes: [], clients: [] }, server),
      ]),
    ...[...moves].flatMap(([key, [newKey, one, other]]): Change[] => [
      { kind: 'SERVER_MOVED', subject: key, server: key, before: key, after: newKey },
      ...changesOf(newKey, one, other),
    ]),
    ...both.flatMap(([key, one, other]) => changesOf(key, one, other)),
    ...removed
      .filter(([key]) => !moves.has(key))
      .flatMap(([key, server]): Change[] => [
        { kind: 'SERVER_REMOVED', subject: key, server: key, before: server.address ?? '' },
        ...insideChanges(key, server, { ...server, authenticationCertificateHashes: [], clients: [] }),
      ]),
  ];
}

type Server = SecurityServerParameters;

/** Servers that go on under another owner: with the same code, and a certificate that they had. */
function movesOf(
  removed: readonly [string, Server][],
  added: readonly [string, Server][],
): Map<string, [newKey: string, before: Server, after: Server]> {
  const newOwners = new Map(added.flatMap(([key, server]) => hashesOf(server).map((hash) => [hash, { key, server }])));
  const moves = new Map<string, [string, Server, Server]>();
  for (const [key, server] of removed) {
    const found = hashesOf(server)
      .map((hash) => newOwners.get(hash))
      .find((each) => each?.server.serverCode === server.serverCode);
    if (found !== undefined) moves.set(key, [found.key, server, found.server]);
  }
  return moves;
}

function changesOf(key: string, before: Server, after: Server): Change[] {
  const about = { subject: key, server: key };
  const [address, newAddress] = [before.address ?? '', after.address ?? ''];
  return [
    ...(address === newAddress
      ? []
      : [{ kind: 'SERVER_ADDRESS_CHANGED', ...about, before: address, after: newAddress } as const]),
    ...maintenanceChanges(key, before.maintenance, after.maintenance),
    ...insideChanges(key, before, after),
  ];
}

function maintenanceChanges(key: string, before: Server['maintenance'], after: Server['maintenance']): Change[] {
  const about = { subject: key, server: key };
  if (before === undefined) {
    return after === undefined ? [] : [{ kind: 'MAINTENANCE_BEGUN', ...about, after: after.message ?? '' }];
  }
  if (after === undefined) return [{ kind: 'MAINTENANCE_ENDED', ...about, before: before.message ?? '' }];
  if (before.message === after.message) return [];
  return [{ kind: 'MAINTENANCE_CHANGED', ...about, before: before.message ?? '', after: after.message ?? '' }];
}

function insideChanges(server: string, before: Server, after: Server): Change[] {
  const certificates = matched(
    byKey(hashesOf(before), (hash) => hash),
    byKey(hashesOf(after), (hash) => hash),
  );
  const clients = areSame(before.clients, after.clients, isSameClient)
    ? { added: [], removed: [] }
    : matched(byKey(before.clients, keyOf), byKey(after.clients, keyOf));
  const told = (kind: Change['kind'], changed: readonly [string, ...unknown[]][]): Change[] =>
    changed.map(([subject]) => ({ kind, subject, server }));
  return [
    ...told('AUTHENTICATION_CERTIFICATE_ADDED', certificates.added),
    ...told('AUTHENTICATION_CERTIFICATE_REMOVED', certificates.removed),
    ...told('CLIENT_ADDED', clients.added),
    ...told('CLIENT_REMOVED', clients.removed),
  ];
}
