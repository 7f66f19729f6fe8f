import type { Kysely, Transaction, Updateable } from 'kysely';
import { drumError } from '#protocol/errors.ts';
import { HOLD_ID } from '../catalogue/publication-migration.ts';
import type { CatalogueTables } from '../catalogue/schema.ts';
import type { CatalogueReader } from '../membership/change.ts';
import { getPublication } from './kept/publications.ts';

/** Why publication waits by itself: a change, and a live server that it would cut off. */
export interface HoldReason {
  readonly kind: string;
  readonly subject: string;
  readonly server: string;
}

/** What holds publication, the same for all nodes. */
export interface HoldState {
  readonly manual?: { readonly at: Date; readonly by: string; readonly reason: string };
  /** The older publication that is published instead of the catalogue. */
  readonly pinned?: number;
  /** The content that waits until somebody confirms it. */
  readonly waiting?: { readonly hash: string; readonly at: Date; readonly reasons: readonly HoldReason[] };
  readonly confirmed?: { readonly hash: string; readonly by: string };
}

export async function holdState(catalogue: CatalogueReader): Promise<HoldState> {
  const row = await catalogue
    .selectFrom('publication_hold')
    .selectAll()
    .where('id', '=', HOLD_ID)
    .executeTakeFirstOrThrow();
  const { manual_at, manual_by, manual_reason, pinned, waiting_hash, waiting_at, confirmed_hash, confirmed_by } = row;
  return {
    ...(manual_at === null
      ? {}
      : { manual: { at: new Date(manual_at), by: manual_by ?? '', reason: manual_reason ?? '' } }),
    ...(pinned === null ? {} : { pinned }),
    ...(waiting_hash === null
      ? {}
      : {
          waiting: {
            ...{ hash: waiting_hash, at: new Date(waiting_at ?? 0) },
            reasons: JSON.parse(row.waiting_reasons) as HoldReason[],
          },
        }),
    ...(confirmed_hash === null ? {} : { confirmed: { hash: confirmed_hash, by: confirmed_by ?? '' } }),
  };
}

async function set(
  catalogue: Kysely<CatalogueTables>,
  columns: Updateable<CatalogueTables['publication_hold']>,
): Promise<void> {
  await catalogue.updateTable('publication_hold').set(columns).where('id', '=', HOLD_ID).execute();
}

const NOT_BY_HAND = { manual_at: null, manual_by: null, manual_reason: null } as const;
const NOT_WAITING = { waiting_hash: null, waiting_at: null, waiting_reasons: '[]' } as const;

export const setWaiting = (
  catalogue: Kysely<CatalogueTables>,
  { hash, at, reasons }: NonNullable<HoldState['waiting']>,
): Promise<void> =>
  set(catalogue, {
    ...{ waiting_hash: hash, waiting_at: at.getTime(), waiting_reasons: JSON.stringify(reasons) },
  });

export const clearWaiting = (catalogue: Kysely<CatalogueTables>): Promise<void> => set(catalogue, NOT_WAITING);

/** When what was confirmed is published: the same content, come again, is judged again. */
export const clearConfirmed = (catalogue: Kysely<CatalogueTables>): Promise<void> =>
  set(catalogue, { ...NOT_WAITING, confirmed_hash: null, confirmed_by: null });

/** Holds publication by hand. */
export const holdByHand = (
  change: Transaction<CatalogueTables>,
  { at, by, reason }: NonNullable<HoldState['manual']>,
): Promise<void> => set(change, { manual_at: at.getTime(), manual_by: by, manual_reason: reason });

/** Ends a hold by hand, and the publication of an older one. Throws `publication_not_held`. */
export async function release(change: Transaction<CatalogueTables>): Promise<void> {
  const { manual, pinned } = await holdState(change);
  if (manual === undefined && pinned === undefined) {
    throw drumError('publication_not_held', 'Nobody holds publication by hand, and no older one is published');
  }
  await set(change, { ...NOT_BY_HAND, pinned: null });
}

/** Publishes this content of the catalogue whatever holds it; what held it by hand ends. */
export const confirm = (
  change: Transaction<CatalogueTables>,
  { hash, by }: NonNullable<HoldState['confirmed']>,
): Promise<void> => set(change, { ...NOT_BY_HAND, pinned: null, confirmed_hash: hash, confirmed_by: by });

/** Publishes an older publication until that is released. Throws `publication_not_found`, `publication_changed`. */
export async function restore(
  change: Transaction<CatalogueTables>,
  { number, hash }: { readonly number: number; readonly hash: string },
): Promise<void> {
  const publication = await getPublication(change, number);
  if (publication.hash !== hash) {
    throw drumError('publication_changed', `hash: publication ${number} has another one`);
  }
  await set(change, { ...NOT_WAITING, pinned: number, confirmed_hash: null, confirmed_by: null });
}
