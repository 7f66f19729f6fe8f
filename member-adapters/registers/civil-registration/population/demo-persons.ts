import type { Sex } from '../../identifiers/egn.ts';
import { streetAt, type PopulationBuilder } from './builder.ts';
import { latin } from './families.ts';
import { BULGARIAN, type Home, type PersonNames, type Residence } from './person.ts';
import { placeByEkatte } from './places.ts';

const SOFIA = placeByEkatte('68134');
const VELIKO_TARNOVO = placeByEkatte('10447');

const IN_SREDETS: Home = {
  place: SOFIA,
  cityArea: 1,
  location: streetAt(SOFIA, 9),
  building: '12',
  entrance: 'Б',
  floor: '3',
  apartment: '8',
};
const IN_VELIKO_TARNOVO: Home = {
  place: VELIKO_TARNOVO,
  cityArea: 0,
  location: streetAt(VELIKO_TARNOVO, 35),
  building: '4',
};

interface DemoPerson {
  readonly identifier: string;
  readonly names: PersonNames;
  readonly sex: Sex;
  readonly birthDate: string;
  readonly birthPlace: string;
  readonly residences: Residence[];
}

const IVAN: DemoPerson = {
  identifier: '3523126407',
  names: { first: 'Иван', sur: 'Петров', family: 'Демов' },
  sex: 'male',
  birthDate: '1835-03-12',
  birthPlace: 'гр. София',
  residences: [
    { home: IN_VELIKO_TARNOVO, from: '1835-03-20' },
    { home: IN_SREDETS, from: '1862-09-01' },
  ],
};
const MARIA: DemoPerson = {
  identifier: '3727246413',
  names: { first: 'Мария', sur: 'Георгиева', family: 'Демова' },
  sex: 'female',
  birthDate: '1837-07-24',
  birthPlace: 'гр. София',
  residences: [{ home: IN_SREDETS, from: '1862-09-01' }],
};
const PETAR: DemoPerson = {
  identifier: '6931056442',
  names: { first: 'Петър', sur: 'Иванов', family: 'Демов' },
  sex: 'male',
  birthDate: '1869-11-05',
  birthPlace: 'гр. София',
  residences: [{ home: IN_SREDETS, from: '1869-11-12' }],
};
const ELENA: DemoPerson = {
  identifier: '0121301516',
  names: { first: 'Елена', sur: 'Стоянова', family: 'Демова' },
  sex: 'female',
  birthDate: '1801-01-30',
  birthPlace: 'гр. Велико Търново',
  residences: [{ home: IN_VELIKO_TARNOVO, from: '1825-05-10' }],
};

/** The family that every demonstration asks about: the same in each register, whatever its seed. */
export const DEMO_PERSONS = 4;

export function addDemoPersons(population: PopulationBuilder): void {
  const elena = addDemo(population, ELENA);
  const ivan = addDemo(population, IVAN, { mother: elena });
  const maria = addDemo(population, MARIA);
  addDemo(population, PETAR, { father: ivan, mother: maria });
  population.at(ivan).spouse = maria;
  population.at(maria).spouse = ivan;
}

function addDemo(
  population: PopulationBuilder,
  person: DemoPerson,
  parents: { father?: number; mother?: number } = {},
) {
  return population.add({
    identifierType: 'EGN',
    ...person,
    latinNames: latin(person.names),
    nationality: BULGARIAN,
    ...parents,
    residences: [...person.residences],
  });
}
