import { systemClock } from '#config/clock.ts';
import { until } from '../country/poll.ts';
import { askUntil, askWith, asking, LOGS, type Fault, type FaultGroup } from './fault.ts';
import { sendScripted } from './malformed.ts';
import { HELLO } from './world.ts';

const failing = (
  fault: string,
  broken: string,
  provoke: Fault['provoke'],
  expected: Pick<Fault, 'code' | 'side' | 'logs'> & Partial<Fault>,
): Fault => ({ fault, broken, provoke, status: 500, reached: false, ...expected });

const working = (fault: string, broken: string, provoke: Fault['provoke'], expected: Partial<Fault> = {}): Fault => ({
  fault,
  broken,
  provoke,
  code: undefined,
  status: 200,
  side: undefined,
  logs: LOGS.all,
  reached: true,
  ...expected,
});

const PROVIDER_FAILED = 'server.serverproxy.service_failed.network_error';

export const PROVIDERS: FaultGroup = {
  title: 'The provider’s system',
  faults: [
    failing('provider down', 'nothing listens at its address', asking({ service: 'TEST/GOV/1/registry/down' }), {
      code: PROVIDER_FAILED,
      side: 'provider',
      logs: LOGS.requests,
    }),
    failing(
      'provider slow',
      'it answers after the service’s timeout',
      async (world, id) => {
        world.country.provider.script = () => undefined;
        return askWith(world, id, { service: 'TEST/GOV/1/registry/slow' });
      },
      { code: PROVIDER_FAILED, side: 'provider', logs: LOGS.requests, reached: true },
    ),
    failing(
      'provider breaks off',
      'it closes the connection in the middle of its answer',
      async (world, id) => {
        world.country.provider.script = (_, response) => {
          response.writeHead(200, { 'content-length': '100' });
          response.write('half of', () => {
            response.destroy();
          });
        };
        return askWith(world, id, { service: HELLO });
      },
      { code: PROVIDER_FAILED, side: 'provider', logs: LOGS.requests, reached: true },
    ),
    failing(
      'provider’s answer too large',
      'above proxy.max-body-size of the provider’s server',
      async (world, id) => {
        world.country.provider.script = (_, response) => {
          response.end('x'.repeat(100_000));
        };
        return askWith(world, id, { service: HELLO });
      },
      { code: PROVIDER_FAILED, side: 'provider', logs: LOGS.requests, reached: true },
    ),
    working(
      'provider’s own error',
      'it answers 503: an answer like any other',
      async (world, id) => {
        world.country.provider.script = (_, response) => {
          response.writeHead(503).end('closed');
        };
        return askWith(world, id, { service: HELLO });
      },
      { status: 503 },
    ),
  ],
};

const LOGGING = { reached: false, side: 'this-server' } as const;

export const SERVERS: FaultGroup = {
  title: 'Servers that break and come back',
  faults: [
    working(
      'signer of the client’s server killed',
      'while it was to sign the request; the server starts it again',
      async (world, id) => {
        const { signer } = world.country.processIds('consumer');
        process.kill(signer, 'SIGSTOP');
        const told = askWith(world, id, { service: HELLO });
        process.kill(signer, 'SIGKILL');
        return told;
      },
    ),
    working(
      'signer of the provider’s server killed',
      'while the provider’s system worked on the answer that it was to sign',
      async (world, id) => {
        world.country.provider.script = (_, response) => {
          process.kill(world.country.processIds('provider').signer, 'SIGKILL');
          response.end('signed all the same');
        };
        return askWith(world, id, { service: HELLO });
      },
    ),
    failing(
      'message log of the client’s server cannot be written',
      'its disk is full',
      async (world, id) => {
        world.setDiskFull('consumer', true);
        try {
          return await askWith(world, id, { service: HELLO });
        } finally {
          world.setDiskFull('consumer', false);
        }
      },
      { code: 'server.clientproxy.logging_failed', logs: LOGS.none, ...LOGGING, unidentified: true },
    ),
    working('none: room on the disk again', 'nothing', async (world, id) => {
      await askUntil(world, undefined, { service: HELLO });
      return askWith(world, id, { service: HELLO });
    }),
    failing(
      'message log of the provider’s server cannot be written',
      'its disk is full',
      async (world, id) => {
        world.setDiskFull('provider', true);
        try {
          return await askWith(world, id, { service: HELLO });
        } finally {
          world.setDiskFull('provider', false);
        }
      },
      { code: 'server.serverproxy.logging_failed', logs: LOGS.consumerOnly, ...LOGGING },
    ),
    failing(
      'message log of the provider’s server cannot be written any more',
      'its disk is full when the answer comes',
      async (world, id) => {
        await askUntil(world, undefined, { service: HELLO });
        world.country.provider.script = (_, response) => {
          world.setDiskFull('provider', true);
          response.end('unlogged');
        };
        try {
          return await askWith(world, id, { service: HELLO });
        } finally {
          world.setDiskFull('provider', false);
        }
      },
      { code: 'server.serverproxy.logging_failed', logs: LOGS.requests, ...LOGGING, reached: true },
    ),
    failing(
      'provider’s server down',
      'killed',
      async (world, id) => {
        await askUntil(world, undefined, { service: HELLO });
        // A connection to it lies ready, which must be no trap.
        await askUntil(world, undefined, { service: 'TEST/GOV/2/only/hello' });
        await world.country.endServer('second', 'SIGKILL');
        return askWith(world, id, { service: 'TEST/GOV/2/only/hello' });
      },
      { code: 'server.clientproxy.network_error', side: 'other-server', logs: LOGS.none, providerServer: 'second' },
    ),
    working(
      'one of the provider’s two servers down',
      'killed; the other one is taken',
      asking({ service: 'TEST/GOV/2/shared/hello' }),
    ),
    working(
      'the server that answered first goes down',
      'killed after an exchange over it; the other one is taken',
      async (world, id) => {
        const { country } = world;
        await country.startServers('second');
        await country.endServer('provider', 'SIGKILL');
        // The only one that is left answers, and is asked first from now on.
        await askUntil(world, undefined, { service: 'TEST/GOV/2/shared/hello' });
        await country.startServer('provider');
        await country.endServer('second', 'SIGKILL');
        return askWith(world, id, { service: 'TEST/GOV/2/shared/hello' });
      },
    ),
    working(
      'connection of the provider’s server gone',
      'the server was started anew since the last exchange',
      async (world, id) => {
        await askUntil(world, undefined, { service: HELLO });
        await world.country.restartServer('provider');
        return askWith(world, id, { service: HELLO });
      },
    ),
  ],
};

const SECOND = { service: 'TEST/GOV/2/only/hello' };
const FROM_SECOND = { service: HELLO, client: 'TEST/GOV/2/is' };
const STAMPING = 'logging_failed.timestamping_failed';

export const TIME_STAMPING: FaultGroup = {
  title: 'Time-stamping',
  before: async ({ country }) => {
    await country.startServers('second');
  },
  faults: [
    failing(
      'time-stamping of the provider’s server down past its limit',
      'the service answers HTTP 500 for longer than message-log.acceptable-timestamp-failure-period',
      async (world, id) => {
        await world.country.authority.behave('tsa', { fault: 'http-error' });
        await askUntil(world, `server.serverproxy.${STAMPING}`, SECOND);
        return askWith(world, id, SECOND);
      },
      {
        code: `server.serverproxy.${STAMPING}`,
        side: 'this-server',
        logs: LOGS.consumerOnly,
        providerServer: 'second',
      },
    ),
    failing(
      'time-stamping of the client’s server down past its limit',
      'the same',
      (world, id) => askWith(world, id, FROM_SECOND, 'second'),
      { code: `server.clientproxy.${STAMPING}`, side: 'this-server', logs: LOGS.none, clientServer: 'second' },
    ),
    working(
      'time-stamping down within its limit',
      'the same service, at servers with the ordinary limit',
      asking({ service: HELLO }),
    ),
    failing(
      'time-stamping down with message-log.timestamp-immediately, at the client’s server',
      'the same service',
      async (world, id) => {
        const second = world.country.ecosystem.securityServers.find(({ name }) => name === 'second');
        if (second !== undefined) second.parameters['message-log.timestamp-immediately'] = true;
        await world.country.restartServer('second');
        return askWith(world, id, FROM_SECOND, 'second');
      },
      {
        code: 'server.clientproxy.logging_failed.timestamper_failed',
        side: 'trust-service',
        logs: LOGS.consumerOnly,
        clientServer: 'second',
      },
    ),
    failing(
      'time-stamping down with message-log.timestamp-immediately, at the provider’s server',
      'the same service',
      asking(SECOND),
      {
        code: 'server.serverproxy.logging_failed.timestamper_failed',
        side: 'trust-service',
        logs: LOGS.requests,
        providerServer: 'second',
      },
    ),
    working(
      'none: time-stamping works again',
      'the service behaves well again',
      async (world, id) => {
        await world.country.authority.behaveWell();
        return askWith(world, id, SECOND);
      },
      { providerServer: 'second' },
    ),
  ],
};

export const CONFIGURATION: FaultGroup = {
  title: 'Global configuration',
  faults: [
    working(
      'source of configuration down at the start',
      'the central server is stopped; the stored configuration is still valid',
      async ({ country }, id) => {
        await country.endCentralServer();
        await country.restartServer('consumer');
        return country.ask('consumer', { service: HELLO, client: 'TEST/MUN/1/is', headers: { 'X-Road-Id': id } });
      },
    ),
    failing(
      'expired configuration of the client’s server',
      'the central server is stopped, and what it had published is over',
      async (world, id) => {
        const { country } = world;
        const { parameters } = country.ecosystem.centralServer;
        parameters['center.configuration-expire-interval'] = EXPIRE_SECONDS;
        await country.startCentralServer();
        const soon = systemClock.now().getTime() + EXPIRE_SECONDS * 1000;
        await until('both servers have what is over soon', () =>
          ['consumer', 'provider'].every((name) => country.configurationExpiresAt(name).getTime() <= soon),
        );
        await country.endCentralServer();
        await askUntil(world, 'server.clientproxy.global_conf_outdated', { service: HELLO });
        return askWith(world, id, { service: HELLO });
      },
      {
        code: 'server.clientproxy.global_conf_outdated',
        side: 'this-server',
        logs: LOGS.none,
        unidentified: true,
      },
    ),
    failing(
      'expired configuration of the provider’s server',
      'the same, told to a peer that does not know it yet',
      (world, id) => sendScripted(world, id),
      {
        code: 'server.serverproxy.global_conf_outdated',
        status: 200,
        side: 'this-server',
        logs: LOGS.fromPlayed,
        unidentified: true,
      },
    ),
    working('none: the central server runs again', 'nothing', async (world, id) => {
      const { country } = world;
      delete country.ecosystem.centralServer.parameters['center.configuration-expire-interval'];
      await country.startCentralServer();
      await askUntil(world, undefined, { service: HELLO });
      return askWith(world, id, { service: HELLO });
    }),
  ],
};

const EXPIRE_SECONDS = 4;
