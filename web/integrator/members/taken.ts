import { useDeferredValue } from 'react';
import { call } from '../../api/client.ts';
import { useAnswer } from '../../api/queries.ts';

/** Who has this code already, if somebody has; asked only for what could be one. */
export function useTaken(memberClass: string, code: string): string | undefined {
  const asked = useDeferredValue(code);
  const { data } = useAnswer(
    memberClass === '' || asked.length < CODE_LENGTH_ASKED
      ? undefined
      : call('get', '/clients', {
          query: {
            client_type: 'MEMBER',
            member_class: memberClass,
            member_code: asked,
            paging_sorting: { limit: 50 },
          },
        }),
  );
  const found = data?.clients?.find(
    ({ client_id: id }) => id.member_class === memberClass && id.member_code.toLowerCase() === code.toLowerCase(),
  );
  return found === undefined ? undefined : (found.member_name ?? found.client_id.encoded_id);
}

/** Shorter ones are just being typed. */
const CODE_LENGTH_ASKED = 3;
