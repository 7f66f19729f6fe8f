import type { CatalogueReader } from '../membership/change.ts';
import type { ConfigurationSource } from '#protocol/configuration/parameters.ts';
import {
  certificateDeletionOf,
  ownerChangeOf,
  type LiveServer,
  type OwnRequests,
} from '../publication/changes/cut-off.ts';
import { sha256Of } from '../publication/parts.ts';
import { sourcesOfPublications } from '../publication/kept/publications.ts';

/** The servers that fetched configuration since then, and those that are named, as they were seen last. */
export async function liveServers(
  catalogue: CatalogueReader,
  since: Date,
  named: ReadonlySet<string>,
): Promise<LiveServer[]> {
  const rows = await catalogue
    .selectFrom('server_seen')
    .select(['server_key', 'at', 'publication'])
    .where((where) =>
      where.or([
        where('at', '>=', since.getTime()),
        ...(named.size === 0 ? [] : [where('server_key', 'in', [...named])]),
      ]),
    )
    .orderBy('at')
    .execute();
  const newest = new Map(rows.map((row) => [row.server_key, row]));
  const certificates = await certificatesOf(catalogue, newest);
  const sources = await sourcesOfPublications(
    catalogue,
    [...newest.values()].flatMap(({ publication }) => publication ?? []),
  );
  return [...newest].map(([key, { publication }]) => {
    const knownSources: readonly ConfigurationSource[] | undefined =
      publication === null ? undefined : sources.get(publication);
    return {
      ...{ key, certificates: certificates.get(key) ?? [] },
      ...(knownSources === undefined ? {} : { knownSources }),
    };
  });
}

async function certificatesOf(
  catalogue: CatalogueReader,
  servers: ReadonlyMap<string, unknown>,
): Promise<Map<string, Uint8Array[]>> {
  if (servers.size === 0) return new Map();
  const rows = await catalogue.selectFrom('authentication_certificate').select(['server_key', 'certificate']).execute();
  const found = new Map<string, Uint8Array[]>();
  for (const { server_key: key, certificate } of rows) {
    if (servers.has(key)) found.set(key, [...(found.get(key) ?? []), certificate]);
  }
  return found;
}

/** What security servers have asked for themselves since then that a change of others would look like. */
export async function ownRequests(catalogue: CatalogueReader, since: Date): Promise<OwnRequests> {
  const at = since.getTime();
  const rows = await catalogue
    .selectFrom('management_request')
    .select(['kind', 'server_key', 'certificate'])
    .where('origin', '=', 'SECURITY_SERVER')
    .where((where) =>
      where.or([
        where.and([where('kind', '=', 'authCertDeletion'), where('created_at', '>=', at)]),
        where.and([where('kind', '=', 'ownerChange'), where('status', '=', 'APPROVED'), where('decided_at', '>=', at)]),
      ]),
    )
    .execute();
  return new Set(
    rows.map(({ kind, server_key: server, certificate }) =>
      kind === 'ownerChange'
        ? ownerChangeOf(server)
        : certificateDeletionOf(server, sha256Of(certificate ?? Buffer.alloc(0))),
    ),
  );
}
