import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { systemClock } from '#config/clock.ts';
import { Country, memberWith } from '../country.ts';
import { descendantsOf } from '../country/descendants.ts';
import { evidenceFault } from '../country/evidence.ts';
import { until } from '../country/poll.ts';
import { whileListening } from '../while-listening.ts';

const CONSUMER = 'TEST/MUN/1/is';
const PROVIDER = 'TEST/GOV/1/registry';
const WORKERS = { 'proxy.workers': 2 };
/** Seconds. */
const PUBLISHING = { 'center.configuration-generation-interval': 1, 'center.configuration-expire-interval': 10 };

describe('Security servers with workers', () => {
  let country: Country;
  const question = (id: string, body: string | Buffer) => ({
    service: `${PROVIDER}/hello`,
    client: CONSUMER,
    body,
    headers: { 'X-Road-Id': id },
  });

  before(async function () {
    this.timeout(60_000);
    country = await Country.start({
      members: [memberWith('MUN', 'is'), memberWith('GOV', 'registry')],
      centralServer: { parameters: PUBLISHING },
      securityServers: [
        { name: 'consumer', owner: 'TEST/MUN/1', clients: [{ id: CONSUMER }], parameters: WORKERS },
        {
          name: 'provider',
          owner: 'TEST/GOV/1',
          clients: [
            { id: PROVIDER, services: [{ code: 'hello', type: 'REST', accessRights: [{ client: CONSUMER }] }] },
          ],
          parameters: WORKERS,
        },
      ],
    });
    await country.startServers('consumer', 'provider');
  });

  after(async () => {
    await country.stop();
  });

  const workersOf = (name: string): number[] =>
    descendantsOf(country.processIds(name).server).filter((pid) => commandOf(pid).includes('security-server/workers/'));

  it('run in as many processes as they are told, and none of them reads the PIN or a database', () => {
    for (const name of ['consumer', 'provider']) {
      const workers = workersOf(name);
      expect(workers).to.have.length(2);
      for (const pid of workers) expect(mappedBy(pid)).not.to.match(/better_sqlite3/);
    }
  });

  it('exchange messages with bodies in memory and on disk, which one log on each side has', async () => {
    for (const [id, body] of [
      ['small', 'Пловдив'],
      ['large', randomBytes(300_000).toString('hex')],
    ] as const) {
      const answer = await country.ask('consumer', question(id, body));
      expect([answer.status, answer.body.toString()]).to.deep.equal([200, `hello ${body}`]);
    }
    for (const name of ['consumer', 'provider']) {
      expect(country.logged(name).map(({ queryId, direction }) => `${queryId} ${direction}`)).to.deep.equal([
        'small request',
        'small response',
        'large request',
        'large response',
      ]);
    }
    await until('monitoring has a record of the exchange', () => country.operational('consumer', 'large').length === 1);
  });

  it('give evidence that verifies', async () => {
    for (const queryId of ['small', 'large']) {
      for (const [server, owner] of [
        ['consumer', CONSUMER],
        ['provider', PROVIDER],
      ] as const) {
        for (const direction of ['request', 'response'] as const) {
          const download = {
            address: country.address(server),
            data: join(country.folder(server), 'data'),
            owner,
            queryId,
            direction,
          };
          expect(await evidenceFault(download, { force: true }), `${server} ${queryId} ${direction}`).to.equal(
            undefined,
          );
        }
      }
    }
    const unknown = await country.ask('consumer', {
      service: '',
      rawPath: '/asic?queryId=never&xRoadInstance=TEST&memberClass=MUN&memberCode=1&subsystemCode=is',
    });
    expect([unknown.status, unknown.body.toString()]).to.deep.equal([404, 'No signed documents found']);
  });

  it('count the exchanges of all their workers together', async () => {
    const before = await delivered();
    for (let index = 0; index < 6; index += 1) await country.ask('consumer', question(`counted-${index}`, 'x'));
    expect((await delivered()) - before).to.equal(6);
  });

  it('resume TLS sessions in whichever worker a connection reaches', async () => {
    let session: Buffer | undefined;
    for (let connection = 0; connection < 6; connection += 1) {
      const { reused, next } = await handshake(country.address('consumer'), session);
      expect(reused, `connection ${connection}`).to.equal(connection > 0);
      session = next;
    }
  });

  it('lose nothing that was answered when a worker is killed under load, and start it again', async function () {
    this.timeout(60_000);
    const answered: string[] = [];
    let asking = true;
    const clients = Array.from({ length: 4 }, async (_, client) => {
      for (let round = 0; asking; round += 1) {
        const id = `killed-${client}-${round}`;
        // What was under way in the killed process ends as a broken connection does.
        const answer = await country.ask('consumer', question(id, 'x')).catch(() => undefined);
        if (answer?.status === 200) answered.push(id);
      }
    });
    for (const name of ['consumer', 'provider']) {
      const [victim = 0] = workersOf(name);
      await until('exchanges are answered', () => answered.length > 20);
      process.kill(victim, 'SIGKILL');
      await until('there is another worker', () => {
        const pids = workersOf(name);
        return pids.length === 2 && !pids.includes(victim);
      });
      const since = answered.length;
      await until('exchanges go on', () => answered.length > since + 20);
    }
    asking = false;
    await Promise.all(clients);
    for (const name of ['consumer', 'provider']) {
      const logged = new Set(country.logged(name).map(({ queryId, direction }) => `${queryId} ${direction}`));
      for (const id of answered) expect([...logged]).to.include.members([`${id} request`, `${id} response`]);
    }
  });

  it('work on with configuration that is published again, with the same contents and a later end', async function () {
    this.timeout(30_000);
    const published = country.configurationExpiresAt('consumer');
    await until('what the workers began with is over', () => systemClock.now() > published);
    for (let asked = 0; asked < 6; asked += 1) {
      expect((await country.ask('consumer', question(`later-${asked}`, 'x'))).status).to.equal(200);
    }
  });

  it('take messages as soon as there is what was missing at their start', async function () {
    this.timeout(60_000);
    await country.endServer('consumer');
    await country.endCentralServer();
    rmSync(join(country.folder('consumer'), 'data', 'globalconf'), { recursive: true });
    expect((await country.startServer('consumer')).health).to.equal('failed');
    expect((await country.ask('consumer', question('early', 'x'))).status).to.equal(500);
    await country.startCentralServer();
    for (let asked = 0; asked < 6; asked += 1) {
      await until('a message is taken', async () => {
        return (await country.ask('consumer', question(`late-${asked}`, 'x'))).status === 200;
      });
    }
  });

  it('end with their server, also when it is killed', async function () {
    this.timeout(30_000);
    const [consumers, providers] = [workersOf('consumer'), workersOf('provider')];
    expect(await country.endServer('consumer')).to.equal(true);
    await country.endServer('provider', 'SIGKILL');
    for (const pid of [...consumers, ...providers]) {
      await until('no worker is left', () => commandOf(pid) === '');
    }
  });

  it('say which port is taken, and do not start', async function () {
    this.timeout(30_000);
    const failure = await whileListening(country.address('consumer'), 8080, () =>
      country.startServer('consumer').then(
        () => 'started',
        (error: unknown) => String(error),
      ),
    );
    expect(failure).to.match(/Port 8080 of 127[\d.]+ is in use by another program/);
  });

  async function delivered(): Promise<number> {
    const text = await (await fetch(`http://${country.address('consumer')}:5588/metrics`)).text();
    return Number(
      /drum_exchange_stage_seconds_count\{(?=.*side="client")(?=.*stage="deliver").*\} (\d+)/.exec(text)?.[1],
    );
  }
});

const commandOf = (pid: number): string => readOr(`/proc/${pid}/cmdline`);
const mappedBy = (pid: number): string => readOr(`/proc/${pid}/maps`);

function readOr(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

/** Whether the session was resumed, and the one to resume next. */
function handshake(host: string, session: Buffer | undefined): Promise<{ reused: boolean; next: Buffer | undefined }> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: 8443, rejectUnauthorized: false, ...(session && { session }) });
    let next = session;
    socket.once('error', reject);
    socket.once('secureConnect', () => socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'));
    // A session of TLS 1.3 comes after the handshake, before the answer.
    socket.on('session', (given) => {
      next = given;
    });
    socket.once('data', () => {
      resolve({ reused: socket.isSessionReused(), next });
      socket.destroy();
    });
  });
}
