import { expect } from 'chai';
import { setImmediate } from 'node:timers/promises';
import { Turns } from './turns.ts';

describe('Turns', () => {
  it('lets a lone exchange go on at once', () => {
    expect(new Turns().take('begins')).to.equal(undefined);
  });

  it('lets four compute in one turn of the event loop, those that go on before those that begin', async () => {
    const turns = new Turns();
    const order: string[] = [];
    const take = async (name: string, urgency: 'begins' | 'goes-on'): Promise<void> => {
      await turns.take(urgency);
      order.push(name);
    };
    const all = ['b1', 'b2', 'b3', 'b4', 'b5', 'b6'].map((name) => take(name, 'begins'));
    all.push(...['g1', 'g2', 'g3'].map((name) => take(name, 'goes-on')));
    await setImmediate();
    const [first, second] = [order.slice(0, 4), order.slice(4)];
    expect(first).to.deep.equal(['b1', 'b2', 'b3', 'b4']);
    expect(second).to.deep.equal(['g1', 'g2', 'g3', 'b5']);
    await setImmediate();
    await Promise.all(all);
    expect(order.at(-1)).to.equal('b6');
  });

  it('has room again in the next turn', async () => {
    const turns = new Turns();
    for (let step = 0; step < 4; step += 1) expect(turns.take('begins')).to.equal(undefined);
    await setImmediate();
    expect(turns.take('begins')).to.equal(undefined);
  });
});
