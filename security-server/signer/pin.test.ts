import { expect } from 'chai';
import { openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { refusalOf } from '../../test/refusal.ts';
import { EC, killed, newKey, PIN, signerProcesses, TOKEN, until } from '../../test/signer-processes.ts';

describe('The PIN of the signer', function () {
  this.timeout(60_000);
  const { folder, log, preparedDirectory, start, startPrepared } = signerProcesses();

  it('that is wrong leaves the signer running, logged out, until the right one comes', async () => {
    const signer = await startPrepared({ pin: { kind: 'held', pin: 'Wrong-Pin-1234' } });
    const [token] = (await signer.client.status()).tokens;
    expect(token).to.include({ id: TOKEN, initialised: true, loggedIn: false, loginFailure: 'pin_incorrect' });
    expect(await refusalOf(() => newKey(signer, 'SIGNING', EC))).to.equal('token_not_active: Token 0 is not logged in');
    expect(await refusalOf(() => signer.client.login(TOKEN, 'wrong-again'))).to.match(/^pin_incorrect: /);
    await signer.client.login(TOKEN, PIN);
    expect((await signer.client.status()).tokens[0])
      .to.include({ loggedIn: true })
      .and.not.have.property('loginFailure');
  });

  it('that is wrong is not tried again when the signer is restarted', async () => {
    const signer = await startPrepared({ pin: { kind: 'held', pin: 'Wrong-Pin-1234' } });
    await killed(signer);
    const [token] = (await signer.client.status()).tokens;
    expect(token).to.include({ loggedIn: false }).and.not.have.property('loginFailure');
  });

  it('is read from a file, without its line end, at every start', async () => {
    const path = join(folder(), 'pin');
    writeFileSync(path, `${PIN}\n`, { mode: 0o600 });
    const signer = await startPrepared({ pin: { kind: 'file', path } });
    expect((await signer.client.status()).tokens[0]?.loggedIn).to.equal(true);
    await killed(signer);
    expect((await signer.client.status()).tokens[0]?.loggedIn).to.equal(true);
  });

  it('in a file that is gone when the signer is restarted keeps it trying until the file is back', async () => {
    const path = join(folder(), 'pin');
    writeFileSync(path, PIN);
    const signer = await startPrepared({ pin: { kind: 'file', path } });
    rmSync(path);
    process.kill(signer.pid ?? 0, 'SIGKILL');
    await until(() =>
      Promise.resolve(log.entries.some(({ message }) => message === 'The signer could not be started again')),
    );
    writeFileSync(path, PIN);
    await until(async () => (await signer.client.status()).tokens[0]?.loggedIn === true);
  });

  it('from a descriptor serves one start; after that someone must log in', async () => {
    const path = join(folder(), 'pin');
    writeFileSync(path, PIN);
    const signer = await startPrepared({ pin: { kind: 'descriptor', descriptor: openSync(path, 'r') } });
    expect((await signer.client.status()).tokens[0]?.loggedIn).to.equal(true);
    await killed(signer);
    expect((await signer.client.status()).tokens[0]?.loggedIn).to.equal(false);
    await signer.client.login(TOKEN, PIN);
    expect((await signer.client.status()).tokens[0]?.loggedIn).to.equal(true);
  });

  it('in a file that is not there stops the start', async () => {
    const path = join(folder(), 'missing');
    expect(await refusalOf(() => start({ pin: { kind: 'file', path } }))).to.equal(
      `file_not_found: The file with the PIN, ${path}, does not exist`,
    );
  });

  it('stands neither in the command line, the environment nor the key configuration', async function () {
    const directory = preparedDirectory();
    const signer = await start({ directory, pin: { kind: 'held', pin: PIN } });
    await newKey(signer, 'SIGNING', EC);
    const places = [join(directory, 'keyconf.json')];
    if (process.platform === 'linux') places.push(`/proc/${signer.pid}/cmdline`, `/proc/${signer.pid}/environ`);
    for (const place of places) expect(readFileSync(place, 'utf8'), place).to.not.include(PIN);
  });

  it('is asked for when the token is not made yet', async () => {
    const signer = await start();
    expect((await signer.client.status()).tokens[0]).to.include({ initialised: false, loggedIn: false });
    expect(await refusalOf(() => signer.client.login(TOKEN, PIN))).to.equal(
      'token_not_initialized: Token 0 has not been made yet',
    );
    expect(await refusalOf(() => signer.client.login('7', PIN))).to.equal('token_not_found: There is no such token');
  });
});
