import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { fingerprintOf } from '#central-server/backup/signing.ts';
import { describeWithGnupg, gnupgHome, type GnupgHome } from '../../gnupg.ts';
import { temporaryFolders } from '../../temporary.ts';
import { told } from '../admin-api/administered.ts';
import { EmptyServer, initial, PIN } from '../admin-api/empty-server.ts';

const RUN_MS_MAX = 60_000;
const MEMBER_CLASS = { code: 'GOV', description: 'Държавни органи' };

describeWithGnupg('An encrypted backup on a central server that has started empty', function () {
  this.timeout(RUN_MS_MAX);
  let keys: GnupgHome;
  let others: GnupgHome;
  let machine: EmptyServer | undefined;
  before(() => {
    [keys, others] = [gnupgHome(), gnupgHome()];
    for (const home of [keys, others]) home.newKey('backups');
  });
  after(async () => {
    await machine?.end();
    for (const home of [keys, others]) home.remove();
  });
  const folders = temporaryFolders();

  const encrypting = ({ folder }: GnupgHome) => ({
    'center.backup-encryption-enabled': true,
    'center.backup-gpg-home-directory': folder,
  });

  it('is restored with the key that it is for, and with no other', async () => {
    const gone = await EmptyServer.write(folders(), { parameters: encrypting(keys) });
    await gone.start();
    const integrator = await gone.operator('integrator');
    await integrator.api('POST', '/initialization', initial(gone.address));
    await integrator.api('POST', '/member-classes', MEMBER_CLASS);
    const { filename } = (await integrator.api('POST', '/backups')).body as { filename: string };
    expect(filename).to.match(/\.drum\.gpg$/);
    const { bytes: file } = await integrator.raw(`/api/v1/backups/${filename}/download`);
    await gone.end();
    const key = createPublicKey(readFileSync(join(gone.home, 'data', 'backup-signing-key.pem')));
    const wanted = { file, signed_by: fingerprintOf(key), pin: PIN };

    for (const home of [others, keys]) {
      machine = await EmptyServer.write(folders(), { parameters: encrypting(home), port: gone.port });
      await machine.start();
      const first = await machine.operator('first');
      const checked = await first.upload('POST', '/drum/restoration/check', { file }, filename);
      const restored = await first.upload('POST', '/drum/restoration', wanted, filename);
      if (home === others) {
        expect([told(checked), told(restored)]).to.deep.equal([
          [400, 'openpgp_failed'],
          [400, 'openpgp_failed'],
        ]);
        await machine.end();
      } else {
        expect([checked.status, (checked.body as { encrypted: boolean }).encrypted]).to.deep.equal([200, true]);
        expect(restored.status).to.equal(200);
        const again = await machine.operator('integrator');
        expect((await again.api('GET', '/member-classes')).body).to.deep.equal([MEMBER_CLASS]);
      }
    }
  });
});
