import type { Kysely } from 'kysely';
import { drumError } from '#protocol/errors.ts';
import type { CatalogueTables } from '../catalogue/schema.ts';
import type { CatalogueChange } from '../management/rules.ts';

export type { CatalogueChange };

/** The catalogue where it is only read: within a change or without one. */
export type CatalogueReader = Kysely<CatalogueTables>;

/* What a mutation did, as it is told in the audit log. */

export interface Added<T> {
  readonly before: undefined;
  readonly after: T;
}

export interface Changed<T> {
  readonly before: T;
  readonly after: T;
}

export interface Removed<T> {
  readonly before: T;
  readonly after: undefined;
}

/** What the configuration file declares, only the file may change. Throws `declared_in_file`. */
export function requireOwn(row: { readonly declared: number }, what: string): void {
  if (row.declared === 1) {
    throw drumError('declared_in_file', `${what} is declared in the central server's configuration file`);
  }
}

type PositionedTable =
  | 'member_class'
  | 'member'
  | 'subsystem'
  | 'global_group'
  | 'global_group_member'
  | 'certification_service'
  | 'intermediate_ca'
  | 'ocsp_responder'
  | 'timestamping_service'
  | 'trusted_anchor';

/** Behind the last row of a table. */
export async function nextPosition(change: CatalogueChange, table: PositionedTable): Promise<number> {
  const row = await change
    .selectFrom(table)
    .select((select) => select.fn.max('position').as('position'))
    .executeTakeFirst();
  return (row?.position ?? -1) + 1;
}
