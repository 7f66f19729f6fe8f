import { expect } from 'chai';
import { Country } from '../country.ts';
import { STARTING } from './starting.ts';

const ROW_MS_MAX = 30_000;

/** Programs that cannot start say so in words, and end. */
describe('faults of starting', function () {
  this.timeout(ROW_MS_MAX);
  let country: Country;

  before(async () => {
    country = await Country.start({
      members: [{ memberClass: 'GOV', memberCode: '1', name: 'Only', subsystems: [{ code: 'only', name: 'Only' }] }],
      securityServers: [{ name: 'only', owner: 'TEST/GOV/1', clients: [{ id: 'TEST/GOV/1/only' }] }],
    });
    await country.startServer('only');
    await country.sandbox.stop();
  });

  after(() => country.stop());

  for (const { fault, broken, command, provoke, exitCode, says } of STARTING) {
    it(`${command}: ${fault} (${broken})`, async () => {
      const ended = await provoke(country);
      const said = ended.said
        .replaceAll(country.sandbox.folders.root, 'FOLDER')
        .replaceAll(country.address('only'), 'ADDRESS');
      expect(said).to.include(says);
      expect(ended.exitCode).to.equal(exitCode);
    });
  }
});
