import type { SharedParameters } from '#protocol/configuration/parameters.ts';
import type { Identifier } from '#protocol/identifiers/identifier.ts';
import { parseKey } from '#protocol/identifiers/text.ts';
import type { Change } from './change.ts';

const KEY = /^(MEMBER|SUBSYSTEM|SERVER):/;

/**
 * The same changes, with the names that people know members, subsystems and the owners of servers by. What was removed has the name that
 * it had; what is renamed tells both names already.
 */
export function namedChanges(
  changes: readonly Change[],
  before: SharedParameters,
  after: SharedParameters,
): readonly Change[] {
  if (!changes.some(isUnnamed)) return changes;
  const [is, was] = [namesOf(after), namesOf(before)];
  const nameOf = (key: string): string | undefined => is(key) ?? was(key);
  return changes.map((change) => {
    if (!isUnnamed(change)) return change;
    const name = change.name ?? (change.kind.endsWith('_RENAMED') ? undefined : nameOf(change.subject));
    const serverName = change.server === undefined ? undefined : nameOf(change.server);
    return {
      ...change,
      ...(name === undefined ? {} : { name }),
      ...(serverName === undefined ? {} : { serverName }),
    };
  });
}

const isUnnamed = ({ subject, name, server }: Change): boolean =>
  server !== undefined || (name === undefined && KEY.test(subject));

/** Of the instance whose parameters they are; of a subsystem without a name, and of a server, that of its member. */
function namesOf({ instance, members }: SharedParameters): (key: string) => string | undefined {
  const byCode = new Map(members.map((member) => [`${member.memberClass.code}\n${member.memberCode}`, member]));
  return (key) => {
    const id = KEY.test(key) ? readable(key) : undefined;
    if (id === undefined || !('memberCode' in id) || id.instance !== instance) return undefined;
    const member = byCode.get(`${id.memberClass}\n${id.memberCode}`);
    if (id.type !== 'SUBSYSTEM') return member?.name;
    return member?.subsystems.find(({ subsystemCode }) => subsystemCode === id.subsystemCode)?.name ?? member?.name;
  };
}

function readable(key: string): Identifier | undefined {
  try {
    return parseKey(key);
  } catch {
    return undefined;
  }
}
