import { expect } from 'chai';
import { killsOf, planOf, TARGETS } from './plan.ts';

const options = { kills: 100, postgres: false };

describe('a plan of disturbances', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(planOf({ ...options, seed: 1 })).to.deep.equal(planOf({ ...options, seed: 1 }));
    expect(planOf({ ...options, seed: 1 })).not.to.deep.equal(planOf({ ...options, seed: 2 }));
  });

  it('has the kills that were asked for, and reaches every process and every kind', () => {
    const plan = planOf({ ...options, seed: 2 });
    expect(plan.reduce((sum, each) => sum + killsOf(each), 0)).to.be.within(100, 101);
    expect(new Set(plan.filter((each) => killsOf(each) > 0).flatMap(({ targets }) => targets))).to.deep.equal(
      new Set(TARGETS),
    );
    expect([...new Set(plan.map(({ kind }) => kind))].toSorted()).to.deep.equal([
      'cut',
      'down',
      'kill',
      'kill all',
      'kill child',
      'kill while starting',
      'pause',
      'pause child',
      'rotate keys',
      'stop',
    ]);
  });

  it('kills the database only where there is one', () => {
    expect(planOf({ ...options, seed: 1, postgres: true }).map(({ kind }) => kind)).to.include('kill database');
  });
});
