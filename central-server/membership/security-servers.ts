import { sql } from 'kysely';
import { drumError } from '#protocol/errors.ts';
import type { ClientId, ServerId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import type { ManagementRequest } from '#protocol/management/requests.ts';
import { clientOf } from '../catalogue/keys.ts';
import { keepRequest } from '../management/keeping.ts';
import { CatalogueRules } from '../management/rules.ts';
import { requireOwn, type CatalogueChange, type CatalogueReader, type Changed, type Removed } from './change.ts';
import { deleteServerRows } from './dependents.ts';
import { requireText } from '#administration/input.ts';
import { findPage, type Page, type PageRequest, type SortColumns } from './page.ts';
import { anyOf, classesWith, contains, isGiven, isOneOf } from './search.ts';
import { requireServer, serverOfRow, serverRows, type SecurityServer } from './server-rows.ts';

const SORTS: SortColumns = {
  owner_name: [sql.ref('owner.name_folded')],
  'server_id.member_class': [sql`lower(owner.member_class)`],
  'server_id.member_code': [sql.ref('owner.code_folded')],
  'server_id.server_code': [sql.ref('server.code_folded')],
};

/**
 * Servers whose code, or whose owner's name, class or code contains `q`. Throws `invalid_pagination_properties`,
 * `invalid_sort_properties`.
 */
export async function findServers(
  catalogue: CatalogueReader,
  q: string | undefined,
  page: PageRequest,
): Promise<Page<SecurityServer>> {
  let query = serverRows(catalogue);
  if (isGiven(q)) {
    const fields = ['server.code_folded', 'owner.name_folded', 'owner.code_folded'];
    const ofClass = isOneOf('owner.member_class', await classesWith(catalogue, q));
    query = query.where(anyOf([...fields.map((field) => contains(field, q)), ofClass]));
  }
  const { items, totalItems } = await findPage(query, page, { sorts: SORTS, order: [sql.ref('server.number')] });
  return { items: items.map(serverOfRow), totalItems };
}

/** Throws `security_server_not_found`. */
export async function getServer(catalogue: CatalogueReader, id: ServerId): Promise<SecurityServer> {
  return serverOfRow(await requireServer(catalogue, id));
}

/** Throws `security_server_not_found`, `declared_in_file`, `validation_failure`. */
export async function changeServerAddress(
  change: CatalogueChange,
  { server, address }: { readonly server: ServerId; readonly address: string },
  now: Date,
): Promise<Changed<SecurityServer>> {
  requireText(address, 'server_address');
  const row = await requireServer(change, server);
  requireOwn(row, `Security server ${keyOf(server)}`);
  await new CatalogueRules(change, now).changeAddress({ kind: 'addressChange', server, address });
  return { before: serverOfRow(row), after: await getServer(change, server) };
}

/**
 * Deletes a server with its clients and certificates, and keeps a request of deletion for each of these. Registrations that
 * wait go on waiting, as in X-Road; they cannot be approved any more. Throws `security_server_not_found`, `declared_in_file`.
 */
export async function deleteServer(
  change: CatalogueChange,
  server: ServerId,
  now: Date,
): Promise<Removed<SecurityServer>> {
  const key = keyOf(server);
  const row = await requireServer(change, server);
  requireOwn(row, `Security server ${key}`);
  const clients = await change
    .selectFrom('server_client')
    .select('client_key')
    .where('server_key', '=', key)
    .orderBy('position')
    .execute();
  const certificates = await authenticationCertificates(change, server);
  await deleteServerRows(change, key);
  const deletions: ManagementRequest[] = [
    ...clients.map(({ client_key }) => ({ kind: 'clientDeletion', server, client: clientOf(client_key) }) as const),
    ...certificates.map(
      ({ certificate }) => ({ kind: 'authCertDeletion', server, authenticationCertificate: certificate }) as const,
    ),
  ];
  for (const deletion of deletions) {
    await keepRequest(change, deletion, { origin: 'CENTER', comments: `${key} deletion`, at: now });
  }
  return { before: serverOfRow(row), after: undefined };
}

export interface AuthenticationCertificate {
  readonly number: number;
  /** DER. */
  readonly certificate: Buffer;
}

/** Throws `security_server_not_found`. */
export async function authenticationCertificates(
  catalogue: CatalogueReader,
  server: ServerId,
): Promise<AuthenticationCertificate[]> {
  await requireServer(catalogue, server);
  return catalogue
    .selectFrom('authentication_certificate')
    .select(['number', 'certificate'])
    .where('server_key', '=', keyOf(server))
    .orderBy('number')
    .execute();
}

/** Throws `security_server_not_found`, `ss_auth_certificate_not_found`, `declared_in_file`. */
export async function deleteAuthenticationCertificate(
  change: CatalogueChange,
  { server, number }: { readonly server: ServerId; readonly number: number },
  now: Date,
): Promise<Removed<AuthenticationCertificate>> {
  await requireServer(change, server);
  const row = await change
    .selectFrom('authentication_certificate')
    .select(['number', 'certificate', 'declared'])
    .where('server_key', '=', keyOf(server))
    .where('number', '=', number)
    .executeTakeFirst();
  if (row === undefined) {
    throw drumError('ss_auth_certificate_not_found', `${keyOf(server)} has no authentication certificate ${number}`);
  }
  requireOwn(row, `Authentication certificate ${number} of ${keyOf(server)}`);
  const request = { kind: 'authCertDeletion', server, authenticationCertificate: row.certificate } as const;
  await new CatalogueRules(change, now).deleteCertificate(request);
  await keepRequest(change, request, { origin: 'CENTER', at: now });
  return { before: { number, certificate: row.certificate }, after: undefined };
}

export interface ServerClient {
  readonly server: ServerId;
  readonly client: ClientId;
}

/**
 * Takes a member or subsystem off a server, and keeps that as a request of deletion. Throws `security_server_not_found`,
 * `member_not_registered_to_security_server`, `subsystem_not_registered_to_security_server`, `declared_in_file`.
 */
export async function unregisterClient(
  change: CatalogueChange,
  { server, client }: ServerClient,
  now: Date,
): Promise<Removed<ServerClient>> {
  await requireServer(change, server);
  const row = await change
    .selectFrom('server_client')
    .select('declared')
    .where('server_key', '=', keyOf(server))
    .where('client_key', '=', keyOf(client))
    .executeTakeFirst();
  if (row === undefined) {
    const kind = client.type === 'MEMBER' ? 'member' : 'subsystem';
    throw drumError(`${kind}_not_registered_to_security_server`, `${keyOf(client)} is no client of ${keyOf(server)}`);
  }
  requireOwn(row, `Client ${keyOf(client)} of ${keyOf(server)}`);
  const request = { kind: 'clientDeletion', server, client } as const;
  await new CatalogueRules(change, now).deleteClient(request);
  await keepRequest(change, request, { origin: 'CENTER', at: now });
  return { before: { server, client }, after: undefined };
}
