import { sql } from 'kysely';
import { drumError } from '#protocol/errors.ts';
import { folded } from '../catalogue/folding.ts';
import { memberOf, subsystemOf } from '../catalogue/keys.ts';
import type { CatalogueTables } from '../catalogue/schema.ts';
import type { CatalogueReader } from '../membership/change.ts';
import { findPage, type Page, type PageRequest } from '../membership/page.ts';
import { anyOf, contains, isGiven, type Condition } from '../membership/search.ts';
import { AVAILABILITY_DAYS } from './keeping.ts';
import {
  askedOf,
  serviceOf,
  type Availability,
  type CataloguedMember,
  type CataloguedService,
  type CataloguedSubsystem,
} from './model.ts';

/** Below this share of answers, in percent, something is worth a look. */
const GOOD_PERCENT = 99;
const HOURS_OF_DAY = 24;
const DAY_MS = 86_400_000;

export interface CatalogueSearch extends PageRequest {
  readonly query?: string | undefined;
  readonly memberClass?: string | undefined;
  readonly legalBasis?: string | undefined;
  /** `answering`, `silent`: the last time; `reduced`: fewer than 99 % of the times in 30 days. */
  readonly availability?: 'answering' | 'silent' | 'reduced' | undefined;
  /** Only members that have services. */
  readonly servicesOnly?: boolean;
  /** Services too that are gone. */
  readonly withGone?: boolean;
}

/** Members with their subsystems and services. Throws `invalid_pagination_properties`, `invalid_sort_properties`. */
export async function findCatalogue(
  catalogue: CatalogueReader,
  search: CatalogueSearch,
): Promise<Page<CataloguedMember>> {
  let query = catalogue.selectFrom('member').selectAll();
  for (const condition of conditionsOf(search)) query = query.where(condition);
  const sorts = { name: [sql.ref('name_folded')], code: [sql.ref('code_folded')] };
  const order = [sql.ref('name_folded'), sql.ref('key')];
  const page = await findPage(query, search, { sorts, order, isDear: isGiven(search.query) });
  const keys = page.items.map(({ key }) => key);
  const subsystems = keys.length === 0 ? [] : await subsystemsOf(catalogue, keys);
  const items = page.items.map((row) => {
    const { memberClass, memberCode } = memberOf(row.key);
    const own = subsystems.filter((subsystem) => subsystem.memberKey === row.key);
    return { memberClass, memberCode, name: row.name, subsystems: narrowed(own, row, search) };
  });
  return { ...page, items };
}

function conditionsOf(search: CatalogueSearch): Condition[] {
  const { query, memberClass } = search;
  const services = serviceConditions(search);
  return [
    ...(isGiven(memberClass) ? [sql<boolean>`member_class = ${memberClass}`] : []),
    ...(isGiven(query)
      ? [
          anyOf([
            contains('name_folded', query),
            contains('code_folded', query),
            sql<boolean>`key in (select member_key from subsystem where ${contains('code_folded', query)})`,
            withService(search, [contains('catalogued_service.folded', query)]),
          ]),
        ]
      : []),
    ...(services.length > 0 || search.servicesOnly === true ? [withService(search, services)] : []),
  ];
}

function serviceConditions({ legalBasis, availability }: CatalogueSearch): Condition[] {
  return [
    ...(isGiven(legalBasis)
      ? [
          sql<boolean>`catalogued_service.id in (select service_id from catalogued_service_basis where legal_basis_id = ${legalBasis})`,
        ]
      : []),
    ...(availability === undefined
      ? []
      : [
          sql<boolean>`subsystem.key in (select subsystem_key from catalogued_subsystem where ${AVAILABILITY_CONDITIONS[availability]})`,
        ]),
  ];
}

const AVAILABILITY_CONDITIONS: Readonly<Record<NonNullable<CatalogueSearch['availability']>, Condition>> = {
  answering: sql<boolean>`problem is null`,
  silent: sql<boolean>`problem is not null`,
  reduced: sql<boolean>`answered * 100 < asked * ${sql.lit(GOOD_PERCENT)}`,
};

const withService = ({ withGone = false }: CatalogueSearch, conditions: readonly Condition[]): Condition =>
  sql<boolean>`key in (select subsystem.member_key from subsystem join catalogued_service on catalogued_service.subsystem_key = subsystem.key where ${sql.join(
    [withGone ? sql<boolean>`1 = 1` : sql<boolean>`catalogued_service.gone_at is null`, ...conditions],
    sql` and `,
  )})`;

interface FoundSubsystem extends Omit<CataloguedSubsystem, 'services'> {
  readonly memberKey: string;
  readonly folded: string;
  readonly services: readonly { readonly service: CataloguedService; readonly folded: string }[];
}

async function subsystemsOf(catalogue: CatalogueReader, memberKeys: readonly string[]): Promise<FoundSubsystem[]> {
  const rows = await catalogue
    .selectFrom('subsystem')
    .selectAll()
    .where('member_key', 'in', memberKeys)
    .orderBy('code_folded')
    .execute();
  const ofMembers = catalogue.selectFrom('subsystem').select('key').where('member_key', 'in', memberKeys);
  const asked = await catalogue
    .selectFrom('catalogued_subsystem')
    .selectAll()
    .where('subsystem_key', 'in', ofMembers)
    .execute();
  const services = await catalogue
    .selectFrom('catalogued_service')
    .selectAll()
    .where('subsystem_key', 'in', ofMembers)
    .orderBy('service_code')
    .orderBy('service_version')
    .execute();
  const bases = await basesOf(catalogue, services);
  const askedBy = new Map(asked.map((row) => [row.subsystem_key, askedOf(row)]));
  const servicesBy = Map.groupBy(services, ({ subsystem_key }) => subsystem_key);
  return rows.map((row) => {
    const own = askedBy.get(row.key);
    return {
      ...{
        id: subsystemOf(row.key),
        memberKey: row.member_key,
        folded: folded(`${row.subsystem_code} ${row.name ?? ''}`),
      },
      ...(row.name === null ? {} : { name: row.name }),
      ...(own === undefined ? {} : { asked: own }),
      services: (servicesBy.get(row.key) ?? []).map((service) => ({
        service: serviceOf(service, bases.get(service.id) ?? []),
        folded: service.folded,
      })),
    };
  });
}

async function basesOf(
  catalogue: CatalogueReader,
  services: readonly { readonly id: string }[],
): Promise<Map<string, string[]>> {
  const bases = new Map<string, string[]>();
  // In portions: an engine takes so many parameters at once.
  for (let at = 0; at < services.length; at += PORTION) {
    const ids = services.slice(at, at + PORTION).map(({ id }) => id);
    const rows = await catalogue
      .selectFrom('catalogued_service_basis')
      .selectAll()
      .where('service_id', 'in', ids)
      .orderBy('legal_basis_id')
      .execute();
    for (const { service_id, legal_basis_id } of rows) {
      bases.set(service_id, [...(bases.get(service_id) ?? []), legal_basis_id]);
    }
  }
  return bases;
}

const PORTION = 500;

/** Of a member that was found, what it was found by; all, where that was the member itself. */
function narrowed(
  subsystems: readonly FoundSubsystem[],
  member: Pick<CatalogueTables['member'], 'name_folded' | 'code_folded'>,
  search: CatalogueSearch,
): CataloguedSubsystem[] {
  const wanted = isGiven(search.query) ? folded(search.query) : '';
  const isWhole = member.name_folded.includes(wanted) || member.code_folded.includes(wanted);
  const isFiltered = isGiven(search.legalBasis) || search.availability !== undefined || search.servicesOnly === true;
  return subsystems.flatMap(({ id, name, asked, folded: words, services }) => {
    const isOwn = isWhole || words.includes(wanted);
    const shown = services
      .filter(({ service, folded: text }) => isShown(service, asked, search) && (isOwn || text.includes(wanted)))
      .map(({ service }) => service);
    if (shown.length === 0 && (isFiltered || !isOwn)) return [];
    return [
      {
        ...{ id, services: shown },
        ...(name === undefined ? {} : { name }),
        ...(asked === undefined ? {} : { asked }),
      },
    ];
  });
}

function isShown(
  service: CataloguedService,
  asked: CataloguedSubsystem['asked'],
  { legalBasis, availability, withGone = false }: CatalogueSearch,
): boolean {
  if (service.goneAt !== undefined && !withGone) return false;
  if (isGiven(legalBasis) && !service.own.legalBases.includes(legalBasis)) return false;
  if (availability === undefined) return true;
  if (asked === undefined) return false;
  if (availability === 'reduced') return asked.answered * 100 < asked.asked * GOOD_PERCENT;
  return (asked.problem === undefined) === (availability === 'answering');
}

/** What is said of a service in a language: by the integrator in it, by the provider, or by the integrator in the other. */
export function descriptionIn({ own, text }: CataloguedService, language: 'bg' | 'en'): string | undefined {
  const { descriptionBg: bg, descriptionEn: en } = own;
  return language === 'bg' ? (bg ?? text ?? en) : (en ?? text ?? bg);
}

/** One day, with no answers asked for where nobody asked. */
interface DayOfAvailability extends Availability {
  readonly day: string;
}

export interface ServiceWithPlace {
  readonly service: CataloguedService;
  readonly memberName: string | undefined;
  readonly subsystemName: string | undefined;
  readonly asked: CataloguedSubsystem['asked'];
  /** Of the last 30 days, the oldest first. */
  readonly days: readonly DayOfAvailability[];
  /** Of those that are required, what the list has. */
  readonly legalBases: readonly Pick<CatalogueTables['legal_basis'], 'id' | 'act' | 'article'>[];
}

/** Throws `catalogue_service_not_found`. */
export async function serviceRow(
  catalogue: CatalogueReader,
  id: string,
): Promise<CatalogueTables['catalogued_service']> {
  const row = await catalogue.selectFrom('catalogued_service').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) {
    throw drumError('catalogue_service_not_found', `There is no service ${id.slice(0, 100)} in the catalogue`);
  }
  return row;
}

/** Throws `catalogue_service_not_found`. */
export async function getCataloguedService(catalogue: CatalogueReader, id: string): Promise<CataloguedService> {
  const row = await serviceRow(catalogue, id);
  return serviceOf(row, (await basesOf(catalogue, [row])).get(id) ?? []);
}

/** Throws `catalogue_service_not_found`. */
export async function getServiceWithPlace(
  catalogue: CatalogueReader,
  id: string,
  now: Date,
): Promise<ServiceWithPlace> {
  const service = await getCataloguedService(catalogue, id);
  const { subsystem_key: key } = await serviceRow(catalogue, id);
  const place = await catalogue
    .selectFrom('subsystem')
    .innerJoin('member', 'member.key', 'subsystem.member_key')
    .select(['member.name as memberName', 'subsystem.name as subsystemName'])
    .where('subsystem.key', '=', key)
    .executeTakeFirst();
  const asked = await catalogue
    .selectFrom('catalogued_subsystem')
    .selectAll()
    .where('subsystem_key', '=', key)
    .executeTakeFirst();
  const { legalBases: ids } = service.own;
  const legalBases =
    ids.length === 0
      ? []
      : await catalogue
          .selectFrom('legal_basis')
          .select(['id', 'act', 'article'])
          .where('id', 'in', ids)
          .orderBy('id')
          .execute();
  return {
    ...{ service, memberName: place?.memberName, subsystemName: place?.subsystemName ?? undefined, legalBases },
    asked: asked && askedOf(asked),
    days: await daysOf(catalogue, key, now),
  };
}

async function daysOf(catalogue: CatalogueReader, key: string, now: Date): Promise<DayOfAvailability[]> {
  const today = Math.floor(now.getTime() / DAY_MS);
  const first = today - AVAILABILITY_DAYS + 1;
  const hours = await catalogue
    .selectFrom('subsystem_hour')
    .select(['hour', 'asked', 'answered'])
    .where('subsystem_key', '=', key)
    .where('hour', '>=', first * HOURS_OF_DAY)
    .execute();
  const byDay = Map.groupBy(hours, ({ hour }) => Math.floor(hour / HOURS_OF_DAY));
  return Array.from({ length: AVAILABILITY_DAYS }, (_none, at) => {
    const ofDay = byDay.get(first + at) ?? [];
    return {
      day: new Date((first + at) * DAY_MS).toISOString().slice(0, 10),
      asked: ofDay.reduce((sum, { asked }) => sum + asked, 0),
      answered: ofDay.reduce((sum, { answered }) => sum + answered, 0),
    };
  });
}
