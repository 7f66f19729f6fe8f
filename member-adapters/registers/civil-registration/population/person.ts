import type { Sex } from '../../identifiers/egn.ts';
import type { IdentifierType } from '../../identifiers/personal-identifier.ts';
import type { Place } from './places.ts';

export interface PersonNames {
  readonly first: string;
  /** Father's name; foreigners often have none. */
  readonly sur?: string;
  readonly family?: string;
}

export interface Nationality {
  /** ISO 3166-1 alpha-2. */
  readonly code: string;
  readonly name: string;
}

export interface Home {
  readonly place: Place;
  /** Number of the city area, from 1; 0 where the settlement has none. */
  readonly cityArea: number;
  readonly location: { readonly code: string; readonly name: string };
  readonly building: string;
  readonly entrance?: string;
  readonly floor?: string;
  readonly apartment?: string;
}

/** A permanent address, from the day on which it was declared (YYYY-MM-DD). */
export interface Residence {
  readonly home: Home;
  readonly from: string;
}

/**
 * A synthetic person. Dates lie 150 years before the time that the person plays in: nobody born before 1893 ever got an
 * ЕГН, so none of these identifiers was or will be issued. Relatives are indexes into the population.
 */
export interface Person {
  readonly identifierType: IdentifierType;
  readonly identifier: string;
  names: PersonNames;
  latinNames: PersonNames;
  readonly alias?: string;
  readonly foreignNames?: PersonNames;
  readonly sex: Sex;
  readonly birthDate: string;
  readonly birthPlace: string;
  readonly nationality: Nationality;
  readonly secondNationality?: Nationality;
  deathDate?: string;
  readonly father?: number;
  readonly mother?: number;
  spouse?: number;
  readonly residences: Residence[];
}

export const BULGARIAN: Nationality = { code: 'BG', name: 'България' };
