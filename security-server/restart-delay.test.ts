import { expect } from 'chai';
import { RestartDelay } from './restart-delay.ts';

describe('The delay of a restart', () => {
  it('doubles up to ten seconds', () => {
    const delay = new RestartDelay();
    const delays = Array.from({ length: 9 }, () => delay.next());
    expect(delays).to.deep.equal([100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]);
  });

  it('is short again after a process that has lasted', () => {
    const delay = new RestartDelay();
    delay.next();
    delay.lived(60_000);
    expect(delay.next()).to.equal(200);
    delay.lived(60_001);
    expect(delay.next()).to.equal(100);
  });
});
