import { z } from 'zod';
import { isCalendarDate } from '../identifiers/egn.ts';
import { personQuery, rule } from '../query-body.ts';
import type { Operation } from '../query-route.ts';
import type { AddressRow, PersonRow, RegisterStore } from './store.ts';

/**
 * The register's questions, after three of RegiX's for ГРАО. Names and structure are those of its XSDs in camelCase, so that
 * the RegiX envelope can be served from the same answers; optional elements are left out, never empty.
 *
 * | here | RegiX |
 * | --- | --- |
 * | `POST /person-data` | `GraoNBDAdapter … INBDAPI.PersonDataSearch`, `PersonDataResponse` |
 * | `personNames`, `latinNames`, `foreignNames` `.firstName .surName .familyName` | `PersonNames`, `LatinNames`, `ForeignNames` `/FirstName /SurName /FamilyName` |
 * | `alias`, `egn`, `birthDate`, `placeBirth`, `deathDate` | `Alias`, `EGN`, `BirthDate`, `PlaceBirth`, `DeathDate` |
 * | `gender.genderCode`, `.genderName` | `Gender/GenderCode`, `/GenderName` |
 * | `nationality.nationalityCode`, `.nationalityName`, `.nationalityCode2`, `.nationalityName2` | `Nationality/NationalityCode` … |
 * | `lnch` | none: RegiX asks this register by ЕГН only |
 * | `POST /identifier-validity` | `GraoNBDAdapter … INBDAPI.ValidPersonSearch`, `ValidPersonResponse` |
 * | `firstName`, `surName`, `familyName`, `birthDate`, `deathDate` | `FirstName`, `SurName`, `FamilyName`, `BirthDate`, `DeathDate` |
 * | `POST /permanent-address` | `GraoPNAAdapter … IPNAAPI.PermanentAddressSearch`, `PermanentAddressResponse` |
 * | `identifier`, `searchDate` | `EGN`, `SearchDate` |
 * | `districtCode` … `fromDate` | `DistrictCode` … `FromDate`, in order |
 * | `found: false` | an empty response element |
 *
 * Codes of nationality are ISO 3166-1; of places, ЕКАТТЕ.
 */
export const DEMO_NOTICE =
  'ДЕМО: измислени лица с никога неиздавани номера; датите са изместени 150 години назад. / DEMO: invented persons with numbers never issued; dates lie 150 years back.';

const demo = {
  demo: z.literal(true).describe('No real person is in this register.'),
  notice: z.literal(DEMO_NOTICE),
};
const date = z.string().regex(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/);
const names = z.strictObject({
  firstName: z.string().describe('Собствено име'),
  surName: z.string().optional().describe('Бащино име'),
  familyName: z.string().optional().describe('Фамилно име'),
});
const notFound = z
  .strictObject({ found: z.literal(false), ...demo })
  .describe('The register knows nobody by this identifier, or knew no address on this date.');

const personData = z.strictObject({
  found: z.literal(true),
  ...demo,
  personNames: names,
  alias: z.string().optional().describe('Псевдоним'),
  latinNames: names.describe('Имена на латиница'),
  foreignNames: names.optional().describe('Други известни имена в чужбина'),
  gender: z
    .strictObject({ genderCode: z.union([z.literal(1), z.literal(2)]), genderName: z.enum(['Мъж', 'Жена']) })
    .describe('Пол'),
  egn: z.string().optional().describe('ЕГН'),
  lnch: z.string().optional().describe('ЛНЧ'),
  birthDate: date.describe('Дата на раждане'),
  placeBirth: z.string().describe('Място на раждане'),
  nationality: z
    .strictObject({
      nationalityCode: z.string(),
      nationalityName: z.string(),
      nationalityCode2: z.string().optional(),
      nationalityName2: z.string().optional(),
    })
    .describe('Гражданство'),
  deathDate: date.optional().describe('Дата на смърт'),
});

const validity = z.strictObject({
  found: z.literal(true),
  ...demo,
  firstName: z.string().describe('Собствено име'),
  surName: z.string().optional().describe('Бащино име'),
  familyName: z.string().optional().describe('Фамилно име'),
  birthDate: date.describe('Дата на раждане'),
  deathDate: date.optional().describe('Дата на смърт'),
});

const permanentAddress = z.strictObject({
  found: z.literal(true),
  ...demo,
  districtCode: z.string().describe('Код на област'),
  districtName: z.string().describe('Наименование на област'),
  municipalityCode: z.string().describe('Код на община'),
  municipalityName: z.string().describe('Наименование на община'),
  settlementCode: z.string().describe('Код на населено място (ЕКАТТЕ)'),
  settlementName: z.string().describe('Наименование на населено място'),
  cityAreaCode: z.string().optional().describe('Код на район'),
  cityArea: z.string().optional().describe('Наименование на район'),
  locationCode: z.string().describe('Код на локализационна единица'),
  locationName: z.string().describe('Наименование на локализационна единица'),
  buildingNumber: z.string().describe('Номер'),
  entrance: z.string().optional().describe('Вход'),
  floor: z.string().optional().describe('Етаж'),
  apartment: z.string().optional().describe('Апартамент'),
  fromDate: date.describe('Дата на заявяване'),
});

const personOnly = z.strictObject(personQuery);
const personOnDate = z.strictObject({
  ...personQuery,
  searchDate: z
    .string(rule('text'))
    .refine(isCalendarDate, { error: 'date' })
    .optional()
    .describe('The address on this day, in the register’s own dates; without it, today’s.')
    .meta({ format: 'date' }),
});

/** Names, addresses and forms of the operations: what the OpenAPI description says and what the answers keep to. */
export const OPERATION_FORMS = {
  'person-data': {
    id: 'personData',
    summary: 'Person data',
    summaryBg: 'Справка за физическо лице',
    query: personOnly,
    answer: z.discriminatedUnion('found', [personData, notFound]),
  },
  'identifier-validity': {
    id: 'identifierValidity',
    summary: 'Whether an identifier belongs to a person, and to whom',
    summaryBg: 'Справка за валидност на физическо лице',
    query: personOnly,
    answer: z.discriminatedUnion('found', [validity, notFound]),
  },
  'permanent-address': {
    id: 'permanentAddress',
    summary: 'Permanent address on a date',
    summaryBg: 'Справка за постоянен адрес',
    query: personOnDate,
    answer: z.discriminatedUnion('found', [permanentAddress, notFound]),
  },
} as const;
export type OperationName = keyof typeof OPERATION_FORMS;
export const OPERATION_NAMES = Object.keys(OPERATION_FORMS) as OperationName[];

const DEMO = { demo: true, notice: DEMO_NOTICE } as const;
const NOT_FOUND = { found: false, ...DEMO } as const;
/** The register's time runs 150 years behind. */
const YEARS_BEHIND = 150;

export function personDataOperation(store: RegisterStore): Operation<z.output<typeof personOnly>> {
  return {
    name: 'person-data',
    query: personOnly,
    answer: ({ identifierType, identifier }) => {
      const person = store.person(identifierType, identifier);
      return person === undefined ? NOT_FOUND : { found: true, ...DEMO, ...personDataOf(person) };
    },
  };
}

export function identifierValidityOperation(store: RegisterStore): Operation<z.output<typeof personOnly>> {
  return {
    name: 'identifier-validity',
    query: personOnly,
    answer: ({ identifierType, identifier }) => {
      const person = store.person(identifierType, identifier);
      if (person === undefined) return NOT_FOUND;
      return {
        found: true,
        ...DEMO,
        ...namesOf(person.first_name, person.sur_name, person.family_name),
        birthDate: person.birth_date,
        ...present('deathDate', person.death_date),
      };
    },
  };
}

export function permanentAddressOperation(store: RegisterStore): Operation<z.output<typeof personOnDate>> {
  return {
    name: 'permanent-address',
    query: personOnDate,
    answer: ({ identifierType, identifier, searchDate }, at) => {
      const person = store.person(identifierType, identifier);
      if (person === undefined) return NOT_FOUND;
      const address = store.permanentAddress(person.id, searchDate ?? registerDate(at));
      return address === undefined ? NOT_FOUND : { found: true, ...DEMO, ...addressOf(address) };
    },
  };
}

function registerDate(at: Date): string {
  return `${at.getUTCFullYear() - YEARS_BEHIND}${at.toISOString().slice(4, 10)}`;
}

function personDataOf(person: PersonRow): Omit<z.output<typeof personData>, 'found' | 'demo' | 'notice'> {
  return {
    personNames: namesOf(person.first_name, person.sur_name, person.family_name),
    ...present('alias', person.alias),
    latinNames: namesOf(person.latin_first_name, person.latin_sur_name, person.latin_family_name),
    ...(person.foreign_first_name === null
      ? {}
      : { foreignNames: namesOf(person.foreign_first_name, person.foreign_sur_name, person.foreign_family_name) }),
    gender: { genderCode: person.gender_code, genderName: person.gender_code === 1 ? 'Мъж' : 'Жена' },
    ...(person.identifier_type === 'EGN' ? { egn: person.identifier } : { lnch: person.identifier }),
    birthDate: person.birth_date,
    placeBirth: person.birth_place,
    nationality: {
      nationalityCode: person.nationality_code,
      nationalityName: person.nationality_name,
      ...present('nationalityCode2', person.nationality_code2),
      ...present('nationalityName2', person.nationality_name2),
    },
    ...present('deathDate', person.death_date),
  };
}

function addressOf(row: AddressRow): Omit<z.output<typeof permanentAddress>, 'found' | 'demo' | 'notice'> {
  return {
    districtCode: row.district_code,
    districtName: row.district_name,
    municipalityCode: row.municipality_code,
    municipalityName: row.municipality_name,
    settlementCode: row.settlement_code,
    settlementName: row.settlement_name,
    ...present('cityAreaCode', row.city_area_code),
    ...present('cityArea', row.city_area),
    locationCode: row.location_code,
    locationName: row.location_name,
    buildingNumber: row.building_number,
    ...present('entrance', row.entrance),
    ...present('floor', row.floor),
    ...present('apartment', row.apartment),
    fromDate: row.from_date,
  };
}

function namesOf(first: string, sur: string | null, family: string | null) {
  return { firstName: first, ...present('surName', sur), ...present('familyName', family) };
}

/** A field where there is a value, nothing where there is none. */
function present<Name extends string>(name: Name, value: string | null): Partial<Record<Name, string>> {
  return value === null ? {} : ({ [name]: value } as Record<Name, string>);
}
