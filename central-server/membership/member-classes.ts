import { sql } from 'kysely';
import { drumError } from '#protocol/errors.ts';
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

export interface MemberClassEntry {
  readonly code: string;
  readonly description: string;
}

export async function listMemberClasses(catalogue: CatalogueReader): Promise<MemberClassEntry[]> {
  return catalogue
    .selectFrom('member_class')
    .select(['code', 'description'])
    .orderBy(sql`lower(code)`)
    .orderBy('code')
    .execute();
}

/** Throws `member_class_not_found`. */
export async function getMemberClass(catalogue: CatalogueReader, code: string): Promise<MemberClassEntry> {
  const { description } = await requireMemberClass(catalogue, code);
  return { code, description };
}

/** Throws `member_class_exists`, `validation_failure`. */
export async function addMemberClass(
  change: CatalogueChange,
  { code, description }: MemberClassEntry,
): Promise<Added<MemberClassEntry>> {
  requireCode(code, 'code');
  requireText(description, 'description');
  const added = await change
    .insertInto('member_class')
    .values({ code, description, position: await nextPosition(change, 'member_class'), declared: 0 })
    .onConflict((conflict) => conflict.column('code').doNothing())
    .returning('code')
    .executeTakeFirst();
  if (added === undefined) throw drumError('member_class_exists', `There is a member class ${code} already`);
  return { before: undefined, after: { code, description } };
}

/** Throws `member_class_not_found`, `declared_in_file`, `validation_failure`. */
export async function describeMemberClass(
  change: CatalogueChange,
  { code, description }: MemberClassEntry,
): Promise<Changed<MemberClassEntry>> {
  requireText(description, 'description');
  const before = await ownMemberClass(change, code);
  await change.updateTable('member_class').set({ description }).where('code', '=', code).execute();
  return { before, after: { code, description } };
}

/** Throws `member_class_not_found`, `member_class_is_in_use`, `declared_in_file`. */
export async function deleteMemberClass(change: CatalogueChange, code: string): Promise<Removed<MemberClassEntry>> {
  const before = await ownMemberClass(change, code);
  const member = await change.selectFrom('member').select('key').where('member_class', '=', code).executeTakeFirst();
  if (member !== undefined) throw drumError('member_class_is_in_use', `Members belong to class ${code}`);
  await change.deleteFrom('member_class').where('code', '=', code).execute();
  return { before, after: undefined };
}

async function ownMemberClass(change: CatalogueChange, code: string): Promise<MemberClassEntry> {
  const row = await requireMemberClass(change, code);
  requireOwn(row, `Member class ${code}`);
  return { code: row.code, description: row.description };
}

async function requireMemberClass(catalogue: CatalogueReader, code: string) {
  const row = await catalogue.selectFrom('member_class').selectAll().where('code', '=', code).executeTakeFirst();
  if (row === undefined) throw drumError('member_class_not_found', `There is no member class ${code.slice(0, 255)}`);
  return row;
}
