import { expect } from 'chai';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { until } from '../country/poll.ts';
import { messageOfPeer } from '../faults/scripted-peer.ts';
import { besieged, CONSUMER, HELLO, LIMITS, PLAYED_CLIENT, type Besieged } from './besieged.ts';
import { codeOf, opened, statusOf, tell, type Place, type Told } from './raw-connection.ts';

const DRIP_MS = 300;
/** Above each bound of these listeners, in whole turns of their looking. */
const ENDS_MS_MAX = 15_000;

const head = (client: string, length: number): string =>
  `POST /r1/${HELLO} HTTP/1.1\r\nHost: x\r\nX-Road-Client: ${client}\r\nContent-Length: ${length}\r\n\r\n`;

const GET = 'GET / HTTP/1.1\r\nHost: x\r\n';

/** Writes the first bytes, and then another few again and again. */
const drip =
  (first: string | Buffer, again: string) =>
  (socket: Socket): void => {
    socket.write(first);
    const timer = setInterval(() => socket.write(again), DRIP_MS);
    socket.once('close', () => {
      clearInterval(timer);
    });
  };

/** Asks without end and reads nothing. */
const askWithoutReading =
  (request: string) =>
  (socket: Socket): void => {
    socket.pause();
    const many = request.repeat(500);
    const ask = (): void => {
      while (!socket.destroyed && socket.write(many));
    };
    socket.on('drain', ask);
    ask();
  };

interface Attack {
  readonly what: string;
  readonly run: (world: Besieged) => Promise<Told>;
  /** The status and the code that are told before the end. */
  readonly status?: number;
  readonly code?: string;
}

const place = (world: Besieged, server: 'consumer' | 'provider' | 'central', port: number): Place => ({
  host: server === 'central' ? world.country.ecosystem.centralServer.address : world.address(server),
  port,
});

const LISTENERS = [
  ['consumer', 8080],
  ['consumer', 8443],
  ['provider', 5500],
  ['provider', 5577],
  ['provider', 5588],
  ['central', 8880],
] as const;

const ending = { msMax: ENDS_MS_MAX };

const ATTACKS: readonly Attack[] = [
  ...LISTENERS.map(([server, port]) => ({
    what: `says nothing to ${port}`,
    run: (world: Besieged) => tell(place(world, server, port), () => undefined, ending),
  })),
  ...LISTENERS.filter(([, port]) => port !== 8443 && port !== 5500).map(([server, port]) => ({
    what: `drips headers into ${port}`,
    run: (world: Besieged) => tell(place(world, server, port), drip(GET, 'a: b\r\n'), ending),
    status: 408,
  })),
  ...LISTENERS.filter(([, port]) => port === 8443 || port === 5500).map(([server, port]) => ({
    what: `drips a TLS handshake into ${port}`,
    run: (world: Besieged) =>
      tell(place(world, server, port), drip(Buffer.from('1603010200', 'hex'), '\u0001'), ending),
  })),
  {
    what: 'says nothing after a TLS handshake with 8443',
    run: (world) => tell({ ...place(world, 'consumer', 8443), tls: {} }, () => undefined, ending),
  },
  {
    what: 'says nothing after a TLS handshake with 5500',
    run: (world) => tell({ ...place(world, 'provider', 5500), tls: world.identity.tls }, () => undefined, ending),
  },
  {
    what: 'drips headers after a TLS handshake with 5500',
    run: (world) => tell({ ...place(world, 'provider', 5500), tls: world.identity.tls }, drip(GET, 'a: b\r\n'), ending),
    status: 408,
  },
  {
    what: 'is silent in the middle of a body',
    run: (world) => tell(place(world, 'consumer', 8080), `${head(CONSUMER, 1000)}abc`, ending),
  },
  {
    what: 'drips a body',
    run: (world) => tell(place(world, 'consumer', 8080), drip(head(CONSUMER, 100_000), 'a'), ending),
    status: 400,
    code: 'client.io_error',
  },
  {
    what: 'drips a body after a refusal',
    run: (world) => tell(place(world, 'consumer', 8080), drip(head('TEST/MUN/1/nobody', 100_000), 'a'), ending),
    status: 500,
    code: 'server.clientproxy.unknown_member',
  },
  {
    what: 'drips a body that is no exchange',
    run: (world) =>
      tell(
        place(world, 'consumer', 8080),
        drip('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\n', 'a'),
        ending,
      ),
    status: 200,
  },
  {
    what: 'drips a body to a service that reads none',
    run: (world) =>
      tell(
        place(world, 'consumer', 8080),
        drip(`GET /listClients HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\n`, 'a'),
        ending,
      ),
    status: 200,
  },
  ...([5577, 5588] as const).map((port) => ({
    what: `drips a body into ${port}`,
    run: (world: Besieged) =>
      tell(place(world, 'provider', port), drip(`${GET}Content-Length: 9999\r\n\r\n`, 'a'), ending),
  })),
  {
    what: 'drips a message between servers',
    run: async (world) => {
      const { headers, bytes } = await messageOfPeer(world.identity, {
        client: PLAYED_CLIENT,
        service: HELLO,
        id: 'drip',
      });
      return tellPeer(world, headers, drip(bytes.subarray(0, 200), 'a'));
    },
    status: 200,
    code: 'server.serverproxy.service_failed.io_error',
  },
  {
    what: 'drips on after its message was refused',
    run: (world) => tellPeer(world, { 'content-type': 'text/plain' }, drip('', 'a')),
    status: 200,
    code: 'server.serverproxy.invalid_message',
  },
];

const FLOODS: readonly Attack[] = [
  ...(
    [
      ['consumer', 8080, `GET /listClients HTTP/1.1\r\nHost: x\r\n\r\n`],
      ['provider', 5577, `${GET}\r\n`],
      ['provider', 5588, `${GET}\r\n`],
      ['central', 8880, 'GET /internalconf HTTP/1.1\r\nHost: x\r\n\r\n'],
    ] as const
  ).map(([server, port, request]) => ({
    what: `asks ${port} without end and reads nothing`,
    run: (world: Besieged) => tell(place(world, server, port), askWithoutReading(request), { msMax: 2 * ENDS_MS_MAX }),
  })),
];

/** As a registered peer, with a body of 100,000 bytes that comes as `how` says. */
async function tellPeer(
  world: Besieged,
  headers: Readonly<Record<string, string>>,
  how: (socket: Socket) => void,
): Promise<Told> {
  const lines = Object.entries({ Host: 'x', 'Content-Length': '100000', ...headers });
  const start = `POST / HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  return tell(
    { ...place(world, 'provider', 5500), tls: world.identity.tls },
    (socket) => {
      socket.write(start);
      how(socket);
    },
    ending,
  );
}

/** The code of a REST error, or of a SOAP fault. */
const codeIn = (told: Told): string | undefined => codeOf(told) ?? /<faultcode>([^<]*)</.exec(told.text)?.[1];

/** Runs all of them at the same time; a test each awaits its end. */
function attack(attacks: readonly Attack[], world: () => Besieged): void {
  let told: ReadonlyMap<string, Promise<Told>>;
  before(() => {
    told = new Map(attacks.map(({ what, run }) => [what, run(world())]));
  });

  it('and meanwhile the others are served', async () => {
    await setTimeout(500);
    expect((await world().country.ask('consumer', { service: HELLO, client: CONSUMER })).status).to.equal(200);
    const health = await tell(place(world(), 'provider', 5588), `${GET}Connection: close\r\n\r\n`);
    expect(statusOf(health)).to.equal(200);
  });

  for (const { what, status, code } of attacks) {
    it(`who ${what}`, async () => {
      const end = await told.get(what);
      expect(end?.closed, 'closed').to.equal(true);
      if (status !== undefined) expect(end && statusOf(end)).to.equal(status);
      if (code !== undefined) expect(end && codeIn(end)).to.equal(code);
    });
  }
}

describe('Whoever is slow does not keep a server', function () {
  this.timeout(3 * ENDS_MS_MAX);
  const world = besieged();
  attack(ATTACKS, world);
});

describe('Whoever asks and does not listen does not keep a server', function () {
  this.timeout(3 * ENDS_MS_MAX);
  const world = besieged();
  attack(FLOODS, world);
});

describe('A slow provider system does not keep a server', function () {
  this.timeout(2 * ENDS_MS_MAX);
  const world = besieged();
  const connections = new Set<unknown>();

  afterEach(() => {
    world().country.provider.reset();
  });

  const writeOn = (response: ServerResponse, bytes: string, everyMs: number): void => {
    connections.add(response);
    const timer = setInterval(() => response.socket?.write(bytes), everyMs);
    response.once('close', () => {
      clearInterval(timer);
      connections.delete(response);
    });
  };

  const SLOW: Readonly<Record<string, (response: ServerResponse) => void>> = {
    'that drips its answer': (response) => {
      response.writeHead(200, { 'content-length': 100_000 });
      writeOn(response, 'a', DRIP_MS);
    },
    'that drips headers': (response) => {
      response.socket?.write('HTTP/1.1 200 OK\r\n');
      writeOn(response, 'a: b\r\n', DRIP_MS);
    },
    'that sends one informational answer after the other': (response) => {
      writeOn(response, 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n', 50);
    },
  };

  it('that hangs leaves room for the others', async () => {
    world().country.provider.script = (call, response) => {
      // It never answers one of its services.
      if (call.path === '/hang') connections.add(response);
      else response.end('answer');
    };
    const ask = (service: string) => world().country.ask('consumer', { service, client: CONSUMER });
    const hanging = Array.from({ length: LIMITS['proxy.max-exchanges'] }, () => ask(`${HELLO}/hang`));
    await setTimeout(500);
    expect((await ask(`${HELLO}/again`)).code).to.equal('server.clientproxy.overloaded');
    expect((await ask(`${HELLO.replace('hello', 'narrow')}/open/door`)).body.toString()).to.equal('answer');
    const codes = (await Promise.all(hanging)).map(({ code }) => code).sort();
    const [others, shared] = [
      LIMITS['proxy.max-exchanges'] - LIMITS['proxy.max-exchanges-per-service'],
      LIMITS['proxy.max-exchanges-per-service'],
    ];
    expect(codes).to.deep.equal([
      ...Array<string>(others).fill('server.clientproxy.overloaded'),
      ...Array<string>(shared).fill('server.serverproxy.service_failed.network_error'),
    ]);
    connections.clear();
  });

  for (const [which, script] of Object.entries(SLOW)) {
    it(which, async () => {
      world().country.provider.script = (_, response) => {
        script(response);
      };
      const { code } = await world().country.ask('consumer', { service: HELLO, client: CONSUMER });
      expect(code).to.equal('server.serverproxy.service_failed.network_error');
      while (connections.size > 0) await setTimeout(50);
    });
  }
});

describe('Connections that lead to nothing', () => {
  const world = besieged();
  const ask = async () => (await world().country.ask('consumer', { service: HELLO, client: CONSUMER })).status;

  for (const [server, port] of [
    ['consumer', 8080],
    ['consumer', 8443],
    ['provider', 5500],
  ] as const) {
    it(`to ${port} make room for those that lead to something, however many they are`, async () => {
      const where = place(world(), server, port);
      const idle = Array.from({ length: 2 * LIMITS['proxy.max-connections'] }, () => opened(where).resume());
      const more = setInterval(() => idle.push(opened(where).resume()), 20);
      await setTimeout(200);
      expect(await Promise.all([ask(), ask(), ask()])).to.deep.equal([200, 200, 200]);
      if (port === 8443) {
        const told = await tell(
          { ...where, tls: {} },
          'GET /listClients HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
        );
        expect(statusOf(told)).to.equal(200);
      }
      clearInterval(more);
      for (const socket of idle) socket.destroy();
    });
  }

  it('are closed at once above the number of all, and when the others are over there is room again', async () => {
    const where = place(world(), 'consumer', 8080);
    const busy = Array.from({ length: LIMITS['proxy.max-connections'] }, () =>
      opened(where, (socket) => socket.write('GET /listClients HTTP/1.1\r\nHost: x\r\n\r\n')).resume(),
    );
    await setTimeout(500);
    expect((await tell(where, `${GET}\r\n`)).text).to.equal('');
    for (const socket of busy) socket.destroy();
    await until('room', async () => (await ask().catch(() => 0)) === 200);
  });
});
