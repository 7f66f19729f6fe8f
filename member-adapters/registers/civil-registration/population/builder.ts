import { composeEgn, type Sex } from '../../identifiers/egn.ts';
import { lnchCheckDigit } from '../../identifiers/lnch.ts';
import type { Random } from './random.ts';
import type { Home, Person } from './person.ts';
import { PLACES, type Place } from './places.ts';
import { STREETS } from './streets.ts';

/** Nobody was given an ЕГН for a birth before 1893, so births in these years can never meet a real one. */
export const BIRTHS_FIRST = '1800-01-01';
export const BIRTHS_LAST = '1869-12-31';
/** The day up to which the register tells: it plays 31 December 2025. */
export const REGISTER_DATE = '1875-12-31';

const SEQUENCES = 1000;
/** ЛНЧ are not told apart by date; these begin as no ЕГН can (month 90) and are not known to be issued. */
const LNCH_PREFIX = '9990';
const LNCH_NUMBERS = 100_000;

/** A population that grows up to a size, with identifiers that are given once. */
export class PopulationBuilder {
  readonly persons: Person[] = [];
  readonly random: Random;
  private readonly size: number;
  private readonly identifiers = new Set<string>();

  constructor(random: Random, size: number) {
    this.random = random;
    this.size = size;
  }

  /** How many more persons it takes. */
  get room(): number {
    return this.size - this.persons.length;
  }

  /** Adds a person and returns the index. */
  add(person: Person): number {
    this.identifiers.add(person.identifier);
    this.persons.push(person);
    return this.persons.length - 1;
  }

  at(index: number): Person {
    const person = this.persons[index];
    if (person === undefined) throw new RangeError(`No person ${index}`);
    return person;
  }

  /** An ЕГН that nobody has yet: by the custom of the district of birth, else with any sequence number that is left. */
  newEgn(birthDate: string, sex: Sex, place: Place): string {
    const [first, last] = place.district.sequences;
    const start = this.random.between(first, last);
    for (let step = 0; step < SEQUENCES; step += 1) {
      const sequence = (start + step) % SEQUENCES;
      if (sequence % 2 !== (sex === 'male' ? 0 : 1)) continue;
      const egn = composeEgn(birthDate, sequence);
      if (!this.identifiers.has(egn)) return egn;
    }
    throw new RangeError(`No ЕГН is left for births on ${birthDate}`);
  }

  newLnch(): string {
    const start = this.random.below(LNCH_NUMBERS);
    for (let step = 0; step < LNCH_NUMBERS; step += 1) {
      const nine = LNCH_PREFIX + String((start + step) % LNCH_NUMBERS).padStart(5, '0');
      const lnch = nine + String(lnchCheckDigit(nine));
      if (!this.identifiers.has(lnch)) return lnch;
    }
    throw new RangeError('No ЛНЧ is left');
  }

  newPlace(): Place {
    return this.random.pickWeighted(PLACES);
  }

  /** A dwelling: mostly a flat in towns, mostly a house elsewhere. */
  newHome(place: Place): Home {
    const { random } = this;
    const street = random.below(STREETS.length);
    const flat = place.kind === 'гр.' && random.chance(70);
    return {
      place,
      cityArea: place.cityAreas.length === 0 ? 0 : random.between(1, place.cityAreas.length),
      location: streetAt(place, street),
      building: String(random.between(1, 120)),
      ...(flat
        ? {
            entrance: String.fromCodePoint('А'.charCodeAt(0) + random.below(4)),
            floor: String(random.between(1, 8)),
            apartment: String(random.between(1, 48)),
          }
        : {}),
    };
  }
}

/** A street of a settlement; the code is unique inside the settlement and the same each time. */
export function streetAt(place: Place, index: number): Home['location'] {
  const code = ((Number(place.ekatte) * 7 + index * 137) % 90_000) + 10_000;
  return { code: String(code), name: STREETS[index % STREETS.length] ?? STREETS[0] };
}
