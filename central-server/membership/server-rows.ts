import { drumError } from '#protocol/errors.ts';
import type { ServerId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import { serverOf } from '../catalogue/keys.ts';
import type { CatalogueReader } from './change.ts';

export interface SecurityServer {
  readonly id: ServerId;
  readonly ownerName?: string;
  readonly address?: string;
  readonly maintenance?: { readonly message?: string };
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Servers with the names of their owners, as `server` and `owner`. */
export function serverRows(catalogue: CatalogueReader) {
  return catalogue
    .selectFrom('security_server as server')
    .leftJoin('member as owner', 'owner.key', 'server.owner_key')
    .select(['server.key', 'server.address', 'server.maintenance', 'server.maintenance_message'])
    .select(['server.created_at', 'server.updated_at', 'server.declared', 'owner.name as owner_name']);
}

type ServerRow = Awaited<ReturnType<ReturnType<typeof serverRows>['execute']>>[number];

export function serverOfRow(row: ServerRow): SecurityServer {
  const message = row.maintenance_message;
  return {
    id: serverOf(row.key),
    ...(row.owner_name === null ? {} : { ownerName: row.owner_name }),
    ...(row.address === null ? {} : { address: row.address }),
    ...(row.maintenance === 1 ? { maintenance: message === null ? {} : { message } } : {}),
    createdAt: new Date(row.created_at),
    updatedAt: new Date(row.updated_at),
  };
}

/** Throws `security_server_not_found`. */
export async function requireServer(catalogue: CatalogueReader, server: ServerId): Promise<ServerRow> {
  const row = await serverRows(catalogue).where('server.key', '=', keyOf(server)).executeTakeFirst();
  if (row === undefined) throw drumError('security_server_not_found', `There is no security server ${keyOf(server)}`);
  return row;
}
