import type { DescribedOperation } from '#protocol/metadata/description.ts';
import type { SubsystemId } from '#protocol/identifiers/identifier.ts';
import type { CatalogueTables } from '../catalogue/schema.ts';
import { subsystemOf } from '../catalogue/keys.ts';

/** How often something answered when it was asked. */
export interface Availability {
  readonly asked: number;
  readonly answered: number;
}

/** What the integrator says of a service; it goes before what its provider says. */
export interface OwnWords {
  readonly descriptionBg?: string;
  readonly descriptionEn?: string;
  readonly contact?: string;
  readonly sample?: string;
  /** For those who administer alone: it is not on the public page. */
  readonly note?: string;
  /** Ids of legal bases that whoever asks needs. */
  readonly legalBases: readonly string[];
}

export interface CataloguedService {
  readonly id: string;
  readonly subsystem: SubsystemId;
  readonly serviceCode: string;
  readonly serviceVersion?: string;
  readonly type: CatalogueTables['catalogued_service']['type'];
  readonly title?: string;
  readonly text?: string;
  readonly contact?: string;
  readonly operations: readonly DescribedOperation[];
  readonly sample?: string;
  /** Why its description could not be read the last time. */
  readonly descriptionProblem?: string;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  readonly changedAt: Date;
  readonly goneAt?: Date;
  readonly editedAt?: Date;
  readonly own: OwnWords;
}

export interface CataloguedSubsystem {
  readonly id: SubsystemId;
  readonly name?: string;
  /** Absent: it has not been asked yet. */
  readonly asked?: Availability & { readonly at: Date; readonly answeredAt?: Date; readonly problem?: string };
  readonly services: readonly CataloguedService[];
}

export interface CataloguedMember {
  readonly memberClass: string;
  readonly memberCode: string;
  readonly name: string;
  readonly subsystems: readonly CataloguedSubsystem[];
}

type Row = CatalogueTables['catalogued_service'];

const optional = <Name extends string, T>(name: Name, value: T | null): Partial<Record<Name, T>> =>
  value === null ? {} : ({ [name]: value } as Record<Name, T>);

const optionalTime = <Name extends string>(name: Name, at: number | null): Partial<Record<Name, Date>> =>
  optional(name, at === null ? null : new Date(at));

export function serviceOf(row: Row, legalBases: readonly string[]): CataloguedService {
  return {
    ...{ id: row.id, subsystem: subsystemOf(row.subsystem_key), serviceCode: row.service_code, type: row.type },
    ...optional('serviceVersion', row.service_version),
    ...{ ...optional('title', row.title), ...optional('text', row.text), ...optional('contact', row.contact) },
    operations: JSON.parse(row.operations) as DescribedOperation[],
    ...optional('sample', row.sample),
    ...optional('descriptionProblem', row.description_problem),
    firstSeenAt: new Date(row.first_seen_at),
    lastSeenAt: new Date(row.last_seen_at),
    changedAt: new Date(row.changed_at),
    ...{ ...optionalTime('goneAt', row.gone_at), ...optionalTime('editedAt', row.edited_at) },
    own: {
      ...optional('descriptionBg', row.own_description_bg),
      ...optional('descriptionEn', row.own_description_en),
      ...{ ...optional('contact', row.own_contact), ...optional('sample', row.own_sample) },
      ...{ ...optional('note', row.own_note), legalBases },
    },
  };
}

export function askedOf(row: CatalogueTables['catalogued_subsystem']): NonNullable<CataloguedSubsystem['asked']> {
  return {
    ...{ asked: row.asked, answered: row.answered, at: new Date(row.asked_at) },
    ...optionalTime('answeredAt', row.answered_at),
    ...optional('problem', row.problem),
  };
}
