import { useParams } from 'react-router';
import { call } from '../../api/client.ts';
import { useAnswer } from '../../api/queries.ts';

/** What is known of the member whose page this is. What was asked is kept, so that each tab may ask it. */
export function useMember() {
  const { id = '' } = useParams();
  const path = { member_id: id };
  return {
    id,
    member: useAnswer(call('get', '/members/{member_id}', { path })),
    subsystems: useAnswer(call('get', '/members/{member_id}/subsystems', { path })),
    owned: useAnswer(call('get', '/members/{member_id}/owned-servers', { path })),
    groups: useAnswer(call('get', '/members/{member_id}/global-groups', { path })),
  };
}
