import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { operationalRows, type OperationalRow } from '../country/logs.ts';
import { until } from '../country/poll.ts';
import { isLeftOut } from '../left-out.ts';
import { CountryOnDisks } from './country-on-disks.ts';
import { tmpfs, whyNoDisk } from './small-disk.ts';

const START_MS_MAX = 120_000;
const TEST_MS_MAX = 60_000;
const DISK_MEBIBYTES = 4;
const DISK = 'monitoring-disk';
const DATABASE = 'monitoring.sqlite';

/** What monitoring cannot store is lost, which the log says; messages are exchanged all the same. */
describe('a full disk of operational monitoring', function () {
  this.timeout(TEST_MS_MAX);
  if (isLeftOut(whyNoDisk())) return;
  let world: CountryOnDisks;

  before(async function () {
    this.timeout(START_MS_MAX);
    const prepare = (folder: string): void => {
      mkdirSync(join(folder, DISK));
      renameSync(join(folder, 'data', DATABASE), join(folder, DISK, DATABASE));
      symlinkSync(join('..', DISK, DATABASE), join(folder, 'data', DATABASE));
    };
    world = await CountryOnDisks.start({ consumer: tmpfs(DISK_MEBIBYTES) }, { other: { folder: DISK, prepare } });
  });
  after(() => world.stop());

  it('lets messages through, is said in the log, and stores again what comes when there is room', async () => {
    world.disk('consumer').fill();
    await until('records are lost', async () => {
      expect((await world.ask()).status).to.equal(200);
      return world.server('consumer').logged('Operational records could not be stored', 'there is no space left') > 0;
    });
    expect((await world.server('consumer').health()).state).to.equal('ok');
    world.disk('consumer').makeRoom();
    const id = world.newId();
    expect((await world.ask(id)).status).to.equal(200);
    await until('the record is stored', () => stored(id).length === 1);
  });

  function stored(id: string): OperationalRow[] {
    const folder = mkdtempSync(join(tmpdir(), 'drum-monitoring-'));
    try {
      const copy = join(folder, DATABASE);
      world.disk('consumer').copyDatabase(DATABASE, copy);
      return operationalRows(copy, id);
    } catch {
      // Copied while it was written: another copy will do.
      return [];
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
});
