import { expect } from 'chai';
import { refusalOf } from '../../test/refusal.ts';
import { Turns } from './turns.ts';

describe('Work that takes turns', () => {
  it('runs a few at the same time in their order, lets some wait, and refuses the rest at once', async () => {
    const turns = new Turns(2, 3);
    const begun: number[] = [];
    const gates = Array.from({ length: 6 }, () => Promise.withResolvers<undefined>());
    const taken = gates.map((gate, index) =>
      refusalOf(() =>
        turns.take(() => {
          begun.push(index);
          return gate.promise;
        }),
      ),
    );
    expect(await taken[5]).to.match(/^overloaded: /);
    expect(begun).to.deep.equal([0, 1]);
    gates[1]?.resolve(undefined);
    await taken[1];
    gates[2]?.reject(new Error('fails'));
    await taken[2]?.catch(() => undefined);
    for (const gate of gates) gate.resolve(undefined);
    expect(await Promise.all([taken[0], taken[3], taken[4]])).to.deep.equal(['accepted', 'accepted', 'accepted']);
    expect(begun).to.deep.equal([0, 1, 2, 3, 4]);
    // All turns are free again.
    expect(await Promise.all([1, 2].map((n) => turns.take(() => Promise.resolve(n))))).to.deep.equal([1, 2]);
  });
});
