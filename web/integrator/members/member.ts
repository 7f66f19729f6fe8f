import { useParams } from 'react-router';
import { call } from '../../api/client.ts';
import { useAnswer } from '../../api/queries.ts';

const ofMember = (id: string) => ({ path: { member_id: id } });

/** What its tabs ask for, and show as their calls. */
export const subsystemsOf = (id: string) => call('get', '/members/{member_id}/subsystems', ofMember(id));
export const groupsOf = (id: string) => call('get', '/members/{member_id}/global-groups', ofMember(id));
export const ownedServersOf = (id: string) => call('get', '/members/{member_id}/owned-servers', ofMember(id));
export const usedServersOf = (id: string) => call('get', '/members/{member_id}/used-servers', ofMember(id));

/** What is known of the member whose page this is. What was asked is kept, so that each tab may ask it. */
export function useMember() {
  const { id = '' } = useParams();
  return {
    id,
    member: useAnswer(call('get', '/members/{member_id}', ofMember(id))),
    subsystems: useAnswer(subsystemsOf(id)),
    owned: useAnswer(ownedServersOf(id)),
    groups: useAnswer(groupsOf(id)),
  };
}
