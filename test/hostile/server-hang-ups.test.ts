import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { until } from '../country/poll.ts';
import { besieged, CONSUMER, HELLO, LIMITS, PLAYED_CLIENT, type Besieged } from './besieged.ts';
import { messageOfPeer } from '../faults/scripted-peer.ts';
import { opened, statusOf, tell } from './raw-connection.ts';

/** Kept in a file while it passes, and in one by the message log. */
const LARGE = Buffer.alloc(300_000, 'large');
/** More than the kernel keeps of an answer that nobody reads. */
const ENDLESS_BYTES = 3_900_000;
const WORK_MS = 400;
const EVIDENCE = 'xRoadInstance=TEST&memberClass=MUN&memberCode=1&subsystemCode=is';

const requestHead = (id: string, bytes: number): string =>
  `POST /r1/${HELLO} HTTP/1.1\r\nHost: x\r\nX-Road-Client: ${CONSUMER}\r\nX-Road-Id: ${id}\r\nContent-Length: ${bytes}\r\n\r\n`;

/** Hangs up after `ms`, or after the first bytes of an answer. */
async function hangUp(world: Besieged, bytes: string | Buffer, when: number | 'answered'): Promise<void> {
  const socket = opened({ host: world.address('consumer'), port: 8080 }, (ready) => ready.write(bytes));
  await (when === 'answered' ? new Promise((resolve) => socket.once('data', resolve)) : setTimeout(when));
  socket.pause();
  socket.destroy();
}

async function peerHangsUp(world: Besieged, share: number, ms: number): Promise<void> {
  const { headers, bytes } = await messageOfPeer(world.identity, {
    client: PLAYED_CLIENT,
    service: HELLO,
    id: 'peer',
    body: LARGE.toString(),
  });
  const lines = Object.entries({ Host: 'x', 'Content-Length': bytes.length, ...headers });
  const head = `POST / HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  const socket = opened({ host: world.address('provider'), port: 5500, tls: world.identity.tls }, (ready) => {
    ready.write(head);
    ready.write(bytes.subarray(0, bytes.length * share));
  });
  await setTimeout(ms);
  socket.destroy();
}

describe('Whoever hangs up on a server leaves nothing behind', () => {
  const world = besieged();

  afterEach(() => {
    world().country.provider.reset();
  });

  before(() => exchange('evidence', randomBytes(ENDLESS_BYTES)));

  /** The provider works for a while and then answers with this many bytes. */
  function providerAnswers(bytes: number): void {
    world().country.provider.script = async (_, response) => {
      await setTimeout(WORK_MS);
      response.end(Buffer.alloc(bytes, 'answer'));
    };
  }

  async function exchange(id: string, body = LARGE): Promise<number | undefined> {
    const place = { host: world().address('consumer'), port: 8080 };
    return statusOf(
      await tell(place, Buffer.concat([Buffer.from(requestHead(id, body.length)), body]), { until: /HTTP/ }),
    );
  }

  async function nothingIsLeft(): Promise<void> {
    await until('no file of a message is open or kept', () =>
      (['consumer', 'provider'] as const).every(
        (server) => world().openFiles(server).length + world().spooled(server).length === 0,
      ),
    );
  }

  const EVENTS: Readonly<Record<string, () => Promise<void>>> = {
    'an information system in the middle of a large request': () =>
      hangUp(world(), Buffer.concat([Buffer.from(requestHead('cut', 2 * LARGE.length)), LARGE]), 100),
    'an information system while the provider works on a large answer': async () => {
      providerAnswers(LARGE.length);
      await hangUp(world(), requestHead('gone', 0), WORK_MS / 4);
      await setTimeout(2 * WORK_MS);
    },
    'an information system in the middle of a large answer': async () => {
      providerAnswers(ENDLESS_BYTES);
      await hangUp(world(), requestHead('part', 0), 'answered');
    },
    'a peer in the middle of its message': () => peerHangsUp(world(), 0.5, 300),
    'a peer while the provider works on a large answer': async () => {
      providerAnswers(LARGE.length);
      await peerHangsUp(world(), 1, WORK_MS / 2);
      await setTimeout(2 * WORK_MS);
    },
    'whoever fetches evidence': () =>
      hangUp(world(), `GET /asic?queryId=evidence&force&${EVIDENCE} HTTP/1.1\r\nHost: x\r\n\r\n`, 'answered'),
    'whoever fetches one container': () =>
      hangUp(
        world(),
        `GET /asic?queryId=evidence&force&requestOnly&unique&${EVIDENCE} HTTP/1.1\r\nHost: x\r\n\r\n`,
        'answered',
      ),
    'whoever fetches the configuration': () =>
      hangUp(world(), 'GET /verificationconf HTTP/1.1\r\nHost: x\r\n\r\n', 'answered'),
  };

  for (const [who, event] of Object.entries(EVENTS)) {
    it(who, async () => {
      await Promise.all(Array.from({ length: 4 }, event));
      await nothingIsLeft();
    });
  }

  it('and as many exchanges are possible as before', async () => {
    const all = Array.from({ length: LIMITS['proxy.max-exchanges-per-service'] }, (_, index) =>
      exchange(`all-${index}`),
    );
    expect(new Set(await Promise.all(all))).to.deep.equal(new Set([200]));
    await nothingIsLeft();
  });

  it('and a body that the log cannot read ends a download, not the server', async () => {
    const bodies = join(world().country.folder('consumer'), 'data', 'messagelog', 'bodies');
    for (const name of readdirSync(bodies)) {
      renameSync(join(bodies, name), join(bodies, `${name}.kept`));
      mkdirSync(join(bodies, name));
    }
    const place = { host: world().address('consumer'), port: 8080 };
    for (const query of ['', '&requestOnly&unique']) {
      const told = await tell(
        place,
        `GET /asic?queryId=evidence&force&${EVIDENCE}${query} HTTP/1.1\r\nHost: x\r\n\r\n`,
      );
      expect(told.closed).to.equal(true);
    }
    for (const name of readdirSync(bodies).filter((each) => each.endsWith('.kept'))) {
      rmSync(join(bodies, name.replace('.kept', '')), { recursive: true });
      renameSync(join(bodies, name), join(bodies, name.replace('.kept', '')));
    }
    expect(await exchange('after')).to.equal(200);
  });
});
