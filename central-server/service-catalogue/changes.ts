import { sql, type Transaction } from 'kysely';
import { drumError } from '#protocol/errors.ts';
import type { CatalogueTables } from '../catalogue/schema.ts';
import type { CatalogueReader } from '../membership/change.ts';

type ChangeRow = CatalogueTables['catalogue_change'];

/** Older ones are forgotten. */
const CHANGES_KEPT_MAX = 100_000;

/** Counts a change of the catalogue. Whoever makes two at a time waits for the first here, so that numbers appear in their order. */
export async function noteChange(
  change: Transaction<CatalogueTables>,
  kind: ChangeRow['kind'],
  service: Pick<CatalogueTables['catalogued_service'], 'id' | 'subsystem_key' | 'service_code' | 'service_version'>,
  now: Date,
): Promise<void> {
  const { revision } = await change
    .updateTable('service_catalogue')
    .set((built) => ({ revision: built('revision', '+', 1) }))
    .returning('revision')
    .executeTakeFirstOrThrow();
  const { id, subsystem_key, service_code, service_version } = service;
  await change
    .insertInto('catalogue_change')
    .values({ revision, at: now.getTime(), kind, service_id: id, subsystem_key, service_code, service_version })
    .execute();
  await change
    .deleteFrom('catalogue_change')
    .where('revision', '<=', revision - CHANGES_KEPT_MAX)
    .execute();
}

export interface ChangesSince {
  /** Of the last change that is told: what to ask with next. */
  readonly revision: number;
  /** False: changes after `since` are forgotten already, and the whole catalogue must be read. */
  readonly isComplete: boolean;
  readonly hasMore: boolean;
  readonly items: readonly ChangeRow[];
}

/** What has changed after a revision (`41`) or a time (ISO 8601). Throws `validation_failure`. */
export async function changesSince(catalogue: CatalogueReader, since: string, limit: number): Promise<ChangesSince> {
  const from = sinceOf(since);
  const { revision } = await catalogue.selectFrom('service_catalogue').select('revision').executeTakeFirstOrThrow();
  const rows = await catalogue
    .selectFrom('catalogue_change')
    .selectAll()
    .where('revision', '<=', revision)
    .where('revision' in from ? sql<boolean>`revision > ${from.revision}` : sql<boolean>`at > ${from.at}`)
    .orderBy('revision')
    .limit(limit + 1)
    .execute();
  const oldest = await catalogue
    .selectFrom('catalogue_change')
    .select(['revision', 'at'])
    .orderBy('revision')
    .limit(1)
    .executeTakeFirst();
  const hasForgotten = oldest !== undefined && oldest.revision > 1;
  const items = rows.slice(0, limit);
  const hasMore = rows.length > limit;
  return {
    ...{ hasMore, items, revision: hasMore ? (items.at(-1)?.revision ?? revision) : revision },
    isComplete: !hasForgotten || ('revision' in from ? from.revision >= oldest.revision - 1 : from.at >= oldest.at),
  };
}

function sinceOf(text: string): { readonly revision: number } | { readonly at: number } {
  if (/^\d{1,15}$/.test(text)) return { revision: Number(text) };
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) {
    throw drumError('validation_failure', 'since: must be a revision, or a time as in 2026-11-03T10:00:00Z');
  }
  return { at };
}
