import { expect } from 'chai';
import type { Clock } from '#config/clock.ts';
import { drumError } from '#protocol/errors.ts';
import type { ManagementRequest } from '#protocol/management/requests.ts';
import { authentication, SERVER } from '../../test/management.ts';
import { keptLog } from '../../test/quiet-log.ts';
import { refusalOf } from '../../test/refusal.ts';
import type { CertificateStatusName } from '../signer/key-configuration.ts';
import type { DeviceStatus, KeyState, SignerState } from '../signer/messages.ts';
import { CertificateRegistration } from './certificate-registration.ts';
import type { TokenState } from './finding.ts';
import { certificateActions, keyActions, tokenActions } from './possible-actions.ts';
import { TokenPins } from './token-pins.ts';

const DEVICE: DeviceStatus = {
  ...{ available: true, readOnly: false, pinStatus: 'OK', rsaSignMechanism: 'CKM_RSA_PKCS' },
};
const AT_HAND: TokenState = { id: '0', label: 'softToken-0', initialised: true, loggedIn: true, keys: [] };
const HSM: TokenState = { ...AT_HAND, id: 'hsm', device: DEVICE };
const { der, sha256Hex } = authentication('ss1').certificate;
const KEY: KeyState = { id: 'a1', label: 'key', publicKey: 'MFkw', certificates: [], requests: [], usable: true };
const entryOf = (status: CertificateStatusName, active = true) => ({
  ...{ certificate: der.toString('base64'), active, status },
});

describe('What can be done with a token', () => {
  for (const [what, token, actions] of [
    ['logged in to', AT_HAND, ['GENERATE_KEY', 'LOGOUT', 'TOKEN_CHANGE_PIN']],
    ['logged out of', { ...AT_HAND, loggedIn: false }, ['LOGIN']],
    ['without a PIN', { ...AT_HAND, initialised: false, loggedIn: false }, []],
    ['a device', HSM, ['GENERATE_KEY', 'LOGOUT']],
    ['a device that cannot be written', { ...HSM, device: { ...DEVICE, readOnly: true } }, ['LOGOUT']],
    ['a device that is away', { ...HSM, device: { ...DEVICE, available: false } }, ['TOKEN_DELETE']],
  ] as const) {
    it(`that is ${what}`, () => {
      expect(tokenActions(token)).to.deep.equal([...actions, 'EDIT_FRIENDLY_NAME']);
    });
  }
});

describe('What can be done with a key', () => {
  const certified = { ...KEY, usage: 'SIGNING' as const, certificates: [entryOf('REGISTERED')] };
  for (const [what, token, key, actions] of [
    ['is for nothing yet', AT_HAND, KEY, ['DELETE', 'GENERATE_AUTH_CSR', 'GENERATE_SIGN_CSR']],
    ['signs', AT_HAND, { ...KEY, usage: 'SIGNING' }, ['DELETE', 'GENERATE_SIGN_CSR']],
    ['authenticates', AT_HAND, { ...KEY, usage: 'AUTHENTICATION' }, ['DELETE', 'GENERATE_AUTH_CSR']],
    ['has a certificate', AT_HAND, certified, ['DELETE']],
    ['is on a device', HSM, KEY, ['DELETE', 'GENERATE_SIGN_CSR']],
    ['is on a token that is logged out of', { ...AT_HAND, loggedIn: false }, KEY, []],
    ['was lost', AT_HAND, { ...KEY, usable: false }, ['DELETE']],
  ] as const) {
    it(`that ${what}`, () => {
      expect(keyActions({ token, key })).to.deep.equal([...actions, 'EDIT_FRIENDLY_NAME']);
    });
  }
});

describe('What can be done with a certificate', () => {
  for (const [status, ofAuthentication, ofSigning] of [
    ['SAVED', ['DELETE', 'REGISTER', 'DISABLE'], ['DELETE', 'DISABLE']],
    ['REGISTRATION_IN_PROGRESS', ['UNREGISTER', 'DISABLE'], ['DELETE', 'DISABLE']],
    ['REGISTERED', ['UNREGISTER', 'DISABLE'], ['DELETE', 'DISABLE']],
    ['DELETION_IN_PROGRESS', ['DELETE', 'DISABLE'], ['DELETE', 'DISABLE']],
    ['GLOBAL_ERROR', ['DELETE', 'DISABLE'], ['DELETE', 'DISABLE']],
  ] as const) {
    it(`that is ${status}`, () => {
      const actionsOf = (usage: 'AUTHENTICATION' | 'SIGNING') =>
        certificateActions({ key: { ...KEY, usage }, entry: entryOf(status) });
      expect(actionsOf('AUTHENTICATION')).to.deep.equal(ofAuthentication);
      expect(actionsOf('SIGNING')).to.deep.equal(ofSigning);
    });
  }

  it('that may not be used: it may be let', () => {
    const key = { ...KEY, usage: 'SIGNING' as const };
    expect(certificateActions({ key, entry: entryOf('REGISTERED', false) })).to.deep.equal(['DELETE', 'ACTIVATE']);
  });
});

describe('The registration of authentication certificates', () => {
  const asked = (before: CertificateStatusName, send: (request: ManagementRequest) => number) => {
    let entry = entryOf(before);
    const state = (): SignerState => ({
      ...{ pid: 1, tokens: [{ ...AT_HAND, keys: [{ ...KEY, usage: 'AUTHENTICATION', certificates: [entry] }] }] },
    });
    const registration = new CertificateRegistration({
      serverId: SERVER,
      signer: {
        keys: () => Promise.resolve(state()),
        changeCertificate: ({ status }) => {
          entry = { ...entry, status: status ?? entry.status };
          return Promise.resolve();
        },
      },
      send: (request) => Promise.resolve().then(() => send(request)),
    });
    return { registration, status: () => entry.status };
  };

  it('is asked for once, with the address of the server', async () => {
    const sent: ManagementRequest[] = [];
    const { registration, status } = asked('SAVED', (request) => sent.push(request));
    expect(await registration.register(sha256Hex, 'ss1.example.bg')).to.equal(1);
    expect(sent[0]).to.deep.include({ kind: 'authCertReg', server: SERVER, address: 'ss1.example.bg', dryRun: false });
    expect(status()).to.equal('REGISTRATION_IN_PROGRESS');
    expect(await refusalOf(() => registration.register(sha256Hex, 'x'))).to.match(/^action_not_possible: /);
    expect(await refusalOf(() => registration.register('00', 'x'))).to.match(/^certificate_not_found: /);
  });

  it('is ended at the central server, which tells the number of the request', async () => {
    const sent: string[] = [];
    const { registration, status } = asked('REGISTERED', ({ kind }) => 6 + sent.push(kind));
    expect(await registration.unregister(sha256Hex.toUpperCase())).to.equal(7);
    expect([sent, status()]).to.deep.equal([['authCertDeletion'], 'DELETION_IN_PROGRESS']);
  });

  it('stays as it is where the central server cannot be asked, until it is given up here', async () => {
    const { registration, status } = asked('REGISTERED', () => {
      throw drumError('management_request_sending_failed', 'network_error: nobody answers');
    });
    expect(await refusalOf(() => registration.unregister(sha256Hex))).to.match(/^management_request_sending_failed: /);
    expect(status()).to.equal('REGISTERED');
    await registration.markForDeletion(sha256Hex);
    expect(status()).to.equal('DELETION_IN_PROGRESS');
  });
});

describe('The PINs of a signer’s tokens', () => {
  const RIGHT = 'Right-Pin-1234';

  function pinsOf(token: TokenState, enforcePolicy = false) {
    let now = new Date('2026-11-29T12:00:00Z');
    const clock: Clock = { kind: 'system', now: () => now };
    let loggedIn = false;
    const enter = (pin: string): Promise<void> => {
      if (pin !== RIGHT) return Promise.reject(drumError('pin_incorrect', 'The PIN is wrong'));
      loggedIn = true;
      return Promise.resolve();
    };
    const state = (): TokenState => ({ ...token, loggedIn });
    const pins = new TokenPins({
      signer: {
        keys: () => Promise.resolve({ pid: 1, tokens: [state()] }),
        login: (_id, pin) => enter(pin),
        logout: () => {
          loggedIn = false;
          return Promise.resolve();
        },
        changePin: (_id, oldPin) => enter(oldPin),
        initialise: (_id, pin) => enter(pin),
      },
      ...{ enforcePolicy, clock, log: keptLog() },
    });
    const tried = async (pin: string) => (await refusalOf(() => pins.logIn(token.id, pin))).split(':')[0];
    const goOn = (minutes: number): void => {
      now = new Date(now.getTime() + minutes * 60_000 + 1_000);
    };
    return { pins, tried, goOn, status: () => pins.status(state()) };
  }

  it('are counted here for the software token, and none is tried for a while after five wrong ones', async () => {
    const { pins, tried, goOn, status } = pinsOf(AT_HAND);
    for (let wrong = 1; wrong <= 4; wrong += 1) expect(await tried('wrong')).to.equal('pin_incorrect');
    expect(status()).to.equal('USER_PIN_FINAL_TRY');
    expect(await tried('wrong')).to.equal('token_pin_locked');
    expect(await tried(RIGHT)).to.equal('token_pin_locked');
    expect(status()).to.equal('USER_PIN_LOCKED');
    goOn(15);
    await pins.logIn('0', RIGHT);
    expect(status()).to.equal('OK');
  });

  it('count as wrong where they are to be changed, too', async () => {
    const { pins, tried } = pinsOf(AT_HAND);
    await pins.logIn('0', RIGHT);
    for (let wrong = 1; wrong <= 5; wrong += 1) await refusalOf(() => pins.change('0', 'wrong', 'other'));
    await pins.logOut('0');
    expect(await tried(RIGHT)).to.equal('token_pin_locked');
  });

  it('are counted by devices themselves', async () => {
    const { tried } = pinsOf(HSM);
    for (let wrong = 1; wrong <= 9; wrong += 1) expect(await tried('wrong')).to.equal('pin_incorrect');
    const locked = pinsOf({ ...HSM, device: { ...DEVICE, pinStatus: 'USER_PIN_LOCKED' } });
    expect(await locked.tried(RIGHT)).to.equal('token_pin_locked');
  });

  it('keep the policy where they are chosen, and it is enforced', async () => {
    const { pins } = pinsOf({ ...AT_HAND, initialised: false }, true);
    const refused = async (pin: string) => (await refusalOf(() => pins.initialiseSoftwareToken(pin))).split(':')[0];
    expect(await refused('short')).to.equal('token_weak_pin');
    expect(await refused('Достатъчно-дълъг-1')).to.equal('invalid_characters_pin');
    await pins.initialiseSoftwareToken(RIGHT);
  });
});
