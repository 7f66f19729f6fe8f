import type { Selectable } from 'kysely';
import { drumError } from '#protocol/errors.ts';
import { OWNERS_GROUP } from '../catalogue/owners-group.ts';
import type { CatalogueTables } from '../catalogue/schema.ts';
import {
  nextPosition,
  requireOwn,
  type Added,
  type CatalogueChange,
  type CatalogueReader,
  type Changed,
  type Removed,
} from './change.ts';
import { requireCode, requireText } from '#administration/input.ts';

export interface GlobalGroupEntry {
  readonly code: string;
  readonly description: string;
}

export interface GlobalGroupDetails extends GlobalGroupEntry {
  readonly memberCount: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** All groups, with the built-in one of the owners of security servers. */
export async function listGlobalGroups(catalogue: CatalogueReader): Promise<GlobalGroupDetails[]> {
  const rows = await catalogue.selectFrom('global_group').selectAll().orderBy('position').orderBy('code').execute();
  const counts = await catalogue
    .selectFrom('global_group_member')
    .select((select) => ['group_code', select.fn.countAll<number>().as('count')] as const)
    .groupBy('group_code')
    .execute();
  const known = new Map(counts.map(({ group_code, count }) => [group_code, count]));
  known.set(OWNERS_GROUP.code, await ownersCount(catalogue));
  return rows.map((row) => detailsOf(row, known.get(row.code) ?? 0));
}

/** Throws `global_group_not_found`. */
export async function getGlobalGroup(catalogue: CatalogueReader, code: string): Promise<GlobalGroupDetails> {
  return detailsOf(await requireGroup(catalogue, code), await memberCount(catalogue, code));
}

/** Throws `global_group_exists`, `validation_failure`. */
export async function addGlobalGroup(
  change: CatalogueChange,
  { code, description }: GlobalGroupEntry,
  now: Date,
): Promise<Added<GlobalGroupDetails>> {
  requireCode(code, 'code');
  requireText(description, 'description');
  const at = now.getTime();
  const added = await change
    .insertInto('global_group')
    .values({
      ...{ code, description, created_at: at, updated_at: at },
      position: await nextPosition(change, 'global_group'),
      declared: 0,
    })
    .onConflict((conflict) => conflict.column('code').doNothing())
    .returningAll()
    .executeTakeFirst();
  if (added === undefined) throw drumError('global_group_exists', `There is a global group ${code} already`);
  return { before: undefined, after: detailsOf(added, 0) };
}

/** Of the built-in group too. Throws `global_group_not_found`, `declared_in_file`, `validation_failure`. */
export async function describeGlobalGroup(
  change: CatalogueChange,
  { code, description }: GlobalGroupEntry,
  now: Date,
): Promise<Changed<GlobalGroupDetails>> {
  requireText(description, 'description');
  const before = await ownGroup(change, code);
  await change
    .updateTable('global_group')
    .set({ description, updated_at: now.getTime() })
    .where('code', '=', code)
    .execute();
  return { before, after: await getGlobalGroup(change, code) };
}

/** Throws `global_group_not_found`, `owners_global_group_cannot_be_deleted`, `declared_in_file`. */
export async function deleteGlobalGroup(change: CatalogueChange, code: string): Promise<Removed<GlobalGroupDetails>> {
  if (code === OWNERS_GROUP.code) {
    throw drumError('owners_global_group_cannot_be_deleted', `Global group ${code} is built in`);
  }
  const before = await ownGroup(change, code);
  await change.deleteFrom('global_group_member').where('group_code', '=', code).execute();
  await change.deleteFrom('global_group').where('code', '=', code).execute();
  return { before, after: undefined };
}

/** Throws `global_group_not_found`. */
export async function requireGroup(catalogue: CatalogueReader, code: string): Promise<Row> {
  const row = await catalogue.selectFrom('global_group').selectAll().where('code', '=', code).executeTakeFirst();
  if (row === undefined) throw drumError('global_group_not_found', `There is no global group ${code.slice(0, 255)}`);
  return row;
}

type Row = Selectable<CatalogueTables['global_group']>;

async function ownGroup(change: CatalogueChange, code: string): Promise<GlobalGroupDetails> {
  const row = await requireGroup(change, code);
  requireOwn(row, `Global group ${code}`);
  return detailsOf(row, await memberCount(change, code));
}

async function memberCount(catalogue: CatalogueReader, code: string): Promise<number> {
  if (code === OWNERS_GROUP.code) return ownersCount(catalogue);
  const { count } = await catalogue
    .selectFrom('global_group_member')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('group_code', '=', code)
    .executeTakeFirstOrThrow();
  return count;
}

async function ownersCount(catalogue: CatalogueReader): Promise<number> {
  const { count } = await catalogue
    .selectFrom('security_server')
    .select((select) => select.fn.count<number>('owner_key').distinct().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

function detailsOf(row: Row, count: number): GlobalGroupDetails {
  const { code, description } = row;
  return {
    ...{ code, description, memberCount: count },
    createdAt: new Date(row.created_at),
    updatedAt: new Date(row.updated_at),
  };
}
