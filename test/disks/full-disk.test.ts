import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { until } from '../country/poll.ts';
import { isLeftOut } from '../left-out.ts';
import { CountryOnDisks, type ServerName } from './country-on-disks.ts';
import { tmpfs, whyNoDisk } from './small-disk.ts';

const DRUM = join(import.meta.dirname, '..', '..', 'bin', 'drum.mjs');
const START_MS_MAX = 120_000;
const TEST_MS_MAX = 60_000;
const DISK_MEBIBYTES = 192;
/** Client systems that ask without a pause. */
const CLIENTS = 4;
const LOADED_MS = 500;
/** Of a body that its record holds; small records might find room for a while in what the database's files have already. */
const INLINE_BYTES = 10_000;
/** Of one that lies beside it. */
const LARGE_BYTES = 500_000;
const CONFIGURATION_FILES = ['shared-params.xml', 'shared-params.xml.metadata'];
const NO_SPACE = /there is no space left; free disk space or raise the limit, work goes on by itself/;

/** A disk that is full for a while costs the messages that cannot be logged, and nothing else. */
describe('a full disk', function () {
  this.timeout(TEST_MS_MAX);
  if (isLeftOut(whyNoDisk())) return;
  let world: CountryOnDisks;

  before(async function () {
    this.timeout(START_MS_MAX);
    const kind = tmpfs(DISK_MEBIBYTES);
    const parameters = { 'message-log.timestamp-interval': 1, 'message-log.archive-interval': 2 };
    world = await CountryOnDisks.start({ consumer: kind, provider: kind }, { parameters });
  });
  afterEach(() => {
    for (const server of ['consumer', 'provider'] as const) world.disk(server).makeRoom();
  });
  after(() => world.stop());

  const answered: string[] = [];

  /** Client systems that ask until they are told to stop; says which codes they were given. */
  function load(): { stop(): Promise<Set<string>> } {
    let isStopping = false;
    const codes = new Set<string>();
    const clients = Array.from({ length: CLIENTS }, async () => {
      while (!isStopping) {
        const id = world.newId();
        const { status, code } = await world.ask(id, Buffer.alloc(INLINE_BYTES, 'x'));
        if (code === undefined && status === 200) answered.push(id);
        else codes.add(code ?? `status ${status}`);
      }
    });
    return {
      stop: async () => {
        isStopping = true;
        await Promise.all(clients);
        return codes;
      },
    };
  }

  for (const [server, code] of [
    ['consumer', 'server.clientproxy.logging_failed'],
    ['provider', 'server.serverproxy.logging_failed'],
  ] as const) {
    it(`of the ${server}’s server under load: messages are refused, the health says why, and all goes on with room`, async () => {
      const clients = load();
      await setTimeout(LOADED_MS);
      world.disk(server).fill();
      await world.askUntil(code, Buffer.alloc(INLINE_BYTES, 'x'));
      const state = await world.missing(server, 'message-log');
      expect(state).to.match(/^message-log: logging_failed: Database .*messagelog\.sqlite: /);
      expect(state).to.match(NO_SPACE);
      world.disk(server).makeRoom();
      await world.askUntil(undefined);
      await setTimeout(LOADED_MS);
      expect([...(await clients.stop())]).to.deep.equal([code]);
      await world.untilHealthy(server);
    });

    it(`of the ${server}’s server: its health is good again before anybody asks`, async () => {
      world.disk(server).fill();
      // The log tries again by itself with a small record, which may find room in what the database's files have already.
      await until('a message is refused and the health says why', async () => {
        const { code: refusal } = await world.ask(world.newId(), Buffer.alloc(INLINE_BYTES, 'x'));
        const missing = await world.server(server).missing();
        return refusal === code && missing.some((each) => each.startsWith('message-log: '));
      });
      world.disk(server).makeRoom();
      await world.untilHealthy(server);
      expect((await world.ask()).status).to.equal(200);
    });
  }

  it('let nothing through that is not in the logs, and lost nothing that was', () => {
    const logs = { consumer: world.logged('consumer'), provider: world.logged('provider') };
    const has = (server: ServerName, direction: 'request' | 'response'): Set<string> =>
      new Set(logs[server].filter((record) => record.direction === direction).map(({ queryId }) => queryId));
    const recorded = {
      requests: [has('consumer', 'request'), has('provider', 'request')],
      all: (['consumer', 'provider'] as const).flatMap((server) => [has(server, 'request'), has(server, 'response')]),
    };
    const called = world.country.provider.calls.map(({ headers }) => String(headers['x-road-id']));
    expect(called.filter((id) => !recorded.requests.every((ids) => ids.has(id)))).to.deep.equal([]);
    expect(answered.filter((id) => !recorded.all.every((ids) => ids.has(id)))).to.deep.equal([]);
    expect(answered.length).to.be.greaterThan(20);
  });

  it('refuses a body that is kept on the disk while it passes, and keeps nothing of it', async () => {
    world.disk('consumer').fill();
    const { status, code } = await world.ask(world.newId(), Buffer.alloc(LARGE_BYTES, 'x'));
    expect([status === 200, code === undefined]).to.deep.equal([false, false]);
    expect(readdirSync(world.disk('consumer').path('spool'))).to.deep.equal([]);
    world.disk('consumer').makeRoom();
    await world.untilHealthy('consumer');
    expect((await world.ask(world.newId(), Buffer.alloc(LARGE_BYTES, 'x'))).status).to.equal(200);
  });

  it('keeps the global configuration that was there, works by it, and takes the next one with room', async () => {
    const disk = world.disk('consumer');
    const names = () => readdirSync(disk.path('globalconf', 'TEST')).toSorted();
    const expiry = (): string => disk.read('globalconf', 'TEST', 'shared-params.xml.metadata').toString();
    const failures = () =>
      world
        .server('consumer')
        .logged('Global configuration could not be downloaded', 'cannot be written (ENOSPC: no space left on device)');
    const earlier = failures();
    disk.fill();
    // The first may have been under way, and have met the disk when it had room for one of its files.
    await until('two downloads have failed', () => failures() >= earlier + 2);
    const before = expiry();
    await setTimeout(2_500);
    expect(expiry()).to.equal(before);
    const kept = expiry();
    await until('nothing else is left', () => names().join() === CONFIGURATION_FILES.join());
    const { steps } = await world.server('consumer').health();
    expect(steps.find(({ name }) => name === 'global-configuration')?.ok).to.equal(true);
    disk.makeRoom();
    await until('the next configuration is there', () => expiry() !== kept);
    await until('nothing else is left', () => names().join() === CONFIGURATION_FILES.join());
  });

  it('keeps a server from starting with a word that says why, and no longer when there is room', async () => {
    const [server, disk] = [world.server('consumer'), world.disk('consumer')];
    expect(await server.stop()).to.equal(0);
    disk.fill();
    const failed = await server.start();
    expect(failed?.exitCode).to.equal(2);
    expect(failed?.said).to.match(/^(database|io)_error: .*(no space left|cannot be written)/m);
    disk.makeRoom();
    expect(await server.start()).to.equal(undefined);
    expect((await world.ask()).status).to.equal(200);
  });

  it('breaks no chain of archives', async () => {
    await until('all is archived', () => archives().length > 0);
    expect(await world.server('consumer').stop()).to.equal(0);
    const { status, stdout } = spawnSync(process.execPath, [DRUM, 'archive', 'verify', ...archives()], {
      encoding: 'utf8',
    });
    expect(status, stdout).to.equal(0);
    expect(await world.server('consumer').start()).to.equal(undefined);
  });

  const archives = (): string[] => {
    const folder = world.disk('consumer').path('archive');
    return readdirSync(folder)
      .filter((name) => name.endsWith('.zip'))
      .map((name) => join(folder, name));
  };
});
