import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { keptLog } from '../../test/quiet-log.ts';
import { refusalOf } from '../../test/refusal.ts';
import { softHsm, type SoftHsm } from '../../test/softhsm.ts';
import { verifyBytes } from '../algorithms.ts';
import { openPkcs11Tokens, type Pkcs11Options, type Pkcs11Token } from './pkcs11-token.ts';
import { pkcs11TokensSchema } from './pkcs11/declaration.ts';
import type { KeySpec } from './token.ts';

const PIN = 'Secret1234';
const EC: KeySpec = { kind: 'ec', curve: 'P-256' };
const RETRY_MS = 20;
const FINAL_TRY = 0x20000;
const LOCKED = 0x40000;
const data = Buffer.from('what is signed');

describe('the states of a PKCS#11 token', () => {
  let hsm: SoftHsm;
  let opened: Pkcs11Token[] = [];

  beforeEach(() => {
    hsm = softHsm();
  });
  afterEach(async () => {
    for (const token of opened) await token.close();
    opened = [];
    hsm.remove();
  });

  async function openAll(declared: readonly object[], options: Partial<Pkcs11Options> = {}): Promise<Pkcs11Token[]> {
    const given = declared.map((token) => ({ id: 'hsm', module: hsm.module, ...token }));
    const tokens = await openPkcs11Tokens(pkcs11TokensSchema.parse(given), {
      log: keptLog(),
      retryMs: RETRY_MS,
      ...options,
    });
    opened.push(...tokens);
    return tokens;
  }

  async function open(declared: object = {}, options: Partial<Pkcs11Options> = {}): Promise<Pkcs11Token> {
    const [token] = await openAll([{ label: 'one', ...declared }], options);
    if (token === undefined) throw new Error('There is no token');
    return token;
  }

  async function loggedIn(declared: object = {}, options: Partial<Pkcs11Options> = {}): Promise<Pkcs11Token> {
    hsm.newToken('one', PIN);
    const token = await open(declared, options);
    await token.login(PIN);
    return token;
  }

  const signs = (token: Pkcs11Token, id: string): Promise<string> =>
    refusalOf(() => token.sign(id, 'SHA512withECDSA', data, 'der'));
  const away = /^token_not_available: The token cannot be used: /;

  describe('while it is away', () => {
    it('are told, its keys are listed as not usable, and once it is back it signs without another login', async () => {
      const log = keptLog();
      let changes = 0;
      const onChange = () => {
        changes += 1;
      };
      const token = await loggedIn({}, { log, onChange });
      const { id, publicKey } = await token.generateKey(EC, 'kept');
      await token.keys();
      const putBack = hsm.takeAway();
      expect(await signs(token, id)).to.match(away);
      expect([token.state.available, token.loggedIn, token.state.reason]).to.deep.equal([
        false,
        false,
        'The token cannot be used: it is in no slot of its module',
      ]);
      expect((await token.keys()).map((key) => [key.id, key.label, key.usable])).to.deep.equal([[id, 'kept', false]]);
      expect((await token.publicKey(id)).equals(publicKey)).to.equal(true);
      for (const action of [() => token.generateKey(EC, ''), () => token.deleteKey(id), () => token.login(PIN)]) {
        expect(await refusalOf(action)).to.match(away);
      }
      putBack();
      await delay(2 * RETRY_MS);
      const signature = await token.sign(id, 'SHA512withECDSA', data, 'der');
      expect(verifyBytes('SHA512withECDSA', publicKey, data, signature, 'der')).to.equal(true);
      expect([token.state.available, token.loggedIn]).to.deep.equal([true, true]);
      expect((await token.keys()).map((key) => key.usable)).to.deep.equal([true]);
      const told = log.entries.filter(({ message }) => message.startsWith('A token can'));
      expect(told.map(({ level, message }) => [level, message])).to.deep.equal([
        ['info', 'A token can be used'],
        ['warn', 'A token cannot be used'],
        ['info', 'A token can be used'],
      ]);
      expect(changes).to.be.greaterThan(3);
      expect(JSON.stringify(log.entries)).not.to.include(PIN);
    });

    it('are noticed though nobody uses it', async () => {
      const token = await loggedIn({}, { refreshMs: RETRY_MS });
      const until = async (available: boolean) => {
        for (let turn = 0; turn < 500 && token.state.available !== available; turn += 1) await delay(RETRY_MS);
        expect([token.state.available, token.loggedIn]).to.deep.equal([available, available]);
      };
      const putBack = hsm.takeAway();
      await until(false);
      putBack();
      await until(true);
    });

    it('stay those of a token that was logged out', async () => {
      const token = await loggedIn();
      const { id } = await token.generateKey(EC, '');
      const putBack = hsm.takeAway();
      await token.refresh();
      await token.logout();
      putBack();
      await delay(2 * RETRY_MS);
      await token.refresh();
      expect([token.state.available, token.loggedIn]).to.deep.equal([true, false]);
      expect(await signs(token, id)).to.equal('token_not_active: Nobody is logged in to the token');
    });

    it('hold for one that was not there at first', async () => {
      const token = await open();
      expect([token.initialised, token.loggedIn, token.label, token.state.available]).to.deep.equal([
        false,
        false,
        'hsm',
        false,
      ]);
      expect(await token.keys()).to.deep.equal([]);
      expect(await refusalOf(() => token.login(PIN))).to.match(away);
      hsm.newToken('one', PIN);
      await delay(2 * RETRY_MS);
      await token.login(PIN);
      expect([token.label, token.loggedIn]).to.deep.equal(['one', true]);
    });

    it('end with its PIN asked for once where that was changed meanwhile', async () => {
      const token = await loggedIn();
      const { id } = await token.generateKey(EC, '');
      expect(await signs(token, id)).to.equal('accepted');
      hsm.elsewhere('one', PIN, 'module.C_SetPIN(session, pin, "another");');
      const putBack = hsm.takeAway();
      expect(await signs(token, id)).to.match(away);
      putBack();
      await delay(2 * RETRY_MS);
      expect(await signs(token, id)).to.equal('token_not_active: Nobody is logged in to the token');
      await token.refresh();
      expect([token.loggedIn, token.state.pinStatus]).to.deep.equal([false, 'USER_PIN_COUNT_LOW']);
      await token.login('another');
      expect([await signs(token, id), token.state.pinStatus]).to.deep.equal(['accepted', 'OK']);
    });

    it('are its own: the module is not started anew while another token works', async () => {
      hsm.newToken('one', PIN);
      hsm.newToken('two', 'Other5678');
      const [one, two] = await openAll([
        { id: 'one', label: 'one' },
        { id: 'two', label: 'two' },
      ]);
      if (one === undefined || two === undefined) throw new Error('There are no tokens');
      await one.login(PIN);
      expect([one.loggedIn, two.loggedIn]).to.deep.equal([true, false]);
      expect(await refusalOf(() => two.login(PIN))).to.equal('pin_incorrect: The PIN is wrong');
      await two.login('Other5678');
      const [first, second] = [await one.generateKey(EC, ''), await two.generateKey(EC, '')];
      expect(await signs(two, first.id)).to.match(/^key_not_found: /);
      const putBack = hsm.takeAway('two');
      expect(await signs(two, second.id)).to.match(away);
      expect([one.state.available, two.state.available]).to.deep.equal([true, false]);
      expect(await signs(one, first.id)).to.equal('accepted');
      putBack();
      await two.close();
      expect(await signs(one, first.id)).to.equal('accepted');
      await one.close();
      await one.close();
      const [again] = await openAll([{ id: 'two', label: 'two' }]);
      await again?.login('Other5678');
      expect((await again?.keys())?.map(({ id }) => id)).to.deep.equal([second.id]);
    });
  });

  describe('of its PIN', () => {
    it('warn after a wrong one', async () => {
      hsm.newToken('one', PIN);
      const token = await open();
      expect(token.state.pinStatus).to.equal('OK');
      expect(await refusalOf(() => token.login('wrong'))).to.equal('pin_incorrect: The PIN is wrong');
      expect(token.state.pinStatus).to.equal('USER_PIN_COUNT_LOW');
      await token.login(PIN);
      expect(token.state.pinStatus).to.equal('OK');
    });

    it('say that one try is left', async () => {
      hsm.newToken('one', PIN);
      hsm.setFlags(FINAL_TRY);
      const token = await open();
      expect(token.state.pinStatus).to.equal('USER_PIN_FINAL_TRY');
      expect(await refusalOf(() => token.login('wrong'))).to.equal(
        'token_pin_final_try: The PIN is wrong; another wrong one locks the token',
      );
      expect(await refusalOf(() => token.login(PIN))).to.equal('accepted');
    });

    it('say that it is locked, and then no PIN is tried', async () => {
      hsm.newToken('one', PIN);
      hsm.setFlags(LOCKED);
      const token = await open();
      expect(token.state.pinStatus).to.equal('USER_PIN_LOCKED');
      for (const pin of [PIN, 'wrong']) {
        expect(await refusalOf(() => token.login(pin))).to.equal('token_pin_locked: The token has locked its PIN');
      }
      expect(token.loggedIn).to.equal(false);
    });

    it('stop the use of a PIN that was changed elsewhere, before it locks the token', async () => {
      const token = await loggedIn({ pinPerSignature: true });
      const { id } = await token.generateKey(EC, '');
      expect(await signs(token, id)).to.equal('accepted');
      hsm.elsewhere('one', PIN, 'module.C_SetPIN(session, pin, "another");');
      // SoftHSM2 looks at a changed PIN only when it is started anew.
      const putBack = hsm.takeAway();
      await token.refresh();
      putBack();
      await delay(2 * RETRY_MS);
      expect(await signs(token, id)).to.equal(
        'token_not_active: The token refused its PIN (CKR_PIN_INCORRECT); log in to it again',
      );
      expect([token.loggedIn, token.state.pinStatus]).to.deep.equal([false, 'USER_PIN_COUNT_LOW']);
      expect(await signs(token, id)).to.equal('token_not_active: Nobody is logged in to the token');
      await token.login('another');
      expect(await signs(token, id)).to.equal('accepted');
    });

    for (const [name, flag] of [
      ['one try is left', FINAL_TRY],
      ['it is locked', LOCKED],
    ] as const) {
      it(`let nobody log in by itself to a token that comes back when ${name}`, async () => {
        const token = await loggedIn();
        const putBack = hsm.takeAway();
        await token.refresh();
        putBack();
        hsm.setFlags(flag);
        await delay(2 * RETRY_MS);
        await token.refresh();
        expect([token.state.available, token.loggedIn]).to.deep.equal([true, false]);
      });
    }

    it('tell that there is none yet', async () => {
      hsm.newToken('one', PIN);
      // Initialising a token anew takes its PIN away.
      hsm.elsewhere(
        'one',
        PIN,
        'module.C_CloseAllSessions(slot); module.C_InitToken(slot, "officer-1234", "one".padEnd(32));',
      );
      const token = await open();
      expect([token.initialised, token.state.pinStatus, token.state.available]).to.deep.equal([
        false,
        'NOT_INITIALIZED',
        true,
      ]);
      const refused = 'token_not_initialized: The token has no PIN yet';
      expect(await refusalOf(() => token.login(PIN))).to.equal(refused);
      expect(await refusalOf(() => token.generateKey(EC, ''))).to.equal(refused);
    });
  });
});
