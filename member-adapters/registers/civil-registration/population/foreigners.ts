import type { Sex } from '../../identifiers/egn.ts';
import { BIRTHS_FIRST, BIRTHS_LAST, REGISTER_DATE, type PopulationBuilder } from './builder.ts';
import { dateOf, dayOf, YEAR_DAYS } from './days.ts';
import type { Nationality } from './person.ts';

interface Nation extends Nationality {
  readonly birthPlaces: string;
  /** Names as written in Bulgarian and in the passport, `Ханс/Hans`. */
  readonly male: string;
  readonly female: string;
  readonly family: string;
}

/** Where the register's foreigners, and second nationalities, come from. */
export const NATIONS: readonly [Nation, ...Nation[]] = [
  {
    code: 'DE',
    name: 'Германия',
    birthPlaces: 'Берлин Хамбург Лайпциг',
    male: 'Ханс/Hans Юрген/Jürgen Томас/Thomas Щефан/Stefan',
    female: 'Анке/Anke Хайке/Heike Урсула/Ursula Катрин/Katrin',
    family: 'Мюлер/Müller Шнайдер/Schneider Фишер/Fischer Вебер/Weber Бекер/Becker',
  },
  {
    code: 'GB',
    name: 'Обединено кралство',
    birthPlaces: 'Лондон Лийдс Глазгоу',
    male: 'Джон/John Пол/Paul Дейвид/David Саймън/Simon',
    female: 'Джейн/Jane Сюзън/Susan Хелън/Helen Маргарет/Margaret',
    family: 'Смит/Smith Тейлър/Taylor Браун/Brown Уокър/Walker Хюз/Hughes',
  },
  {
    code: 'UA',
    name: 'Украйна',
    birthPlaces: 'Киев Одеса Лвов',
    male: 'Андрий/Andrii Олександър/Oleksandr Сергий/Serhii Тарас/Taras',
    female: 'Оксана/Oksana Наталия/Nataliia Ирина/Iryna Олена/Olena',
    family: 'Шевченко/Shevchenko Бондаренко/Bondarenko Коваленко/Kovalenko Мелник/Melnyk',
  },
  {
    code: 'TR',
    name: 'Турция',
    birthPlaces: 'Истанбул Бурса Одрин',
    male: 'Кемал/Kemal Мурат/Murat Емре/Emre Хакан/Hakan',
    female: 'Дениз/Deniz Елиф/Elif Зейнеп/Zeynep Айлин/Aylin',
    family: 'Йълмаз/Yılmaz Кая/Kaya Демир/Demir Шахин/Şahin Челик/Çelik',
  },
  {
    code: 'GR',
    name: 'Гърция',
    birthPlaces: 'Солун Атина Серес',
    male: 'Йоргос/Georgios Никос/Nikolaos Янис/Ioannis Костас/Konstantinos',
    female: 'Мария/Maria Елени/Eleni Катерина/Aikaterini София/Sofia',
    family: 'Пападопулос/Papadopoulos Николаидис/Nikolaidis Георгиу/Georgiou Василиу/Vasileiou',
  },
  {
    code: 'RO',
    name: 'Румъния',
    birthPlaces: 'Букурещ Гюргево Крайова',
    male: 'Йон/Ion Михай/Mihai Раду/Radu Стефан/Ștefan',
    female: 'Йоана/Ioana Елена/Elena Габриела/Gabriela Моника/Monica',
    family: 'Попеску/Popescu Йонеску/Ionescu Стан/Stan Мунтяну/Munteanu',
  },
];
const MOVED_AFTER_YEARS = { min: 1, max: 35 };

/** Adds a foreigner with a right to stay, known by an ЛНЧ, who declared a permanent address some years after birth. */
export function addForeigner(population: PopulationBuilder): void {
  const { random } = population;
  const nation = random.pick(NATIONS);
  const sex: Sex = random.chance(50) ? 'male' : 'female';
  const span = dayOf(BIRTHS_LAST) - dayOf(BIRTHS_FIRST);
  const born = dayOf(BIRTHS_FIRST) + random.below(span + 1);
  const first = random.pick(pairs(nation[sex]));
  const family = random.pick(pairs(nation.family));
  const moved = born + Math.floor(random.between(MOVED_AFTER_YEARS.min, MOVED_AFTER_YEARS.max) * YEAR_DAYS);
  const died = born + Math.floor(random.between(50, 90) * YEAR_DAYS);
  const registered = dayOf(REGISTER_DATE);
  population.add({
    identifierType: 'LNCh',
    identifier: population.newLnch(),
    names: { first: first.bulgarian, family: family.bulgarian },
    latinNames: { first: first.latin, family: family.latin },
    foreignNames: { first: first.latin, family: family.latin },
    sex,
    birthDate: dateOf(born),
    birthPlace: `${random.pick(words(nation.birthPlaces))}, ${nation.name}`,
    nationality: { code: nation.code, name: nation.name },
    ...(died < registered && died > moved ? { deathDate: dateOf(died) } : {}),
    residences: [
      {
        home: population.newHome(population.newPlace()),
        from: dateOf(Math.min(moved, registered - random.below(300))),
      },
    ],
  });
}

function words(text: string): [string, ...string[]] {
  return text.split(' ') as [string, ...string[]];
}

function pairs(text: string) {
  return words(text).map((pair) => {
    const [bulgarian = '', latin = ''] = pair.split('/');
    return { bulgarian, latin };
  }) as [{ bulgarian: string; latin: string }, ...{ bulgarian: string; latin: string }[]];
}
