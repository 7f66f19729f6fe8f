import { expect } from 'chai';
import { errorEntry } from '#protocol/errors.ts';
import { until } from '../country/poll.ts';
import type { Fault, Logged } from './fault.ts';
import { GROUPS } from './groups.ts';
import { World } from './world.ts';

const START_MS_MAX = 60_000;
const ROW_MS_MAX = 30_000;
const ERROR_STATUS_MIN = 400;

/**
 * Each row breaks a real process, certificate, configuration or connection of a country of real processes. What it says is
 * what `docs/faults.md` says.
 */
describe('faults of an exchange', function () {
  this.timeout(ROW_MS_MAX);
  let world: World;

  afterEach(() => {
    world.country.provider.reset();
  });

  before(async function () {
    this.timeout(START_MS_MAX);
    world = await World.start();
  });

  after(() => world.stop());

  for (const [number, { title, before: prepare, after: mend, faults }] of GROUPS.entries()) {
    describe(title, () => {
      before(() => prepare?.(world));
      after(() => mend?.(world));

      for (const [index, row] of faults.entries()) {
        it(`${row.fault} (${row.broken}): ${row.code ?? 'succeeds'}`, () =>
          check(world, row, `row-${number}-${index}`));
      }
    });
  }
});

async function check(world: World, row: Fault, id: string): Promise<void> {
  const { country } = world;
  const { clientServer = 'consumer', providerServer = 'provider' } = row;
  const before = {
    client: country.logged(clientServer).at(-1)?.id ?? 0,
    provider: country.logged(providerServer).at(-1)?.id ?? 0,
  };
  const callsBefore = country.provider.calls.length;
  const { status, code } = await row.provoke(world, id);

  expect({ code, status }).to.deep.equal({ code: row.code, status: row.status });
  expect(code === undefined ? undefined : errorEntry(code)?.side, 'side').to.equal(row.side);
  const logged = {
    client: row.logs.client === 'played' ? 'played' : loggedOf(world, clientServer, before.client, id),
    provider: row.logs.provider === 'played' ? 'played' : loggedOf(world, providerServer, before.provider, id),
  };
  expect(logged).to.deep.equal(row.logs);
  const calls = country.provider.calls.slice(callsBefore).filter(({ headers }) => headers['x-road-id'] === id);
  expect(calls.length, 'calls of the provider system').to.equal(row.reached ? 1 : 0);
  if (row.unidentified !== true) await checkMonitoring(world, row, id);
}

function loggedOf({ country }: World, server: string, afterId: number, id: string): Logged {
  const directions = country
    .logged(server, afterId)
    .filter(({ queryId }) => queryId === id)
    .map(({ direction }) => direction);
  if (directions.length === 0) return 'nothing';
  return directions.join(' and ') as Logged;
}

/** The server that reports a fault has an operational record of it. */
async function checkMonitoring({ country }: World, row: Fault, id: string): Promise<void> {
  const { clientServer = 'consumer', providerServer = 'provider' } = row;
  const server = row.logs.client === 'played' ? providerServer : clientServer;
  const rows = await until('an operational record', () => {
    const found = country.operational(server, id);
    return found.length > 0 && found;
  });
  const { code = null, status = 0 } = row;
  expect(rows.map(({ succeeded, faultCode }) => ({ succeeded, faultCode }))).to.deep.equal([
    { succeeded: code === null && status < ERROR_STATUS_MIN ? 1 : 0, faultCode: code },
  ]);
}
