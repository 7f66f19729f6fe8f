import { useParams } from 'react-router';
import { call } from '../../api/client.ts';
import { useAnswer } from '../../api/queries.ts';

/** What is known of the certification authority whose page this is. */
export function useAuthority() {
  const { id = '' } = useParams();
  const path = { certification_service_id: Number(id) };
  return {
    id: Number(id),
    authority: useAnswer(call('get', '/certification-services/{certification_service_id}', { path })),
    responders: useAnswer(call('get', '/certification-services/{certification_service_id}/ocsp-responders', { path })),
    intermediates: useAnswer(
      call('get', '/certification-services/{certification_service_id}/intermediate-cas', { path }),
    ),
  };
}
