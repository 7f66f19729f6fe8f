import { expect } from 'chai';
import { drumError } from '#protocol/errors.ts';
import { freePort } from '../test/free-port.ts';
import { healthOf, HealthService } from './health.ts';

describe('the health of a server', () => {
  const good = { name: 'first', check: () => 'there' };
  const bad = {
    name: 'second',
    check: () => Promise.reject(drumError('token_not_active', 'Token 0 is not logged in')),
  };

  it('is ok when every step is', async () => {
    expect(await healthOf([good], 'system')).to.deep.equal({
      state: 'ok',
      clock: 'system',
      steps: [{ name: 'first', ok: true, detail: 'there' }],
    });
  });

  it('names the step that is missing, with its code', async () => {
    const { state, steps } = await healthOf([good, bad], 'system');
    expect(state).to.equal('failed');
    expect(steps[1]).to.deep.equal({ name: 'second', ok: false, detail: 'token_not_active: Token 0 is not logged in' });
  });

  it('does not tell strangers what an unexpected error says', async () => {
    const leaky = { name: 'leaky', check: () => Promise.reject(new Error('/etc/secret: permission denied')) };
    const { steps } = await healthOf([leaky], 'system');
    expect(steps[0]?.detail).to.equal('internal_error: Internal error');
  });

  it('is told over HTTP with 200 or 500, and asked for anew after two seconds', async () => {
    let nowMs = 0;
    let asked = 0;
    const service = new HealthService(
      () => {
        asked += 1;
        return healthOf(asked === 1 ? [good] : [bad], 'fixed');
      },
      () => nowMs,
      { contentType: 'text/plain', text: () => Promise.resolve('exchanges 7') },
    );
    const port = await freePort();
    await service.start('127.0.0.1', port);
    try {
      const statusOf = async () => (await fetch(`http://127.0.0.1:${port}/`)).status;
      expect(await statusOf()).to.equal(200);
      expect(await statusOf()).to.equal(200);
      nowMs = 2001;
      expect(await statusOf()).to.equal(500);
      expect(asked).to.equal(2);
      expect(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).to.equal('exchanges 7');
    } finally {
      await service.stop();
    }
  });
});
