import type { Kysely } from 'kysely';
import type { CatalogueTables } from './schema.ts';

/** A central server that shares the catalogue. */
export interface Node {
  readonly name: string;
  /** Host, or host:port, that clients download from. */
  readonly address: string;
  /** When it last published. */
  readonly publishedAt?: Date;
}

export async function nodesIn(catalogue: Kysely<CatalogueTables>): Promise<Node[]> {
  const rows = await catalogue.selectFrom('node').selectAll().orderBy('name').execute();
  return rows.map(({ name, address, published_at: at }) => ({
    ...{ name, address },
    ...(at === null ? {} : { publishedAt: new Date(at) }),
  }));
}

/** Keeps a node's address. */
export async function saveNode(
  catalogue: Kysely<CatalogueTables>,
  { name, address }: Pick<Node, 'name' | 'address'>,
): Promise<void> {
  await catalogue
    .insertInto('node')
    .values({ name, address, published_at: null })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ address }))
    .execute();
}
