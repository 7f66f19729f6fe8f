import { sql, type Expression, type RawBuilder } from 'kysely';
import { folded } from '../catalogue/folding.ts';
import type { CatalogueReader } from './change.ts';

/** A condition of a query. */
export type Condition = RawBuilder<boolean>;

const NEVER: Condition = sql<boolean>`1 = 0`;

export const isGiven = (text: string | undefined): text is string => text !== undefined && text.trim() !== '';

/** That a folded column contains a text, whatever the letter case. */
export function contains(column: string, text: string): Condition {
  return isLike(sql.ref(column), text);
}

/** The same for what is derived from columns, and folded. */
export function isLike(value: Expression<unknown>, text: string): Condition {
  const pattern = `%${folded(text).replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  return sql<boolean>`${value} like ${pattern} escape '\\'`;
}

/** That a column has one of the values. */
export function isOneOf(column: string, values: readonly string[]): Condition {
  return values.length === 0 ? NEVER : sql<boolean>`${sql.ref(column)} in (${sql.join(values)})`;
}

/** The same for a value that all rows share. */
export const sharedContains = (value: string, text: string): Condition =>
  folded(value).includes(folded(text)) ? sql<boolean>`1 = 1` : NEVER;

export const anyOf = (conditions: readonly Condition[]): Condition =>
  sql<boolean>`(${sql.join(conditions, sql` or `)})`;

/** The member classes whose codes contain a text: they are few, and no engine's own letter case is asked. */
export async function classesWith(catalogue: CatalogueReader, text: string): Promise<string[]> {
  const rows = await catalogue.selectFrom('member_class').select('code').execute();
  return rows.map(({ code }) => code).filter((code) => folded(code).includes(folded(text)));
}
