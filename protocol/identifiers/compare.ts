import type { ClientId, Identifier, MemberId, ServiceId } from './identifier.ts';
import { keyOf } from './text.ts';

type OfMember = Pick<MemberId, 'instance' | 'memberClass' | 'memberCode'>;

/** Same kind and same components, case-sensitively. */
export function sameIdentifier(a: Identifier, b: Identifier): boolean {
  return keyOf(a) === keyOf(b);
}

/** Same member, whatever the subsystem, service or server: how a signature's certificate is matched (PR-MESS §2.5). */
export function sameMember(a: OfMember, b: OfMember): boolean {
  return a.instance === b.instance && a.memberClass === b.memberClass && a.memberCode === b.memberCode;
}

/** The member that a client, service or server belongs to. */
export function memberOf({ instance, memberClass, memberCode }: OfMember): MemberId {
  return { type: 'MEMBER', instance, memberClass, memberCode };
}

/** Who provides a service: its subsystem, or its member where it has none. */
export function clientOfService(service: ServiceId): ClientId {
  const member = memberOf(service);
  return service.subsystemCode === undefined
    ? member
    : { ...member, type: 'SUBSYSTEM', subsystemCode: service.subsystemCode };
}
