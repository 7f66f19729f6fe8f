import { sql } from 'kysely';
import { isDay, type LegalBases, type LegalBasis, type Purpose } from '#protocol/configuration/legal-bases.ts';
import { drumError } from '#protocol/errors.ts';
import { isXmlText } from '#protocol/xml/write.ts';
import { folded } from '../catalogue/folding.ts';
import type { CatalogueTables } from '../catalogue/schema.ts';
import type { Added, CatalogueChange, CatalogueReader, Changed, Removed } from '../membership/change.ts';
import { requireText } from '#administration/input.ts';
import { findPage, type Page, type PageRequest } from '../membership/page.ts';
import { contains, isGiven } from '../membership/search.ts';

/* The list of legal bases and purposes, which is published whole: what was in force once must stay to be found. */

const ID = /^[a-z0-9][a-z0-9.-]{0,63}$/;
/** Of a list, since each security server holds it in memory. */
const ENTRIES_MAX = 5_000;
/** Of what stands in the law. */
const TEXT_LENGTH_MAX = 4_000;
const URL_LENGTH_MAX = 500;
const NO_LINE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\ufeff]/u;

export interface LegalBasisSearch extends PageRequest {
  readonly query?: string | undefined;
  /** Only what is in force on this day (ISO 8601). */
  readonly on?: string | undefined;
}

type Table = 'legal_basis' | 'purpose';

/** Everything that is published. */
export async function allLegalBases(catalogue: CatalogueReader): Promise<LegalBases> {
  const bases = await catalogue.selectFrom('legal_basis').selectAll().orderBy('id').execute();
  const purposes = await catalogue.selectFrom('purpose').selectAll().orderBy('id').execute();
  return { bases: bases.map(basisOf), purposes: purposes.map(purposeOf) };
}

/** Throws `invalid_pagination_properties`, `invalid_sort_properties`, `validation_failure`. */
export async function findLegalBases(catalogue: CatalogueReader, search: LegalBasisSearch): Promise<Page<LegalBasis>> {
  let query = catalogue.selectFrom('legal_basis').selectAll();
  for (const condition of conditionsOf(search)) query = query.where(condition);
  const sorts = { id: [sql.ref('id')], act: [sql.ref('folded')], valid_from: [sql.ref('valid_from')] };
  const page = await findPage(query, search, { sorts, order: [sql.ref('id')] });
  return { ...page, items: page.items.map(basisOf) };
}

/** Throws what `findLegalBases` throws. */
export async function findPurposes(catalogue: CatalogueReader, search: LegalBasisSearch): Promise<Page<Purpose>> {
  let query = catalogue.selectFrom('purpose').selectAll();
  for (const condition of conditionsOf(search)) query = query.where(condition);
  const sorts = { id: [sql.ref('id')], bg: [sql.ref('folded')], valid_from: [sql.ref('valid_from')] };
  const page = await findPage(query, search, { sorts, order: [sql.ref('id')] });
  return { ...page, items: page.items.map(purposeOf) };
}

function conditionsOf({ query, on }: LegalBasisSearch) {
  if (isGiven(on) && !isDay(on)) throw invalid('on', 'must be a day of the calendar, as in 2026-11-03');
  return [
    ...(isGiven(query) ? [contains('folded', query)] : []),
    ...(isGiven(on) ? [sql<boolean>`valid_from <= ${on} and (valid_to is null or valid_to >= ${on})`] : []),
  ];
}

/** Throws `legal_basis_not_found`. */
export const getLegalBasis = async (catalogue: CatalogueReader, id: string): Promise<LegalBasis> =>
  basisOf(await rowOf(catalogue, 'legal_basis', id));

/** Throws `purpose_not_found`. */
export const getPurpose = async (catalogue: CatalogueReader, id: string): Promise<Purpose> =>
  purposeOf(await rowOf(catalogue, 'purpose', id));

/** Throws `legal_basis_exists`, `too_many_entries`, `validation_failure`. */
export async function addLegalBasis(change: CatalogueChange, basis: LegalBasis, now: Date): Promise<Added<LegalBasis>> {
  requireBasis(basis);
  await requireRoom(change, 'legal_basis');
  const added = await change
    .insertInto('legal_basis')
    .values({ id: basis.id, ...columnsOf(basis, now) })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (added === undefined) throw drumError('legal_basis_exists', `There is a legal basis ${basis.id} already`);
  return { before: undefined, after: basis };
}

/** Throws `legal_basis_not_found`, `validation_failure`. */
export async function changeLegalBasis(
  change: CatalogueChange,
  basis: LegalBasis,
  now: Date,
): Promise<Changed<LegalBasis>> {
  requireBasis(basis);
  const before = await getLegalBasis(change, basis.id);
  await change.updateTable('legal_basis').set(columnsOf(basis, now)).where('id', '=', basis.id).execute();
  return { before, after: basis };
}

/** Throws `legal_basis_not_found`. */
export async function deleteLegalBasis(change: CatalogueChange, id: string): Promise<Removed<LegalBasis>> {
  const before = await getLegalBasis(change, id);
  await change.deleteFrom('legal_basis').where('id', '=', id).execute();
  return { before, after: undefined };
}

/** Throws `purpose_exists`, `too_many_entries`, `validation_failure`. */
export async function addPurpose(change: CatalogueChange, purpose: Purpose, now: Date): Promise<Added<Purpose>> {
  requirePurpose(purpose);
  await requireRoom(change, 'purpose');
  const added = await change
    .insertInto('purpose')
    .values({ id: purpose.id, ...purposeColumnsOf(purpose, now) })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (added === undefined) throw drumError('purpose_exists', `There is a purpose ${purpose.id} already`);
  return { before: undefined, after: purpose };
}

/** Throws `purpose_not_found`, `validation_failure`. */
export async function changePurpose(change: CatalogueChange, purpose: Purpose, now: Date): Promise<Changed<Purpose>> {
  requirePurpose(purpose);
  const before = await getPurpose(change, purpose.id);
  await change.updateTable('purpose').set(purposeColumnsOf(purpose, now)).where('id', '=', purpose.id).execute();
  return { before, after: purpose };
}

/** Throws `purpose_not_found`. */
export async function deletePurpose(change: CatalogueChange, id: string): Promise<Removed<Purpose>> {
  const before = await getPurpose(change, id);
  await change.deleteFrom('purpose').where('id', '=', id).execute();
  return { before, after: undefined };
}

const basisOf = (row: CatalogueTables['legal_basis']): LegalBasis => ({
  ...{ id: row.id, act: row.act, article: row.article, text: row.text },
  ...(row.url === null ? {} : { url: row.url }),
  ...validityOf(row),
});

const purposeOf = (row: CatalogueTables['purpose']): Purpose => ({
  ...{ id: row.id, bg: row.bg, en: row.en },
  ...validityOf(row),
});

const validityOf = (row: CatalogueTables[Table]) => ({
  validFrom: row.valid_from,
  ...(row.valid_to === null ? {} : { validTo: row.valid_to }),
});

function columnsOf(basis: LegalBasis, now: Date): Omit<CatalogueTables['legal_basis'], 'id'> {
  const { id, act, article, text, url = null } = basis;
  return { act, article, text, url, ...commonColumnsOf(basis, [act, article, id, text], now) };
}

function purposeColumnsOf(purpose: Purpose, now: Date): Omit<CatalogueTables['purpose'], 'id'> {
  const { id, bg, en } = purpose;
  return { bg, en, ...commonColumnsOf(purpose, [bg, en, id], now) };
}

const commonColumnsOf = ({ validFrom, validTo }: LegalBasis | Purpose, words: readonly string[], now: Date) => ({
  ...{ valid_from: validFrom, valid_to: validTo ?? null, updated_at: now.getTime() },
  folded: folded(words.join(' ')),
});

async function rowOf<Name extends Table>(
  catalogue: CatalogueReader,
  table: Name,
  id: string,
): Promise<CatalogueTables[Name]> {
  const row = await catalogue
    .selectFrom(table as 'legal_basis')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  if (row !== undefined) return row as unknown as CatalogueTables[Name];
  throw table === 'purpose'
    ? drumError('purpose_not_found', `There is no purpose ${id.slice(0, 100)}`)
    : drumError('legal_basis_not_found', `There is no legal basis ${id.slice(0, 100)}`);
}

async function requireRoom(change: CatalogueChange, table: Table): Promise<void> {
  const { count } = await change
    .selectFrom(table)
    .select((built) => built.fn.countAll<number | string>().as('count'))
    .executeTakeFirstOrThrow();
  if (Number(count) < ENTRIES_MAX) return;
  throw drumError('too_many_entries', `The list has ${ENTRIES_MAX} entries, which is as many as may be published`);
}

function requireBasis(basis: LegalBasis): void {
  requireId(basis.id);
  requireText(basis.act, 'act');
  requireText(basis.article, 'article');
  requireLongText(basis.text, 'text');
  if (basis.url !== undefined) requireWebAddress(basis.url);
  requireValidity(basis);
}

function requirePurpose(purpose: Purpose): void {
  requireId(purpose.id);
  requireText(purpose.bg, 'bg');
  requireText(purpose.en, 'en');
  requireValidity(purpose);
}

/** Small letters alone, so that no two ids differ by their case. */
function requireId(id: string): void {
  if (ID.test(id)) return;
  throw invalid(
    'id',
    'must be 1 to 64 small Latin letters, digits, hyphens and dots, beginning with a letter or digit',
  );
}

function requireLongText(text: string, field: string): void {
  if (text.trim() === '') throw invalid(field, 'must not be empty');
  if (text.length > TEXT_LENGTH_MAX) throw invalid(field, `must have at most ${TEXT_LENGTH_MAX} characters`);
  if (NO_LINE.test(text) || !isXmlText(text))
    throw invalid(field, 'must not contain control characters but line breaks');
}

function requireWebAddress(text: string): void {
  const isAddress = URL.canParse(text) && /^https?:\/\//.test(text);
  if (!isAddress || text.length > URL_LENGTH_MAX || !isXmlText(text)) {
    throw invalid('url', `must be an http:// or https:// address of at most ${URL_LENGTH_MAX} characters`);
  }
}

function requireValidity({ validFrom, validTo }: LegalBasis | Purpose): void {
  if (!isDay(validFrom)) throw invalid('valid_from', 'must be a day of the calendar, as in 2026-11-03');
  if (validTo === undefined) return;
  if (!isDay(validTo)) throw invalid('valid_to', 'must be a day of the calendar, as in 2026-11-03');
  if (validTo < validFrom) throw invalid('valid_to', 'must not be before valid_from');
}

const invalid = (field: string, rule: string) => drumError('validation_failure', `${field}: ${rule}`);
