import { expect } from 'chai';
import { SoftwareToken } from '#certs/tokens/software-token.ts';
import { systemClock, type Clock } from '#config/clock.ts';
import { keptLog } from '../../test/quiet-log.ts';
import { refusalOf } from '../../test/refusal.ts';
import { temporaryFolders } from '../../test/temporary.ts';
import { Tokens, type PinStatus } from './tokens.ts';

const PIN = 'Secret1234';
const MINUTE_MS = 60_000;

/** A clock that a test puts forward. */
class TestClock implements Clock {
  readonly kind = 'shifted';
  aheadMs = 0;
  now(): Date {
    return new Date(systemClock.now().getTime() + this.aheadMs);
  }
}

describe('The tokens of a central server', () => {
  const folders = temporaryFolders();
  const log = keptLog();
  const clock = new TestClock();
  let deviceStatus: PinStatus = 'OK';
  let tokens: Tokens;

  async function token(id: string): Promise<SoftwareToken> {
    const made = await SoftwareToken.open({ folder: folders(), id, kdfIterations: 50 });
    await made.initialise(PIN);
    return made;
  }

  beforeEach(async () => {
    deviceStatus = 'OK';
    const device = { token: await token('1'), serialNumber: '42', pinStatus: () => deviceStatus };
    tokens = new Tokens({ software: await token('0'), others: [device], clock, log });
  });
  afterEach(() => tokens.close());

  const attempt = (id: string, pin: string): Promise<string> => refusalOf(() => tokens.logIn(id, pin));
  const status = (id: string): PinStatus => tokens.pinStatus(tokens.held(id));

  async function guess(times: number): Promise<void> {
    for (let wrong = 0; wrong < times; wrong += 1) await attempt('0', 'wrong');
  }

  it('are known by their ids', async () => {
    expect(tokens.token('0')).to.equal(tokens.software);
    expect(tokens.held('1').serialNumber).to.equal('42');
    expect(await attempt('2', PIN)).to.equal('token_not_found: There is no token "2"');
    await tokens.logIn('1', PIN);
    expect(tokens.all.map((held) => held.token.loggedIn)).to.deep.equal([false, true]);
  });

  it('lock after wrong PINs in a row, and are tried again when the time is over', async () => {
    await guess(4);
    expect(status('0')).to.equal('USER_PIN_FINAL_TRY');
    await guess(1);
    expect(status('0')).to.equal('USER_PIN_LOCKED');
    expect(await attempt('0', PIN)).to.match(/^token_pin_locked: /);
    clock.aheadMs += 16 * MINUTE_MS;
    expect(status('0')).to.equal('OK');
    await tokens.logIn('0', PIN);
    expect(tokens.software.loggedIn).to.equal(true);
  });

  it('forget wrong PINs with the right one', async () => {
    await guess(4);
    await tokens.logIn('0', PIN);
    expect(status('0')).to.equal('OK');
    await tokens.logOut('0');
    await guess(1);
    expect(status('0')).to.equal('USER_PIN_INCORRECT');
  });

  it('leave the counting to a device that counts itself', async () => {
    deviceStatus = 'USER_PIN_FINAL_TRY';
    expect(await attempt('1', 'wrong')).to.match(/^token_pin_final_try: /);
    deviceStatus = 'USER_PIN_LOCKED';
    expect(await attempt('1', PIN)).to.match(/^token_pin_locked: /);
    expect(status('0')).to.equal('OK');
  });

  for (const [what, pin] of [
    ['too long', 'x'.repeat(40_000)],
    ['empty', ''],
    ['of other characters', 'тайна\u{1F511}\ud800'],
  ] as const) {
    it(`count a PIN that is ${what} as a wrong one`, async () => {
      expect(await attempt('0', pin)).to.match(/^token_activation_failed: /);
      expect(status('0')).to.equal('USER_PIN_INCORRECT');
    });
  }

  it('never tell a PIN to the log', async () => {
    await attempt('0', 'a wrong secret');
    await tokens.logIn('0', PIN);
    expect(JSON.stringify(log.entries)).not.to.match(/a wrong secret|Secret1234/);
  });
});
