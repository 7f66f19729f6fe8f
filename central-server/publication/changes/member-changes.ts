import type { MemberParameters, SharedParameters } from '#protocol/configuration/parameters.ts';
import type { MemberId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import type { PublishedContent } from '../content.ts';
import { areSame, byKey, isSameClient, matched, type Change } from './change.ts';

/** Member classes, members, subsystems and global groups. */
export function memberChanges({ shared: before }: PublishedContent, { shared: after }: PublishedContent): Change[] {
  return [...classChanges(before, after), ...ofMembers(before, after), ...groupChanges(before, after)];
}

function classChanges(before: SharedParameters, after: SharedParameters): Change[] {
  const classes = ({ memberClasses }: SharedParameters) => byKey(memberClasses, ({ code }) => code);
  const { both, added, removed } = matched(classes(before), classes(after));
  return [
    ...added.map(([subject, { description }]): Change => ({ kind: 'MEMBER_CLASS_ADDED', subject, after: description })),
    ...both
      .filter(([, one, other]) => one.description !== other.description)
      .map(([subject, one, other]): Change => ({
        ...{ kind: 'MEMBER_CLASS_CHANGED', subject, before: one.description, after: other.description },
      })),
    ...removed.map(([subject, { description }]): Change => ({
      ...{ kind: 'MEMBER_CLASS_REMOVED', subject, before: description },
    })),
  ];
}

const idOf = ({ memberClass, memberCode }: MemberParameters, instance: string): MemberId => ({
  ...{ type: 'MEMBER', instance, memberClass: memberClass.code, memberCode },
});

function ofMembers(before: SharedParameters, after: SharedParameters): Change[] {
  // Keys that are cheap to make: there are tens of thousands, of which few differ.
  const members = (shared: SharedParameters) =>
    byKey(shared.members, ({ memberClass, memberCode }) => `${memberClass.code}\n${memberCode}`);
  const { both, added, removed } = matched(members(before), members(after));
  const key = (member: MemberParameters): string => keyOf(idOf(member, after.instance));
  return [
    ...added.flatMap(([, member]): Change[] => [
      { kind: 'MEMBER_ADDED', subject: key(member), name: member.name },
      ...subsystemChanges({ ...member, subsystems: [] }, member, after.instance),
    ]),
    ...both.flatMap(([, one, other]): Change[] => [
      ...(one.name === other.name
        ? []
        : [{ kind: 'MEMBER_RENAMED', subject: key(other), before: one.name, after: other.name } as const]),
      ...subsystemChanges(one, other, after.instance),
    ]),
    ...removed.flatMap(([, member]): Change[] => [
      { kind: 'MEMBER_REMOVED', subject: key(member), name: member.name },
      ...subsystemChanges(member, { ...member, subsystems: [] }, after.instance),
    ]),
  ];
}

function subsystemChanges(before: MemberParameters, after: MemberParameters, instance: string): Change[] {
  const isSame = areSame(
    before.subsystems,
    after.subsystems,
    (one, other) => one.subsystemCode === other.subsystemCode && one.name === other.name,
  );
  if (isSame) return [];
  const subsystems = (member: MemberParameters) => byKey(member.subsystems, ({ subsystemCode }) => subsystemCode);
  const { both, added, removed } = matched(subsystems(before), subsystems(after));
  const key = (subsystemCode: string): string => keyOf({ ...idOf(after, instance), type: 'SUBSYSTEM', subsystemCode });
  const named = (name: string | undefined) => (name === undefined ? {} : { name });
  return [
    ...added.map(([code, { name }]): Change => ({ kind: 'SUBSYSTEM_ADDED', subject: key(code), ...named(name) })),
    ...both
      .filter(([, one, other]) => one.name !== other.name)
      .map(([code, one, other]): Change => ({
        ...{ kind: 'SUBSYSTEM_RENAMED', subject: key(code), before: one.name ?? '', after: other.name ?? '' },
      })),
    ...removed.map(([code, { name }]): Change => ({ kind: 'SUBSYSTEM_REMOVED', subject: key(code), ...named(name) })),
  ];
}

function groupChanges(before: SharedParameters, after: SharedParameters): Change[] {
  const groups = ({ globalGroups }: SharedParameters) => byKey(globalGroups, ({ groupCode }) => groupCode);
  const { both, added, removed } = matched(groups(before), groups(after));
  return [
    ...added.flatMap(([subject, group]): Change[] => [
      { kind: 'GROUP_ADDED', subject, after: group.description },
      ...groupMemberChanges({ ...group, members: [] }, group),
    ]),
    ...both.flatMap(([subject, one, other]): Change[] => [
      ...(one.description === other.description
        ? []
        : [{ kind: 'GROUP_CHANGED', subject, before: one.description, after: other.description } as const]),
      ...groupMemberChanges(one, other),
    ]),
    ...removed.map(([subject, group]): Change => ({
      ...{ kind: 'GROUP_REMOVED', subject, before: group.description },
    })),
  ];
}

type Group = SharedParameters['globalGroups'][number];

function groupMemberChanges(before: Group, after: Group): Change[] {
  if (areSame(before.members, after.members, isSameClient)) return [];
  const { added, removed } = matched(byKey(before.members, keyOf), byKey(after.members, keyOf));
  return [
    ...added.map(([key]): Change => ({ kind: 'GROUP_MEMBER_ADDED', subject: key, after: after.groupCode })),
    ...removed.map(([key]): Change => ({ kind: 'GROUP_MEMBER_REMOVED', subject: key, before: after.groupCode })),
  ];
}
