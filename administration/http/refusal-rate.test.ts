import { expect } from 'chai';
import type { Clock } from '#config/clock.ts';
import { RefusalRate, type UntoldRefusals } from './refusal-rate.ts';

describe('Refusals of strangers', () => {
  let at: number;
  let told: UntoldRefusals[];
  let rate: RefusalRate;
  beforeEach(() => {
    at = 1_000_000;
    told = [];
    const clock: Clock = { kind: 'shifted', now: () => new Date(at) };
    rate = new RefusalRate(clock, (untold) => {
      told.push(...untold);
      return Promise.resolve();
    });
  });
  const times = (count: number, address: string) =>
    Array.from({ length: count }, () => rate.isTold(address)).filter(Boolean).length;

  it('are told ten by ten in a minute for each address, and the others together when it is over', () => {
    expect([times(25, 'a'), times(3, 'b'), times(11, 'c')]).to.deep.equal([10, 3, 10]);
    expect(told).to.deep.equal([]);
    at += 60_000;
    expect(times(12, 'a')).to.equal(10);
    expect(told).to.deep.equal([
      { address: 'a', count: 15 },
      { address: 'c', count: 1 },
    ]);
  });

  it('are told when the service ends', async () => {
    times(12, 'a');
    await rate.flush();
    await rate.flush();
    expect(told).to.deep.equal([{ address: 'a', count: 2 }]);
  });

  it('of more addresses than are counted share one count', async () => {
    for (let address = 0; address < 10_000; address += 1) rate.isTold(`a${address}`);
    expect(times(6, 'x') + times(6, 'y')).to.equal(10);
    await rate.flush();
    expect(told).to.deep.equal([{ address: undefined, count: 2 }]);
  });
});
