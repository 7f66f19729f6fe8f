import { clientListJson, clientListXml } from '#protocol/metadata/list-clients.ts';
import type { ServerContext } from '../context.ts';
import type { ClientService } from './handler.ts';

/** `GET /listClients[?xRoadInstance=…]` (PR-META §3, PR-MREST §4): all members and subsystems; no authentication. */
export function listClientsService(context: ServerContext): ClientService {
  return (request, response, url) => {
    if (url.pathname !== '/listClients' || request.method !== 'GET') return Promise.resolve(false);
    const configuration = context.globalConfiguration();
    const clients = configuration.clients(url.searchParams.get('xRoadInstance') ?? configuration.instance);
    const json = request.headers.accept?.includes('application/json') === true;
    response.writeHead(200, { 'content-type': json ? 'application/json; charset=utf-8' : 'text/xml; charset=UTF-8' });
    response.end(json ? clientListJson(clients) : clientListXml(clients));
    return Promise.resolve(true);
  };
}
