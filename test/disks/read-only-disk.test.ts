import { join } from 'node:path';
import { expect } from 'chai';
import { ownProcessesOf } from '../country/descendants.ts';
import { Strace, whyNoStrace } from '../durability/strace.ts';
import { temporaryFolders } from '../temporary.ts';
import { isLeftOut } from '../left-out.ts';
import { CountryOnDisks } from './country-on-disks.ts';
import { diskImage, tmpfs, whyNoDisk, whyNoDiskImage } from './small-disk.ts';

const START_MS_MAX = 120_000;
const TEST_MS_MAX = 60_000;
const DISK_MEBIBYTES = 64;
const REFUSED = 'server.clientproxy.logging_failed';
const DISK_ERROR =
  /^message-log: logging_failed: Database .*messagelog\.sqlite: (the disk reports an error|it can be read but not written)/;

/** A disk that becomes read-only costs the messages that cannot be logged; what was logged stays. */
describe('a read-only disk', function () {
  this.timeout(TEST_MS_MAX);

  describe('for a time', () => {
    if (isLeftOut(whyNoDisk())) return;
    const folder = temporaryFolders();
    let world: CountryOnDisks;

    before(async function () {
      this.timeout(START_MS_MAX);
      world = await CountryOnDisks.start({ consumer: tmpfs(DISK_MEBIBYTES) });
    });
    after(() => world.stop());

    it('keeps a server from starting with a word that says why, and no longer when it can be written', async () => {
      const [server, disk] = [world.server('consumer'), world.disk('consumer')];
      expect(await server.stop()).to.equal(0);
      disk.remount('ro');
      const failed = await server.start();
      expect(failed?.exitCode).to.equal(2);
      expect(failed?.said).to.match(/^file_not_usable: The folder .* is on a file system that is read-only$/m);
      disk.remount('rw');
      expect(await server.start()).to.equal(undefined);
      expect((await world.ask()).status).to.equal(200);
    });

    // The system makes no disk read-only while files are open for writing: each call is refused here as it would be.
    if (isLeftOut(whyNoStrace(), 'NOT TRIED HERE, while a server runs')) return;

    async function whileRefused(call: string, error: string, work: () => Promise<void>): Promise<void> {
      const { pid } = world.server('consumer');
      const tampering = [`${call}:error=${error}`];
      const strace = await Strace.attach([pid, ...ownProcessesOf(pid)], join(folder(), 'trace'), tampering);
      try {
        await work();
      } finally {
        await strace.detach();
      }
    }

    it('makes a running server refuse messages and say why, and it goes on with no restart', async () => {
      const called = world.country.provider.calls.length;
      await whileRefused('pwrite64', 'EROFS', async () => {
        for (let asked = 0; asked < 3; asked += 1) expect((await world.ask()).code).to.equal(REFUSED);
        expect(await world.missing('consumer', 'message-log')).to.match(DISK_ERROR);
      });
      expect(world.country.provider.calls.length).to.equal(called);
      await world.untilHealthy('consumer');
      expect((await world.ask()).status).to.equal(200);
    });

    it('that cannot sync what it has written makes it refuse messages, too', async () => {
      const called = world.country.provider.calls.length;
      await whileRefused('fsync,fdatasync', 'EIO', async () => {
        expect((await world.ask()).code).to.equal(REFUSED);
      });
      expect(world.country.provider.calls.length).to.equal(called);
      await world.untilHealthy('consumer');
      expect((await world.ask()).status).to.equal(200);
    });
  });

  describe('after an error of the disk', () => {
    if (isLeftOut(whyNoDiskImage())) return;
    let world: CountryOnDisks;

    before(async function () {
      this.timeout(START_MS_MAX);
      world = await CountryOnDisks.start({ consumer: diskImage(DISK_MEBIBYTES) });
    });
    after(() => world.stop());

    it('makes a running server refuse messages and say why; on the repaired disk is everything that was logged', async () => {
      const [server, disk] = [world.server('consumer'), world.disk('consumer')];
      const kept = world.newId();
      expect((await world.ask(kept)).status).to.equal(200);
      disk.break();
      const called = world.country.provider.calls.length;
      for (let asked = 0; asked < 3; asked += 1) expect((await world.ask()).code).to.equal(REFUSED);
      expect(world.country.provider.calls.length).to.equal(called);
      expect(await world.missing('consumer', 'message-log')).to.match(DISK_ERROR);
      // It cannot write any more what it would write when it stops, and stops all the same.
      expect(await server.stop()).to.equal(0);
      disk.repair();
      expect(await server.start()).to.equal(undefined);
      expect((await world.ask()).status).to.equal(200);
      expect(await server.stop()).to.equal(0);
      const directions = world.logged('consumer').filter(({ queryId }) => queryId === kept);
      expect(directions.map(({ direction }) => direction)).to.deep.equal(['request', 'response']);
    });
  });
});
