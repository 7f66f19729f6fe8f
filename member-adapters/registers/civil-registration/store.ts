import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { DrumError, drumError } from '#protocol/errors.ts';
import type { IdentifierType } from '../identifiers/personal-identifier.ts';
import { generatePopulation } from './population/generate.ts';
import type { Home, Person } from './population/person.ts';

/** Changes when a population of the same seed would come out otherwise, or the tables change. */
const FORM = '1';
const FILE = 'register.sqlite';

const SCHEMA = `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE person (
    id INTEGER PRIMARY KEY,
    identifier_type TEXT NOT NULL, identifier TEXT NOT NULL,
    first_name TEXT NOT NULL, sur_name TEXT, family_name TEXT, alias TEXT,
    latin_first_name TEXT NOT NULL, latin_sur_name TEXT, latin_family_name TEXT,
    foreign_first_name TEXT, foreign_sur_name TEXT, foreign_family_name TEXT,
    gender_code INTEGER NOT NULL CHECK (gender_code IN (1, 2)),
    birth_date TEXT NOT NULL, birth_place TEXT NOT NULL, death_date TEXT,
    nationality_code TEXT NOT NULL, nationality_name TEXT NOT NULL, nationality_code2 TEXT, nationality_name2 TEXT,
    father INTEGER REFERENCES person, mother INTEGER REFERENCES person, spouse INTEGER REFERENCES person,
    UNIQUE (identifier_type, identifier)
  ) STRICT;
  CREATE TABLE permanent_address (
    person INTEGER NOT NULL REFERENCES person, from_date TEXT NOT NULL,
    district_code TEXT NOT NULL, district_name TEXT NOT NULL,
    municipality_code TEXT NOT NULL, municipality_name TEXT NOT NULL,
    settlement_code TEXT NOT NULL, settlement_name TEXT NOT NULL,
    city_area_code TEXT, city_area TEXT, location_code TEXT NOT NULL, location_name TEXT NOT NULL,
    building_number TEXT NOT NULL, entrance TEXT, floor TEXT, apartment TEXT,
    PRIMARY KEY (person, from_date)
  ) STRICT, WITHOUT ROWID;
`;

/** A row of `person`, as it is kept: dates YYYY-MM-DD. */
export interface PersonRow {
  readonly id: number;
  readonly identifier_type: IdentifierType;
  readonly identifier: string;
  readonly first_name: string;
  readonly sur_name: string | null;
  readonly family_name: string | null;
  readonly alias: string | null;
  readonly latin_first_name: string;
  readonly latin_sur_name: string | null;
  readonly latin_family_name: string | null;
  readonly foreign_first_name: string | null;
  readonly foreign_sur_name: string | null;
  readonly foreign_family_name: string | null;
  readonly gender_code: 1 | 2;
  readonly birth_date: string;
  readonly birth_place: string;
  readonly death_date: string | null;
  readonly nationality_code: string;
  readonly nationality_name: string;
  readonly nationality_code2: string | null;
  readonly nationality_name2: string | null;
  readonly father: number | null;
  readonly mother: number | null;
  readonly spouse: number | null;
}

/** A row of `permanent_address`. */
export interface AddressRow {
  readonly person: number;
  readonly from_date: string;
  readonly district_code: string;
  readonly district_name: string;
  readonly municipality_code: string;
  readonly municipality_name: string;
  readonly settlement_code: string;
  readonly settlement_name: string;
  readonly city_area_code: string | null;
  readonly city_area: string | null;
  readonly location_code: string;
  readonly location_name: string;
  readonly building_number: string;
  readonly entrance: string | null;
  readonly floor: string | null;
  readonly apartment: string | null;
}

/** The register's data: read only once built, so reads need no lock and take microseconds on the calling thread. */
export interface RegisterStore {
  readonly persons: number;
  person(type: IdentifierType, identifier: string): PersonRow | undefined;
  /** The permanent address that was in force on `date` (YYYY-MM-DD). */
  permanentAddress(person: number, date: string): AddressRow | undefined;
  close(): void;
}

/**
 * Opens the register in `folder`; builds it there first, in one step, when it is not there yet. Throws
 * `malformed_server_conf` when another seed, number of persons or release built what is there (data is never replaced
 * silently), and `database_error` when the file cannot be read or written.
 */
export function openRegisterStore(folder: string, seed: string, persons: number): RegisterStore {
  const path = join(folder, FILE);
  const wanted = { form: FORM, seed, persons: String(persons) };
  let database: Database.Database | undefined;
  try {
    if (!existsSync(path)) build(path, wanted, generatePopulation(seed, persons));
    database = new Database(path, { readonly: true });
    expectMeta(database, path, wanted);
    return statements(database, persons);
  } catch (error) {
    database?.close();
    if (error instanceof DrumError) throw error;
    throw drumError('database_error', `The register in ${path} cannot be read or written`, error);
  }
}

function statements(database: Database.Database, persons: number): RegisterStore {
  const person = database.prepare<[string, string], PersonRow>(
    'SELECT * FROM person WHERE identifier_type = ? AND identifier = ?',
  );
  const address = database.prepare<[number, string], AddressRow>(
    'SELECT * FROM permanent_address WHERE person = ? AND from_date <= ? ORDER BY from_date DESC LIMIT 1',
  );
  return {
    persons,
    person: (type, identifier) => person.get(type, identifier),
    permanentAddress: (id, date) => address.get(id, date),
    close: () => void database.close(),
  };
}

function expectMeta(database: Database.Database, path: string, wanted: Readonly<Record<string, string>>): void {
  const kept = new Map(
    database
      .prepare<[], { name: string; value: string }>('SELECT name, value FROM meta')
      .all()
      .map(({ name, value }) => [name, value]),
  );
  const other = Object.entries(wanted).filter(([name, value]) => kept.get(name) !== value);
  if (other.length === 0) return;
  const differences = other
    .map(([name, value]) => `${name} is ${kept.get(name) ?? 'unknown'}, not ${value}`)
    .join(', ');
  throw drumError(
    'malformed_server_conf',
    `The register in ${path} was built otherwise (${differences}): give the same settings, or remove the file to build anew`,
  );
}

/** Builds beside the place and moves the whole file in, so that an interrupted start leaves nothing half built. */
function build(path: string, meta: Readonly<Record<string, string>>, population: readonly Person[]): void {
  const building = `${path}.building`;
  rmSync(building, { force: true });
  const database = new Database(building);
  // Until the file is renamed nobody depends on it.
  database.pragma('journal_mode = OFF');
  database.pragma('synchronous = OFF');
  // Spouses refer to each other, and checking each row would search all others; the whole is checked at the end.
  database.pragma('foreign_keys = OFF');
  database.exec(SCHEMA);
  database.transaction(() => {
    const metaRow = database.prepare('INSERT INTO meta (name, value) VALUES (?, ?)');
    for (const [name, value] of Object.entries(meta)) metaRow.run(name, value);
    insertAll(database, 'person', population.map(personRow));
    insertAll(
      database,
      'permanent_address',
      population.flatMap(({ residences }, person) =>
        residences.map(({ home, from }) => addressRow(person, home, from)),
      ),
    );
  })();
  const dangling = database.pragma('foreign_key_check') as unknown[];
  if (dangling.length > 0) throw drumError('internal_error', 'The population refers to persons that it does not have');
  database.pragma('synchronous = FULL');
  // Takes the file through one synced commit before it gets its name.
  database.exec("INSERT INTO meta (name, value) VALUES ('complete', 'yes')");
  database.close();
  renameSync(building, path);
}

function insertAll(database: Database.Database, table: string, rows: readonly object[]): void {
  const [first] = rows;
  if (first === undefined) return;
  const columns = Object.keys(first);
  const insert = database.prepare(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((column) => `@${column}`).join(', ')})`,
  );
  for (const row of rows) insert.run(row);
}

function personRow(person: Person, id: number): PersonRow {
  const { names, latinNames, foreignNames, nationality, secondNationality } = person;
  return {
    id,
    identifier_type: person.identifierType,
    identifier: person.identifier,
    first_name: names.first,
    sur_name: names.sur ?? null,
    family_name: names.family ?? null,
    alias: person.alias ?? null,
    latin_first_name: latinNames.first,
    latin_sur_name: latinNames.sur ?? null,
    latin_family_name: latinNames.family ?? null,
    foreign_first_name: foreignNames?.first ?? null,
    foreign_sur_name: foreignNames?.sur ?? null,
    foreign_family_name: foreignNames?.family ?? null,
    gender_code: person.sex === 'male' ? 1 : 2,
    birth_date: person.birthDate,
    birth_place: person.birthPlace,
    death_date: person.deathDate ?? null,
    nationality_code: nationality.code,
    nationality_name: nationality.name,
    nationality_code2: secondNationality?.code ?? null,
    nationality_name2: secondNationality?.name ?? null,
    father: person.father ?? null,
    mother: person.mother ?? null,
    spouse: person.spouse ?? null,
  };
}

function addressRow(person: number, home: Home, from: string): AddressRow {
  const { place, cityArea } = home;
  const area = place.cityAreas[cityArea - 1];
  return {
    person,
    from_date: from,
    district_code: place.district.code,
    district_name: place.district.name,
    municipality_code: place.municipality.code,
    municipality_name: place.municipality.name,
    settlement_code: place.ekatte,
    settlement_name: `${place.kind} ${place.name}`,
    city_area_code: area === undefined ? null : `${place.ekatte}-${String(cityArea).padStart(2, '0')}`,
    city_area: area ?? null,
    location_code: home.location.code,
    location_name: home.location.name,
    building_number: home.building,
    entrance: home.entrance ?? null,
    floor: home.floor ?? null,
    apartment: home.apartment ?? null,
  };
}
