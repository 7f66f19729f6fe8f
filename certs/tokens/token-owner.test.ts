import { expect } from 'chai';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { refusalOf } from '../../test/refusal.ts';
import { temporaryFolders } from '../../test/temporary.ts';
import { SoftwareToken } from './software-token.ts';

const PIN = 'Secret1234';

describe('the owner of a software token', () => {
  const newFolder = temporaryFolders();

  it('is one alone: another one is refused until the first has closed it, and leaves the files as they are', async () => {
    const folder = newFolder();
    const token = await SoftwareToken.open({ folder, kdfIterations: 50 });
    await token.initialise(PIN);
    // As in the middle of a change of PIN: one who opens the folder would take it for what a crash left, and remove it.
    const half = 'pin.p12.0123abcd.draft';
    writeFileSync(join(folder, half), 'half');
    expect(await refusalOf(() => SoftwareToken.open({ folder }))).to.equal(
      `data_in_use: The folder ${folder} is in use by another process; stop that process first`,
    );
    expect(readdirSync(folder)).to.include(half);
    await token.login(PIN);
    await token.close();
    const again = await SoftwareToken.open({ folder });
    expect(readdirSync(folder)).not.to.include(half);
    await again.login(PIN);
    await again.close();
  });

  it('has nothing of it once it is closed', async () => {
    const token = await SoftwareToken.open({ folder: newFolder(), kdfIterations: 50 });
    await token.initialise(PIN);
    await token.login(PIN);
    const { id } = await token.generateKey({ kind: 'ec', curve: 'P-256' }, '');
    const [under, closed, again] = [token.changePin(PIN, 'another'), token.close(), token.close()];
    await Promise.all([under, closed, again]);
    expect(token.loggedIn).to.equal(false);
    const sign = () => token.sign(id, 'SHA512withECDSA', Buffer.from('x'), 'der');
    expect(await refusalOf(sign)).to.equal('token_not_active: Nobody is logged in to the token');
    for (const change of [() => token.login('another'), () => token.initialise(PIN)]) {
      expect(await refusalOf(change)).to.equal('token_not_available: The token has been closed');
    }
  });
});
