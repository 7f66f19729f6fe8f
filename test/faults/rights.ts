import { asking, LOGS, type Fault, type FaultGroup } from './fault.ts';
import { HELLO } from './world.ts';

/** What is configured, and how the information system comes: nothing runs badly. */
const service = (fault: string, broken: string, path: string, code: string, side: Fault['side'] = 'client'): Fault => ({
  fault,
  broken,
  provoke: asking({ service: path }),
  code: `server.serverproxy.${code}`,
  status: 500,
  side,
  logs: LOGS.consumerOnly,
  reached: false,
});

const client = (
  fault: string,
  broken: string,
  provoke: Fault['provoke'],
  code = 'ssl_authentication_failed',
): Fault => ({
  fault,
  broken,
  provoke,
  code: `server.clientproxy.${code}`,
  status: 500,
  side: 'client',
  logs: LOGS.none,
  reached: false,
});

const works = (fault: string, broken: string, provoke: Fault['provoke']): Fault => ({
  fault,
  broken,
  provoke,
  code: undefined,
  status: 200,
  side: undefined,
  logs: LOGS.all,
  reached: true,
});

const MUTUAL_TLS = 'TEST/MUN/1/mutual-tls';

export const RIGHTS: FaultGroup = {
  title: 'Services, rights and clients',
  faults: [
    works('none', 'nothing', asking({ service: HELLO })),
    service('unknown service', 'the provider has no such service', 'TEST/GOV/1/registry/nothing', 'unknown_service'),
    service('no right to the service', 'it is granted to nobody', 'TEST/GOV/1/registry/private', 'access_denied'),
    service(
      'no right to the endpoint',
      'granted is GET /open, asked is GET /other',
      'TEST/GOV/1/registry/narrow/other',
      'access_denied',
    ),
    service(
      'no right to the endpoint, by a path that climbs',
      'granted is GET /open, asked is GET /open/../other',
      'TEST/GOV/1/registry/narrow/open/%2e%2e/other',
      'access_denied',
    ),
    service(
      'service switched off',
      'its provider has disabled it with a notice',
      'TEST/GOV/1/registry/off',
      'service_disabled',
      'provider',
    ),
    {
      ...service('unknown provider', 'global configuration lists no such client', 'TEST/GOV/1/nobody/hello', ''),
      code: 'server.clientproxy.unknown_member',
      logs: LOGS.none,
    },
    {
      ...service(
        'maintenance mode',
        'global configuration says so of the only server',
        'TEST/GOV/5/registry/hello',
        '',
      ),
      code: 'server.clientproxy.maintenance_mode',
      side: 'other-server',
      logs: LOGS.none,
    },
    client(
      'another server asked for',
      'X-Road-Security-Server names one that the provider is no client of',
      asking({ service: HELLO, headers: { 'X-Road-Security-Server': 'TEST/GOV/2/second' } }),
      'invalid_security_server',
    ),
    client(
      'client of another server',
      'X-Road-Client names a client that this server does not have',
      asking({ service: HELLO, client: 'TEST/GOV/1/registry' }),
      'unknown_member',
    ),
    client(
      'client not registered',
      'its server declares it, global configuration does not list it there',
      asking({ service: HELLO, client: 'TEST/MUN/1/unlisted' }),
      'unknown_member',
    ),
    client(
      'plain HTTP where TLS is demanded',
      'connection type HTTPS_NO_AUTH, asked over port 8080',
      asking({ service: HELLO, client: 'TEST/MUN/1/tls' }),
    ),
    works(
      'none, TLS without a certificate',
      'connection type HTTPS_NO_AUTH, asked over port 8443',
      asking({ service: HELLO, client: 'TEST/MUN/1/tls', tls: {} }),
    ),
    client(
      'plain HTTP where a certificate is demanded',
      'connection type HTTPS, asked over port 8080',
      asking({ service: HELLO, client: MUTUAL_TLS }),
    ),
    client(
      'TLS without a client certificate',
      'connection type HTTPS, none shown',
      asking({ service: HELLO, client: MUTUAL_TLS, tls: {} }),
    ),
    client(
      'TLS with an unregistered client certificate',
      'connection type HTTPS, another certificate shown',
      (world, id) => asking({ service: HELLO, client: MUTUAL_TLS, tls: world.stranger })(world, id),
    ),
    works('none, TLS with the registered certificate', 'connection type HTTPS', (world, id) =>
      asking({ service: HELLO, client: MUTUAL_TLS, tls: world.registered })(world, id),
    ),
  ],
};
