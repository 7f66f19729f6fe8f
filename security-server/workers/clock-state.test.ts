import { expect } from 'chai';
import { fixedClock, shiftedClock, systemClock } from '#config/clock.ts';
import { clockAs, clockState } from './clock-state.ts';

describe('A clock on its way to a worker', () => {
  it('is the system’s where it was', () => {
    expect(clockAs(clockState(systemClock))).to.equal(systemClock);
  });

  it('stands where it stood', () => {
    const at = new Date('2026-05-03T10:00:00Z');
    expect(clockAs(clockState(fixedClock(at))).now()).to.deep.equal(at);
  });

  it('runs as far ahead as it ran', () => {
    const arrived = clockAs(clockState(shiftedClock(86_400_000)));
    expect(arrived.kind).to.equal('shifted');
    expect(arrived.now().getTime() - systemClock.now().getTime()).to.be.within(86_390_000, 86_410_000);
  });
});
