import type { Kysely } from 'kysely';
import type { CatalogueTables } from '../catalogue/schema.ts';
import type { CatalogueReader } from '../membership/change.ts';

/** How publication goes at a node. */
export interface NodeState {
  readonly node: string;
  /** When it published last, and what. */
  readonly at?: Date;
  readonly publication?: number;
  /** The code of why it could not since. */
  readonly problem?: string;
}

type Told =
  | { readonly node: string; readonly at: Date; readonly publication: number | undefined }
  | { readonly node: string; readonly problem: string };

/** Tells all nodes how publication went at this one. */
export async function tellNode(catalogue: Kysely<CatalogueTables>, told: Told): Promise<void> {
  const columns =
    'problem' in told
      ? { problem: told.problem }
      : { problem: null, at: told.at.getTime(), publication: told.publication ?? null };
  await catalogue
    .insertInto('publication_node')
    .values({ node: told.node, at: null, publication: null, ...columns })
    .onConflict((conflict) => conflict.column('node').doUpdateSet(columns))
    .execute();
}

export async function nodeStates(catalogue: CatalogueReader): Promise<NodeState[]> {
  const rows = await catalogue.selectFrom('publication_node').selectAll().orderBy('node').execute();
  return rows.map(({ node, at, publication, problem }) => ({
    node,
    ...(at === null ? {} : { at: new Date(at) }),
    ...(publication === null ? {} : { publication }),
    ...(problem === null ? {} : { problem }),
  }));
}
