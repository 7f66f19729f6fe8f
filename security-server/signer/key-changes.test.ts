import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { readCertificateRequest } from '#certs/csr.ts';
import type { MemberId } from '#protocol/identifiers/identifier.ts';
import { keptLog } from '../../test/quiet-log.ts';
import { refusalOf } from '../../test/refusal.ts';
import { temporaryFolders } from '../../test/temporary.ts';
import type { KeyUsage } from './key-configuration.ts';
import { operate } from './operations.ts';
import { OPERATIONS, writePinChange } from './messages.ts';
import { requestCertificate } from './provision.ts';
import { openSigner, SOFTWARE_TOKEN, type Signer } from './signer.ts';

const PIN = 'first-pin';
const SPEC = { kind: 'ec', curve: 'P-256' } as const;
const PROFILE = 'ee.ria.xroad.common.certificateprofile.impl.EjbcaCertificateProfileInfoProvider';
const MEMBER: MemberId = { type: 'MEMBER', instance: 'BG', memberClass: 'GOV', memberCode: '1001' };
const SERVER = { ...MEMBER, type: 'SERVER', serverCode: 'ss1' } as const;

describe('What is changed about the keys of a signer', function () {
  this.timeout(30_000);
  const folder = temporaryFolders();
  let directory: string;
  let signer: Signer;

  beforeEach(async () => {
    directory = folder();
    signer = await openSigner(directory, [], keptLog());
    await signer.initialise(SOFTWARE_TOKEN, PIN);
  });
  afterEach(() => signer.close());

  const again = async (): Promise<void> => {
    await signer.close();
    signer = await openSigner(directory, [], keptLog());
  };
  const token = async (id = SOFTWARE_TOKEN) => (await signer.keys()).tokens.find((each) => each.id === id);
  const key = async () => (await token())?.keys[0];
  const newKey = () => signer.generateKey({ tokenId: SOFTWARE_TOKEN, label: 'a label', spec: SPEC });
  const requested = (keyId: string, usage: KeyUsage) =>
    requestCertificate(signer, {
      ...{ keyId, usage, spec: SPEC, label: '', profile: PROFILE },
      parameters: { member: MEMBER, memberName: 'Столична община', server: SERVER },
    });

  it('token and keys are called what somebody calls them, also after a restart', async () => {
    const id = await newKey();
    await signer.nameToken(SOFTWARE_TOKEN, 'файлове');
    await signer.nameKey(id, 'подпис');
    await again();
    expect(await token()).to.include({ label: 'softToken-0', friendlyName: 'файлове' });
    expect(await key()).to.include({ label: 'a label', friendlyName: 'подпис' });
    expect(await refusalOf(() => signer.nameKey('none', 'x'))).to.match(/^key_not_found: /);
    expect(await refusalOf(() => signer.nameToken('none', 'x'))).to.match(/^token_not_found: /);
  });

  it('a token is named before it has keys', async () => {
    await signer.nameToken(SOFTWARE_TOKEN, 'файлове');
    expect(await token()).to.deep.include({ friendlyName: 'файлове', keys: [] });
  });

  it('a key is for what its first request asks, which is kept as it was sent, until nothing is left of it', async () => {
    const id = await newKey();
    expect(await key()).to.not.have.property('usage');
    const first = await requested(id, 'SIGNING');
    const second = await requested(id, 'SIGNING');
    await again();
    await signer.login(SOFTWARE_TOKEN, PIN);
    expect(await key()).to.include({ usage: 'SIGNING' });
    const kept = (await key())?.requests.find((each) => each.id === first.requestId)?.request ?? '';
    expect(Buffer.from(kept, 'base64').equals(first.request)).to.equal(true);
    expect(readCertificateRequest(Buffer.from(kept, 'base64')).subject.get('CN')).to.equal('1001');
    expect(await refusalOf(() => requested(id, 'AUTHENTICATION'))).to.match(/^wrong_cert_usage: /);
    await signer.deleteRequest(first.requestId);
    expect(await key()).to.include({ usage: 'SIGNING' });
    await signer.deleteRequest(second.requestId);
    expect(await key())
      .to.deep.include({ requests: [] })
      .and.not.have.property('usage');
    expect(await refusalOf(() => signer.deleteRequest(second.requestId))).to.match(/^csr_not_found: /);
    await requested(id, 'AUTHENTICATION');
    expect(await key()).to.include({ usage: 'AUTHENTICATION' });
  });

  it('the PIN is another one from then on, and nothing but the PIN has changed', async () => {
    const id = await newKey();
    const change = (oldPin: string, newPin: string) =>
      operate(signer, OPERATIONS.changePin, Buffer.concat(writePinChange(SOFTWARE_TOKEN, oldPin, newPin)));
    expect(await refusalOf(() => change('wrong', 'other-pin'))).to.match(/^pin_incorrect: /);
    await change(PIN, 'other-pin');
    expect(await token()).to.include({ loggedIn: true });
    await again();
    expect(await refusalOf(() => signer.login(SOFTWARE_TOKEN, PIN))).to.match(/^pin_incorrect: /);
    await signer.login(SOFTWARE_TOKEN, 'other-pin');
    expect(await key()).to.include({ id, usable: true });
  });

  it('a token that is no more declared is shown as away, until it is forgotten; one at hand is not forgotten', async () => {
    await newKey();
    const file = join(directory, 'keyconf.json');
    const configuration = JSON.parse(readFileSync(file, 'utf8')) as { tokens: object[] };
    configuration.tokens.push({ id: 'hsm', label: 'old device', keys: [] });
    writeFileSync(file, JSON.stringify(configuration));
    await again();
    expect(await token('hsm')).to.deep.include({ label: 'old device', loggedIn: false, undeclared: true });
    const status = JSON.parse((await operate(signer, OPERATIONS.status, Buffer.alloc(0))).toString()) as {
      tokens: object[];
    };
    expect(status.tokens).to.have.lengthOf(1);
    await signer.forgetToken('hsm');
    expect(await token('hsm')).to.equal(undefined);
    expect(await refusalOf(() => signer.forgetToken('hsm'))).to.match(/^token_not_found: /);
    expect(await refusalOf(() => signer.forgetToken(SOFTWARE_TOKEN))).to.match(/^token_not_available: /);
    expect(await key()).to.include({ label: 'a label' });
  });
});
