import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { systemClock } from '#config/clock.ts';
import { anchorFingerprint } from '#protocol/configuration/anchor.ts';
import { readSignedDirectory } from '#protocol/configuration/signed-directory.ts';
import { Country, memberWith } from '../country.ts';
import { until } from '../country/poll.ts';

const CONSUMER = 'TEST/MUN/1/is';
const SERVICE = 'TEST/GOV/1/registry/rest';
const START_MS_MAX = 120_000;

/** A published key signs when the configuration that does not know it is over: validity and interval. */
const VALID_SECONDS = 8;
const QUICK = { 'center.configuration-expire-interval': VALID_SECONDS, 'center.configuration-generation-interval': 1 };

describe('security servers, while their central server changes its signing keys', function () {
  this.timeout(START_MS_MAX);
  let country: Country;

  before(async () => {
    country = await Country.start({
      members: [memberWith('GOV', 'registry'), memberWith('MUN', 'is')],
      centralServer: { parameters: QUICK },
      securityServers: [
        {
          name: 'provider',
          owner: 'TEST/GOV/1',
          clients: [
            {
              id: 'TEST/GOV/1/registry',
              services: [{ code: 'rest', type: 'REST', accessRights: [{ client: CONSUMER }] }],
            },
          ],
        },
        { name: 'consumer', owner: 'TEST/MUN/1', clients: [{ id: CONSUMER }] },
        { name: 'newcomer', owner: 'TEST/MUN/1', clients: [] },
      ],
    });
    await country.startServers('provider', 'consumer');
  });

  after(() => country.stop());

  async function signer(): Promise<string> {
    const { address, port } = country.ecosystem.centralServer;
    const answer = await fetch(`http://${address}:${port}/internalconf?version=6`);
    return readSignedDirectory(new Uint8Array(await answer.arrayBuffer())).certificateHash.value.toString('hex');
  }

  /** The central server with these keys, as its operator changes them: by its file, and a start. */
  async function declareKeys(internal: object): Promise<void> {
    country.ecosystem.centralServer.settings = { signingKeys: { internal, external: { active: 'first' } } };
    await country.restartCentralServer();
  }

  const followsFrom = (name: string, at: Date): Promise<boolean> =>
    until(
      `${name} follows`,
      () => country.configurationExpiresAt(name).getTime() > at.getTime() + VALID_SECONDS * 1_000,
      30_000,
    );

  async function ask(): Promise<string> {
    const { status, code } = await country.ask('consumer', { service: SERVICE, client: CONSUMER });
    return `${status} ${code ?? ''}`.trim();
  }

  const anchorOf = (name: string): string => join(country.folder(name), 'anchor.xml');

  for (const [old, next] of [
    ['first', 'second'],
    ['second', 'third'],
  ] as const) {
    it(`follow from the ${old} to the ${next} with the anchor of the first, running or starting again`, async () => {
      const before = await signer();
      await declareKeys({ active: old, others: [next] });
      expect(await signer()).to.equal(before);
      for (const name of ['provider', 'consumer']) await followsFrom(name, systemClock.now());
      // It knows the next key from what it keeps, and sees nothing of the change.
      await country.endServer('provider');
      await declareKeys({ active: next, others: [old] });
      await until('the next key signs', async () => (await signer()) !== before, 30_000);
      await declareKeys({ active: next });
      const changed = systemClock.now();
      await country.startServers('provider');
      for (const name of ['provider', 'consumer']) await followsFrom(name, changed);
      expect(await ask()).to.equal('200');
    });
  }

  it('still have the anchor that they were set up with', () => {
    const current = join(country.sandbox.folders.centralServer, 'data', 'anchor-internal.xml');
    for (const name of ['provider', 'consumer']) {
      expect(anchorFingerprint(readFileSync(anchorOf(name)))).not.to.equal(anchorFingerprint(readFileSync(current)));
    }
  });

  it('need another anchor when they are new', async () => {
    copyFileSync(anchorOf('consumer'), anchorOf('newcomer'));
    const { health, missing } = await country.startServer('newcomer');
    expect(health).not.to.equal('ok');
    expect(JSON.stringify(missing)).to.contain(
      'There is no global configuration yet: No certificate of this source has',
    );
    expect(readFileSync(join(country.folder('newcomer'), 'log.jsonl'), 'utf8')).to.contain(
      'global_conf_missing_verification_cert',
    );
    expect(existsSync(join(country.folder('newcomer'), 'data', 'globalconf', 'TEST'))).to.equal(false);
  });
});
