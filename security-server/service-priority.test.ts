import { expect } from 'chai';
import type { CostType } from '#protocol/configuration/parameters.ts';
import { prioritized, type PriorityStrategy } from './service-priority.ts';

const SERVICES: readonly { readonly name: string; readonly costType?: CostType }[] = [
  { name: 'unstated' },
  { name: 'paid', costType: 'PAID' },
  { name: 'free', costType: 'FREE' },
  { name: 'undefined', costType: 'UNDEFINED' },
  { name: 'free too', costType: 'FREE' },
];

describe('The order of trust services', () => {
  for (const [strategy, order] of [
    ['NONE', ['unstated', 'paid', 'free', 'undefined', 'free too']],
    ['ONLY_FREE', ['free', 'free too']],
    ['ONLY_PAID', ['paid']],
    ['FREE_FIRST', ['free', 'free too', 'paid', 'unstated', 'undefined']],
    ['PAID_FIRST', ['paid', 'free', 'free too', 'unstated', 'undefined']],
  ] as const satisfies readonly (readonly [PriorityStrategy, readonly string[]])[]) {
    it(`by ${strategy}`, () => {
      expect(prioritized(SERVICES, strategy).map(({ name }) => name)).to.deep.equal(order);
    });
  }
});
