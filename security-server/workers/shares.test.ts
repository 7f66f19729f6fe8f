import { expect } from 'chai';
import { readParameters } from '#config/parameters.ts';
import { shareOf } from './shares.ts';

describe('A worker’s share of the limits', () => {
  const parameters = readParameters({
    'proxy.max-exchanges': 10,
    'proxy.max-connections': 3,
    'proxy.max-body-size': 9,
  });

  it('is its part of what the server takes at once, rounded up', () => {
    const share = shareOf(parameters, 4);
    expect([share['proxy.max-exchanges'], share['proxy.max-connections']]).to.deep.equal([3, 1]);
  });

  it('is no part of what holds for one message', () => {
    expect(shareOf(parameters, 4)['proxy.max-body-size']).to.equal(9);
  });
});
