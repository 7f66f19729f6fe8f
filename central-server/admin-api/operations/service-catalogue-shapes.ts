import { formatEncodedId } from '#protocol/identifiers/text.ts';
import { subsystemOf } from '../../catalogue/keys.ts';
import type { CatalogueTables } from '../../catalogue/schema.ts';
import type {
  CataloguedMember,
  CataloguedService,
  CataloguedSubsystem,
  OwnWords,
} from '../../service-catalogue/model.ts';
import { descriptionIn, type ServiceWithPlace } from '../../service-catalogue/reading.ts';

/* The shapes of `extensions-catalogue.yaml`. */

export interface WordsShape {
  readonly description_bg?: string;
  readonly description_en?: string;
  readonly contact?: string;
  readonly sample?: string;
  readonly note?: string;
  readonly legal_bases?: readonly string[];
}

export const wordsShape = ({
  descriptionBg,
  descriptionEn,
  contact,
  sample,
  note,
  legalBases,
}: OwnWords): WordsShape => ({
  ...(descriptionBg === undefined ? {} : { description_bg: descriptionBg }),
  ...(descriptionEn === undefined ? {} : { description_en: descriptionEn }),
  ...(contact === undefined ? {} : { contact }),
  ...(sample === undefined ? {} : { sample }),
  ...(note === undefined ? {} : { note }),
  legal_bases: legalBases,
});

export const memberShape = ({ memberClass, memberCode, name, subsystems }: CataloguedMember, instance: string) => ({
  member_id: formatEncodedId({ type: 'MEMBER', instance, memberClass, memberCode }),
  ...{ member_class: memberClass, member_code: memberCode, name },
  subsystems: subsystems.map(subsystemShape),
});

const subsystemShape = ({ id, name, asked, services }: CataloguedSubsystem) => ({
  ...{ subsystem_id: formatEncodedId(id), subsystem_code: id.subsystemCode },
  ...(name === undefined ? {} : { name }),
  ...(asked === undefined ? {} : { asked: askedShape(asked) }),
  services: services.map(serviceShape),
});

const askedShape = ({ asked, answered, at, answeredAt, problem }: NonNullable<CataloguedSubsystem['asked']>) => ({
  ...{ asked, answered, at: at.toISOString() },
  ...(answeredAt === undefined ? {} : { answered_at: answeredAt.toISOString() }),
  ...(problem === undefined ? {} : { problem }),
});

const serviceShape = (service: CataloguedService) => {
  const { id, serviceCode, serviceVersion, type, title, firstSeenAt, lastSeenAt, changedAt, goneAt, own } = service;
  const [bg, en] = [descriptionIn(service, 'bg'), descriptionIn(service, 'en')];
  return {
    ...{ id, service_code: serviceCode, type, legal_bases: own.legalBases },
    ...(serviceVersion === undefined ? {} : { service_version: serviceVersion }),
    ...(title === undefined ? {} : { title }),
    ...(bg === undefined ? {} : { description_bg: bg }),
    ...(en === undefined ? {} : { description_en: en }),
    first_seen: firstSeenAt.toISOString(),
    last_seen: lastSeenAt.toISOString(),
    changed_at: changedAt.toISOString(),
    ...(goneAt === undefined ? {} : { gone_at: goneAt.toISOString() }),
  };
};

export const detailsShape = ({ service, memberName, subsystemName, asked, days, legalBases }: ServiceWithPlace) => {
  const { title, text, contact, operations, sample, descriptionProblem, editedAt } = service;
  return {
    ...{ service: serviceShape(service), subsystem_id: formatEncodedId(service.subsystem) },
    ...(subsystemName === undefined ? {} : { subsystem_name: subsystemName }),
    ...(memberName === undefined ? {} : { member_name: memberName }),
    collected: {
      ...(title === undefined ? {} : { title }),
      ...(text === undefined ? {} : { description: text }),
      ...(contact === undefined ? {} : { contact }),
      operations,
      ...(sample === undefined ? {} : { sample }),
      ...(descriptionProblem === undefined ? {} : { problem: descriptionProblem }),
    },
    own: wordsShape(service.own),
    ...(editedAt === undefined ? {} : { edited_at: editedAt.toISOString() }),
    legal_bases: legalBases,
    ...(asked === undefined ? {} : { asked: askedShape(asked) }),
    days,
  };
};

export const changeShape = (row: CatalogueTables['catalogue_change']) => ({
  ...{ revision: row.revision, at: new Date(row.at).toISOString(), kind: row.kind, service_key: row.service_id },
  ...{ subsystem_id: formatEncodedId(subsystemOf(row.subsystem_key)), service_code: row.service_code },
  ...(row.service_version === null ? {} : { service_version: row.service_version }),
});
