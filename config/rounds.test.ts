import { expect } from 'chai';
import { Rounds } from './rounds.ts';

/** A round that waits until it is let on. */
function held(): { readonly wait: Promise<void>; readonly letOn: () => void } {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  return {
    wait: promise,
    letOn: () => {
      resolve(undefined);
    },
  };
}

describe('Rounds', () => {
  it('go on until they are stopped, one at a time', async () => {
    const third = held();
    let [underway, most, count] = [0, 0, 0];
    const rounds = new Rounds(async () => {
      underway += 1;
      most = Math.max(most, underway);
      await new Promise(setImmediate);
      underway -= 1;
      count += 1;
      if (count === 3) third.letOn();
      return 0;
    });
    rounds.start();
    await third.wait;
    await rounds.stop();
    const stoppedAt = count;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([most, count]).to.deep.equal([1, stoppedAt]);
  });

  it('are stopped when the one under way has ended, which hears of it', async () => {
    const [begun, end] = [held(), held()];
    const order: string[] = [];
    const rounds: Rounds = new Rounds(async () => {
      rounds.stopping.addEventListener('abort', () => order.push('told'));
      begun.letOn();
      await end.wait;
      order.push('ended');
      return 0;
    });
    rounds.start();
    await begun.wait;
    const stopped = rounds.stop().then(() => order.push('stopped'));
    end.letOn();
    await stopped;
    expect(order).to.deep.equal(['told', 'ended', 'stopped']);
  });

  it('that wait for their first have none when they are stopped before', async () => {
    let count = 0;
    const rounds = new Rounds(() => Promise.resolve((count += 1)));
    rounds.start(5);
    await rounds.stop();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(count).to.equal(0);
  });
});
