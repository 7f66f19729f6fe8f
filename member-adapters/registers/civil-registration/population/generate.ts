import { PopulationBuilder } from './builder.ts';
import { addDemoPersons, DEMO_PERSONS } from './demo-persons.ts';
import { addClan } from './families.ts';
import { addForeigner } from './foreigners.ts';
import type { Person } from './person.ts';
import { Random } from './random.ts';

export const PERSONS_MIN = 100;
export const PERSONS_MAX = 200_000;
const FOREIGNERS_PERCENT = 2;

/**
 * A population of exactly `persons` synthetic persons, the demo persons first, then families, foreigners last. The same
 * seed and number give the same population. Throws RangeError where `persons` lies outside its bounds.
 */
export function generatePopulation(seed: string, persons: number): readonly Person[] {
  if (!Number.isInteger(persons) || persons < PERSONS_MIN || persons > PERSONS_MAX) {
    throw new RangeError(`A population has between ${PERSONS_MIN} and ${PERSONS_MAX} persons`);
  }
  const foreigners = Math.floor((persons * FOREIGNERS_PERCENT) / 100);
  const population = new PopulationBuilder(new Random(seed), persons - foreigners);
  addDemoPersons(population);
  // A founding couple is added whole: the last place of an odd number goes to one more foreigner.
  while (population.room >= 2) addClan(population);
  const rest = foreigners + population.room;
  for (let count = 0; count < rest; count += 1) addForeigner(population);
  if (population.persons.length !== persons || DEMO_PERSONS > persons)
    throw new RangeError('The population is not whole');
  return population.persons;
}
