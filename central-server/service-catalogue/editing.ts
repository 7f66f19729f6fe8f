import { drumError } from '#protocol/errors.ts';
import { isXmlText } from '#protocol/xml/write.ts';
import type { CatalogueTables } from '../catalogue/schema.ts';
import type { CatalogueChange, CatalogueReader, Changed } from '../membership/change.ts';
import { noteChange } from './changes.ts';
import { foldedWords } from './keeping.ts';
import type { CataloguedService, OwnWords } from './model.ts';
import { getCataloguedService, serviceRow } from './reading.ts';

/** Legal bases of one service. */
const BASES_MAX = 50;
const TEXT_LENGTH_MAX = 4_000;
const CONTACT_LENGTH_MAX = 500;
const NO_LINE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2066-\u2069\ufeff]/u;

/** Puts the integrator's words of a service. Throws `catalogue_service_not_found`, `validation_failure`. */
export async function editService(
  change: CatalogueChange,
  id: string,
  own: OwnWords,
  now: Date,
): Promise<Changed<CataloguedService>> {
  const row = await serviceRow(change, id);
  const before = await getCataloguedService(change, id);
  requireWords(own);
  await requireBases(change, own.legalBases, before.own.legalBases);
  const columns = {
    own_description_bg: given(own.descriptionBg),
    own_description_en: given(own.descriptionEn),
    own_contact: given(own.contact),
    own_sample: given(own.sample),
    own_note: given(own.note),
  };
  const words = { ...row, serviceCode: row.service_code };
  await change
    .updateTable('catalogued_service')
    .set({
      ...{ ...columns, edited_at: now.getTime() },
      folded: foldedWords(words, columns, (await nameOf(change, row.subsystem_key)) ?? ''),
    })
    .where('id', '=', id)
    .execute();
  await change.deleteFrom('catalogued_service_basis').where('service_id', '=', id).execute();
  for (const basis of own.legalBases) {
    await change.insertInto('catalogued_service_basis').values({ service_id: id, legal_basis_id: basis }).execute();
  }
  await noteChange(change, 'edited', row, now);
  return { before, after: await getCataloguedService(change, id) };
}

/** An empty field takes the integrator's words back. */
const given = (text: string | undefined): string | null => (text === undefined || text.trim() === '' ? null : text);

async function nameOf(catalogue: CatalogueReader, key: string): Promise<string | null | undefined> {
  const row = await catalogue.selectFrom('subsystem').select('name').where('key', '=', key).executeTakeFirst();
  return row?.name;
}

function requireWords(own: OwnWords): void {
  for (const [field, text, lengthMax] of [
    ['description_bg', own.descriptionBg, TEXT_LENGTH_MAX],
    ['description_en', own.descriptionEn, TEXT_LENGTH_MAX],
    ['contact', own.contact, CONTACT_LENGTH_MAX],
    ['sample', own.sample, TEXT_LENGTH_MAX],
    ['note', own.note, TEXT_LENGTH_MAX],
  ] as const) {
    if (text === undefined) continue;
    if (text.length > lengthMax) throw invalid(field, `must have at most ${lengthMax} characters`);
    if (NO_LINE.test(text) || !isXmlText(text)) {
      throw invalid(field, 'must not contain control characters but line breaks');
    }
  }
}

/** What was there already may stay: its entry may have been deleted since. */
async function requireBases(
  catalogue: CatalogueReader,
  bases: readonly string[],
  before: readonly string[],
): Promise<void> {
  if (bases.length > BASES_MAX) throw invalid('legal_bases', `must have at most ${BASES_MAX} items`);
  if (new Set(bases).size !== bases.length) throw invalid('legal_bases', 'must not name one twice');
  if (bases.length === 0) return;
  const rows = await catalogue.selectFrom('legal_basis').select('id').where('id', 'in', bases).execute();
  const known = new Set([...rows.map(({ id }) => id), ...before]);
  const unknown = bases.find((id) => !known.has(id));
  if (unknown !== undefined) throw invalid('legal_bases', `there is no legal basis ${unknown.slice(0, 64)}`);
}

const invalid = (field: string, rule: string) => drumError('validation_failure', `${field}: ${rule}`);

type State = CatalogueTables['service_catalogue'];

export const catalogueState = (catalogue: CatalogueReader): Promise<State> =>
  catalogue.selectFrom('service_catalogue').selectAll().executeTakeFirstOrThrow();

export async function setPublic(change: CatalogueChange, isPublic: boolean): Promise<Changed<boolean>> {
  const { public: before } = await catalogueState(change);
  await change
    .updateTable('service_catalogue')
    .set({ public: isPublic ? 1 : 0 })
    .execute();
  return { before: before === 1, after: isPublic };
}

/** Has the subsystems asked as soon as a node gets to it. */
export async function askSoon(change: CatalogueChange, now: Date): Promise<void> {
  await change.updateTable('service_catalogue').set({ wanted_at: now.getTime() }).execute();
}
