import { memberOf } from '#protocol/identifiers/compare.ts';
import type { ClientId, MemberId, ServerId, SubsystemId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import type { ManagementRequest } from '#protocol/management/requests.ts';
import type { CatalogueReader } from '../membership/change.ts';

/** One thing that an approval does to the catalogue. */
export type Consequence =
  /** Only where whoever approves asks for it. */
  | { readonly kind: 'member-added'; readonly id: MemberId }
  | { readonly kind: 'server-added'; readonly id: ServerId; readonly address?: string }
  | { readonly kind: 'server-address-changed'; readonly id: ServerId; readonly before?: string; readonly after: string }
  | { readonly kind: 'authentication-certificate-added'; readonly id: ServerId }
  | { readonly kind: 'owner-joins-group'; readonly id: MemberId }
  | { readonly kind: 'subsystem-added'; readonly id: SubsystemId; readonly name?: string }
  | { readonly kind: 'subsystem-renamed'; readonly id: SubsystemId; readonly before?: string; readonly after: string }
  | { readonly kind: 'client-added'; readonly id: ServerId; readonly client: ClientId }
  | { readonly kind: 'owner-changed'; readonly id: ServerId; readonly before: MemberId; readonly after: ClientId };

/** What an approval of a request would change now, in order. */
export async function consequencesOf(
  catalogue: CatalogueReader,
  request: ManagementRequest,
): Promise<readonly Consequence[]> {
  switch (request.kind) {
    case 'authCertReg':
      return [
        ...(await memberAdded(catalogue, request.server)),
        ...(await serverChanges(catalogue, request.server, request.address)),
        { kind: 'authentication-certificate-added', id: request.server },
      ];
    case 'clientReg':
      return [
        ...(await memberAdded(catalogue, request.client)),
        ...(await subsystemChanges(catalogue, request.client, request.subsystemName)),
        { kind: 'client-added', id: request.server, client: request.client },
      ];
    case 'ownerChange':
      return [{ kind: 'owner-changed', id: request.server, before: memberOf(request.server), after: request.client }];
    default:
      return [];
  }
}

async function memberAdded(catalogue: CatalogueReader, of: ClientId | ServerId): Promise<Consequence[]> {
  const id = memberOf(of);
  const known = await catalogue.selectFrom('member').select('key').where('key', '=', keyOf(id)).executeTakeFirst();
  return known === undefined ? [{ kind: 'member-added', id }] : [];
}

async function serverChanges(
  catalogue: CatalogueReader,
  id: ServerId,
  address: string | undefined,
): Promise<Consequence[]> {
  const servers = catalogue.selectFrom('security_server');
  const known = await servers.select(['address', 'declared']).where('key', '=', keyOf(id)).executeTakeFirst();
  if (known === undefined) {
    const owner = memberOf(id);
    const other = await servers.select('key').where('owner_key', '=', keyOf(owner)).limit(1).executeTakeFirst();
    return [
      { kind: 'server-added', id, ...(address === undefined ? {} : { address }) },
      ...(other === undefined ? [{ kind: 'owner-joins-group', id: owner } as const] : []),
    ];
  }
  if (address === undefined || address === known.address || known.declared === 1) return [];
  return [{ kind: 'server-address-changed', id, ...beforeOf(known.address), after: address }];
}

async function subsystemChanges(
  catalogue: CatalogueReader,
  id: ClientId,
  name: string | undefined,
): Promise<Consequence[]> {
  if (id.type === 'MEMBER') return [];
  const known = await catalogue
    .selectFrom('subsystem')
    .select(['name', 'declared'])
    .where('key', '=', keyOf(id))
    .executeTakeFirst();
  if (known === undefined) return [{ kind: 'subsystem-added', id, ...(name === undefined ? {} : { name }) }];
  if (name === undefined || name === known.name || known.declared === 1) return [];
  return [{ kind: 'subsystem-renamed', id, ...beforeOf(known.name), after: name }];
}

const beforeOf = (before: string | null) => (before === null ? {} : { before });
