import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pkcs11TokensSchema } from '#certs/tokens/pkcs11/declaration.ts';
import { until } from '../../test/country/poll.ts';
import { keptLog } from '../../test/quiet-log.ts';
import { refusalOf } from '../../test/refusal.ts';
import { softHsm, type SoftHsm } from '../../test/softhsm.ts';
import { temporaryFolders } from '../../test/temporary.ts';
import { openSigner, type Signer } from './signer.ts';
import { SOFTWARE_TOKEN } from './software-token-id.ts';

const PIN = 'device-1234';
const SPEC = { kind: 'ec', curve: 'P-256' } as const;
/** How often a token that is away is looked for, and more. */
const BACK_MS_MAX = 30_000;

describe('The devices of a signer', function () {
  this.timeout(60_000);
  const folder = temporaryFolders();
  const log = keptLog();
  let hsm: SoftHsm;
  let signer: Signer;

  beforeEach(() => {
    hsm = softHsm();
    hsm.newToken('one', PIN);
  });
  afterEach(async () => {
    await signer.close();
    hsm.remove();
  });

  const open = async (directory: string, pin?: string): Promise<readonly string[]> => {
    const file = join(directory, 'pin');
    if (pin !== undefined) writeFileSync(file, `${pin}\n`);
    const declared = { id: 'hsm', module: hsm.module, label: 'one', ...(pin === undefined ? {} : { pin: { file } }) };
    signer = await openSigner(directory, pkcs11TokensSchema.parse([declared]), log);
    return signer.logInToDevices();
  };
  const device = async () => (await signer.keys()).tokens.find(({ id }) => id === 'hsm');

  it('are logged in to by the PINs in files, and hold signing keys', async () => {
    const directory = folder();
    expect(await open(directory, PIN)).to.deep.equal([]);
    expect(await device()).to.deep.include({ loggedIn: true, label: 'one', keys: [] });
    const id = await signer.generateKey({ tokenId: 'hsm', label: 'a key', usage: 'SIGNING', spec: SPEC });
    const request = { keyId: id, algorithm: 'SHA256withECDSA', form: 'der', data: Buffer.from('x') } as const;
    expect(await signer.sign(request)).to.have.length.greaterThan(60);
    await signer.close();
    await open(directory, PIN);
    expect((await device())?.keys.map((key) => [key.id, key.label, key.usable])).to.deep.equal([[id, 'a key', true]]);
  });

  it('do not hold authentication keys, which TLS needs in the memory of the server, nor are they made here', async () => {
    await open(folder(), PIN);
    const authentication = { tokenId: 'hsm', label: 'a key', usage: 'AUTHENTICATION', spec: SPEC } as const;
    expect(await refusalOf(() => signer.generateKey(authentication))).to.match(/^wrong_cert_usage: /);
    expect(await refusalOf(() => signer.initialise('hsm', PIN))).to.match(/^wrong_cert_usage: /);
  });

  it('are given a PIN that they refused only once', async () => {
    expect(await open(folder(), 'wrong-1234')).to.deep.equal(['hsm']);
    expect(await device()).to.deep.include({ loggedIn: false });
    expect(await signer.logInToDevices()).to.deep.equal(['hsm']);
    expect((await device())?.device?.pinStatus).to.equal('USER_PIN_COUNT_LOW');
    await signer.login('hsm', PIN);
    expect(await device()).to.deep.include({ loggedIn: true });
  });

  it('are logged in to when they come later than the signer, but not where somebody has logged out', async () => {
    const putBack = hsm.takeAway();
    expect(await open(folder(), PIN)).to.deep.equal([]);
    expect((await device())?.device).to.include({ available: false });
    putBack();
    await until('it is logged in to', async () => (await device())?.loggedIn === true, BACK_MS_MAX);
    await signer.logout('hsm');
    expect(await signer.logInToDevices()).to.deep.equal([]);
    expect(await device()).to.deep.include({ loggedIn: false });
  });

  it('stand beside the software token', async () => {
    await open(folder());
    await signer.initialise(SOFTWARE_TOKEN, 'Software-1234');
    const states = (await signer.keys()).tokens.map(({ id, loggedIn, device: of }) => [id, loggedIn, of?.available]);
    expect(states).to.deep.equal([
      ['0', true, undefined],
      ['hsm', false, true],
    ]);
  });
});
