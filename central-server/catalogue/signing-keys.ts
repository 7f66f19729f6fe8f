import type { Kysely, Transaction } from 'kysely';
import type { CatalogueTables } from './schema.ts';

export type ConfigurationSourceKind = 'INTERNAL' | 'EXTERNAL';

export const CONFIGURATION_SOURCES = ['INTERNAL', 'EXTERNAL'] as const satisfies readonly ConfigurationSourceKind[];

export interface SigningKeyRecord {
  readonly tokenKeyId: string;
  /** The token that it is in. */
  readonly tokenId: string;
  readonly source: ConfigurationSourceKind;
  /** DER. */
  readonly certificate: Uint8Array;
  /** Whether it is the one that its node signs with. */
  readonly active: boolean;
  readonly createdAt: Date;
  readonly name: string;
  readonly node: string;
  /** When its certificate was published first. */
  readonly publishedAt?: Date;
}

/** The keys of all nodes, in the order in which they came. */
export async function signingKeysIn(catalogue: Kysely<CatalogueTables>): Promise<SigningKeyRecord[]> {
  const rows = await catalogue
    .selectFrom('signing_key')
    .selectAll()
    .orderBy('created_at')
    .orderBy('token_key_id')
    .execute();
  return rows.map((row) => ({
    tokenKeyId: row.token_key_id,
    tokenId: row.token_id,
    source: row.source,
    certificate: row.certificate,
    active: row.active === 1,
    createdAt: new Date(row.created_at),
    name: row.name,
    node: row.node,
    ...(row.published_at === null ? {} : { publishedAt: new Date(row.published_at) }),
  }));
}

export async function addSigningKey(catalogue: Kysely<CatalogueTables>, key: SigningKeyRecord): Promise<void> {
  await catalogue
    .insertInto('signing_key')
    .values({
      token_key_id: key.tokenKeyId,
      token_id: key.tokenId,
      source: key.source,
      certificate: Buffer.from(key.certificate),
      active: key.active ? 1 : 0,
      created_at: key.createdAt.getTime(),
      name: key.name,
      node: key.node,
      published_at: key.publishedAt?.getTime() ?? null,
    })
    .execute();
}

export async function removeSigningKey(
  catalogue: Kysely<CatalogueTables>,
  { tokenKeyId }: SigningKeyRecord,
): Promise<void> {
  await catalogue.deleteFrom('signing_key').where('token_key_id', '=', tokenKeyId).execute();
}

/** Makes this key the one that its node signs its source's configuration with, and no other. */
export async function activateSigningKey(
  catalogue: Kysely<CatalogueTables>,
  { tokenKeyId, node, source }: SigningKeyRecord,
): Promise<void> {
  await catalogue
    .updateTable('signing_key')
    .set((built) => ({ active: built.case().when('token_key_id', '=', tokenKeyId).then(1).else(0).end() }))
    .where('node', '=', node)
    .where('source', '=', source)
    .execute();
}

/** Writes down that a node has published these keys' certificates, and when. */
export async function markPublished(
  catalogue: Transaction<CatalogueTables>,
  { node, keys, at }: { readonly node: string; readonly keys: readonly SigningKeyRecord[]; readonly at: Date },
): Promise<void> {
  const published = { published_at: at.getTime() };
  await catalogue.updateTable('node').set(published).where('name', '=', node).execute();
  const ids = keys.filter(({ publishedAt }) => publishedAt === undefined).map(({ tokenKeyId }) => tokenKeyId);
  if (ids.length === 0) return;
  await catalogue.updateTable('signing_key').set(published).where('token_key_id', 'in', ids).execute();
}
