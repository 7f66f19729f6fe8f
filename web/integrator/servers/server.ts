import { useParams } from 'react-router';
import { call } from '../../api/client.ts';
import { useAnswer } from '../../api/queries.ts';

export const clientsOf = (id: string) =>
  call('get', '/security-servers/{server_id}/clients', { path: { server_id: id } });

/** What is known of the server whose page this is. */
export function useServer() {
  const { id = '' } = useParams();
  const path = { server_id: id };
  return {
    id,
    server: useAnswer(call('get', '/security-servers/{server_id}', { path })),
    certificates: useAnswer(call('get', '/security-servers/{server_id}/authentication-certificates', { path })),
    clients: useAnswer(clientsOf(id)),
  };
}
