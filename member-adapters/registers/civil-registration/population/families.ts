import type { Sex } from '../../identifiers/egn.ts';
import { transliterate } from '../../transliteration.ts';
import { BIRTHS_FIRST, BIRTHS_LAST, REGISTER_DATE, type PopulationBuilder } from './builder.ts';
import { dateOf, dayOf, YEAR_DAYS } from './days.ts';
import { FAMILY_NAMES, inflect } from './family-names.ts';
import { NATIONS } from './foreigners.ts';
import { FEMALE_NAMES, MALE_NAMES, UNINFLECTED } from './given-names.ts';
import { BULGARIAN, type Home, type Nationality, type PersonNames } from './person.ts';
import type { Random } from './random.ts';

const FOUNDING_COUPLES = 40;
const FOUNDERS_BORN_UNTIL_YEARS = 24;
const MARRIAGE_AGE_YEARS = { min: 19, max: 29 };
const SPOUSES_APART_YEARS_MAX = 9;
const MOTHER_AGE_YEARS_MAX = 43;
const CHILDREN_MAX = 5;
const AGE_OF_MAJORITY_YEARS = 18;
const LAST_BIRTH = dayOf(BIRTHS_LAST);
const REGISTER_DAY = dayOf(REGISTER_DATE);

interface Wanted {
  readonly children: number;
  readonly weight: number;
}

const CHILDREN_WANTED: readonly [Wanted, ...Wanted[]] = [
  { children: 0, weight: 8 },
  { children: 1, weight: 22 },
  { children: 2, weight: 42 },
  { children: 3, weight: 18 },
  { children: 4, weight: 7 },
  { children: CHILDREN_MAX, weight: 3 },
];

/** What children take from a person: how the family's names are formed, and of what. */
interface Lineage {
  readonly person: number;
  readonly sex: Sex;
  readonly born: number;
  readonly inflected: boolean;
  /** Family name, masculine. */
  readonly family: string;
  /** What a man's children get as their father's name, masculine. */
  readonly patronymic: string;
  /** Which couple's child, so that siblings do not marry. */
  readonly couple: number;
}

interface Couple {
  readonly husband: Lineage;
  readonly wife: Lineage;
  readonly married: number;
  readonly homes: readonly { readonly home: Home; readonly from: number }[];
}

/**
 * Adds three generations: founding couples, their children, and the children of those who marry among each other. Stops
 * where the population is full, and nobody stays half told: a couple is added whole.
 */
export function addClan(population: PopulationBuilder): void {
  const lastBirths = new Map<number, number>();
  const begin = population.persons.length;
  const founders = Array.from({ length: FOUNDING_COUPLES }, (_, index) => foundingCouple(population, -2 * index - 2));
  const children = founders.flatMap((couple, index) => addChildren(population, couple, index, lastBirths));
  for (const couple of marriages(population, children)) addChildren(population, couple, -1, lastBirths);
  for (let index = begin; index < population.persons.length; index += 1) {
    endLife(population, index, lastBirths.get(index));
  }
}

function foundingCouple(population: PopulationBuilder, key: number): Couple | undefined {
  if (population.room < 2) return undefined;
  const { random } = population;
  const inflected = !random.chance(5);
  const husbandBorn = dayOf(BIRTHS_FIRST) + random.below(FOUNDERS_BORN_UNTIL_YEARS * YEAR_DAYS);
  const wifeBorn = Math.max(dayOf(BIRTHS_FIRST), husbandBorn + random.between(-2, 7) * YEAR_DAYS + random.below(300));
  const husband = addFounder(population, 'male', husbandBorn, inflected, key);
  const wife = addFounder(population, 'female', Math.floor(wifeBorn), inflected, key + 1);
  return marry(population, husband, wife);
}

function addFounder(
  population: PopulationBuilder,
  sex: Sex,
  born: number,
  inflected: boolean,
  couple: number,
): Lineage {
  const { random } = population;
  const father = {
    family: random.pick(inflected ? FAMILY_NAMES : UNINFLECTED.male),
    patronymic: inflected ? random.pick(MALE_NAMES).patronymic : random.pick(UNINFLECTED.male),
  };
  return addPerson(population, { sex, born, inflected, couple, ...father, homes: [], used: new Set() });
}

interface Birth {
  readonly sex: Sex;
  readonly born: number;
  readonly inflected: boolean;
  readonly couple: number;
  readonly family: string;
  readonly patronymic: string;
  readonly homes: Couple['homes'];
  /** Given names that brothers and sisters have. */
  readonly used: Set<string>;
  readonly parents?: { readonly father: number; readonly mother: number };
}

function addPerson(population: PopulationBuilder, birth: Birth): Lineage {
  const { random } = population;
  const { sex, born, inflected, family } = birth;
  const given = givenName(random, sex, inflected, birth.used);
  const names: PersonNames = {
    first: given.name,
    sur: inflected ? inflect(birth.patronymic, sex) : birth.patronymic,
    family: inflected ? inflect(family, sex) : family,
  };
  const homes =
    birth.homes.length > 0 ? birth.homes : [{ home: population.newHome(population.newPlace()), from: born }];
  const first = homes.findLast(({ from }) => from <= born) ?? homes[0];
  const place = first?.home.place ?? population.newPlace();
  const person = population.add({
    identifierType: 'EGN',
    identifier: population.newEgn(dateOf(born), sex, place),
    names,
    latinNames: latin(names),
    ...(random.chance(1)
      ? { alias: `${given.name} ${random.pick(['Майстора', 'Речния', 'Горския', 'Книжаря'])}` }
      : {}),
    sex,
    birthDate: dateOf(born),
    birthPlace: `${place.kind} ${place.name}`,
    nationality: BULGARIAN,
    ...(random.chance(1) ? { secondNationality: secondNationality(random) } : {}),
    ...birth.parents,
    residences: homes
      .filter(
        ({ home, from }) =>
          home === first?.home ||
          (from > born && from < born + AGE_OF_MAJORITY_YEARS * YEAR_DAYS && from <= REGISTER_DAY),
      )
      .map(({ home, from }) => ({ home, from: dateOf(Math.max(from, born)) })),
  });
  return { person, sex, born, inflected, family, patronymic: given.patronymic, couple: birth.couple };
}

function secondNationality(random: Random): Nationality {
  const { code, name } = random.pick(NATIONS);
  return { code, name };
}

function givenName(random: Random, sex: Sex, inflected: boolean, used: Set<string>) {
  for (;;) {
    const bare = random.pick(UNINFLECTED[sex]);
    const male = inflected ? random.pick(MALE_NAMES) : { name: bare, patronymic: bare };
    const given = sex === 'male' ? male : { name: inflected ? random.pick(FEMALE_NAMES) : bare, patronymic: '' };
    // A couple has fewer children than there are names.
    if (used.has(given.name)) continue;
    used.add(given.name);
    return given;
  }
}

function marry(population: PopulationBuilder, husband: Lineage, wife: Lineage): Couple {
  const { random } = population;
  const age = random.between(MARRIAGE_AGE_YEARS.min, MARRIAGE_AGE_YEARS.max);
  const married = Math.floor(Math.max(husband.born, wife.born) + age * YEAR_DAYS + random.below(365));
  const man = population.at(husband.person);
  const woman = population.at(wife.person);
  man.spouse = wife.person;
  woman.spouse = husband.person;
  const taken = husband.inflected ? inflect(husband.family, 'female') : husband.family;
  const own = woman.names.family ?? taken;
  const choice = random.below(100);
  if (choice < 80) woman.names = { ...woman.names, family: taken };
  else if (choice < 90 && own !== taken) woman.names = { ...woman.names, family: `${own}-${taken}` };
  woman.latinNames = latin(woman.names);
  const settled = man.residences.at(-1)?.home.place ?? population.newPlace();
  const homes = [{ home: population.newHome(settled), from: married }];
  if (random.chance(25)) {
    const place = random.chance(50) ? settled : population.newPlace();
    homes.push({ home: population.newHome(place), from: married + Math.floor(random.between(2, 20) * YEAR_DAYS) });
  }
  for (const { home, from } of homes.filter((entry) => entry.from <= REGISTER_DAY)) {
    for (const person of [man, woman]) person.residences.push({ home, from: dateOf(from) });
  }
  return { husband, wife, married, homes };
}

function addChildren(
  population: PopulationBuilder,
  couple: Couple | undefined,
  key: number,
  lastBirths: Map<number, number>,
): Lineage[] {
  if (couple === undefined) return [];
  const { random } = population;
  const { husband, wife, homes } = couple;
  const children: Lineage[] = [];
  const used = new Set<string>();
  const wanted = random.pickWeighted(CHILDREN_WANTED).children;
  let born = couple.married + random.between(300, 1400);
  while (
    children.length < Math.min(wanted, CHILDREN_MAX) &&
    population.room > 0 &&
    born <= LAST_BIRTH &&
    born <= wife.born + MOTHER_AGE_YEARS_MAX * YEAR_DAYS
  ) {
    const sex = random.chance(51) ? 'male' : 'female';
    const parents = { father: husband.person, mother: wife.person };
    const { inflected, family, patronymic } = husband;
    children.push(
      addPerson(population, { sex, born, inflected, couple: key, family, patronymic, homes, used, parents }),
    );
    for (const parent of [husband.person, wife.person]) lastBirths.set(parent, born);
    born += random.between(400, 1700);
  }
  return children;
}

/** Men and women of about the same age from different houses; some stay alone. */
function marriages(population: PopulationBuilder, children: readonly Lineage[]): Couple[] {
  const grown = children.filter(({ born }) => born + MARRIAGE_AGE_YEARS.max * YEAR_DAYS + 365 < LAST_BIRTH);
  const women = grown.filter(({ sex }) => sex === 'female');
  const couples: Couple[] = [];
  for (const man of grown.filter(({ sex }) => sex === 'male')) {
    if (population.random.chance(15)) continue;
    const index = women.findIndex(
      (woman) =>
        woman.couple !== man.couple &&
        woman.inflected === man.inflected &&
        Math.abs(woman.born - man.born) < SPOUSES_APART_YEARS_MAX * YEAR_DAYS,
    );
    const [woman] = index < 0 ? [] : women.splice(index, 1);
    if (woman !== undefined) couples.push(marry(population, man, woman));
  }
  return couples;
}

/** Decides whether the person has died by the register's date; nobody dies before the youngest child is born. */
function endLife(population: PopulationBuilder, index: number, lastBirth: number | undefined): void {
  const { random } = population;
  const person = population.at(index);
  const early = random.chance(2);
  const years = early ? random.between(1, 50) : 54 + random.below(22) + random.below(22);
  const died = Math.floor(dayOf(person.birthDate) + years * YEAR_DAYS + random.below(365));
  const married = dayOf(person.residences.at(-1)?.from ?? person.birthDate);
  if (died > REGISTER_DAY || died <= (lastBirth ?? -Infinity) || died <= married) return;
  person.deathDate = dateOf(died);
}

export function latin({ first, sur, family }: PersonNames): PersonNames {
  return {
    first: transliterate(first),
    ...(sur === undefined ? {} : { sur: transliterate(sur) }),
    ...(family === undefined ? {} : { family: transliterate(family) }),
  };
}
