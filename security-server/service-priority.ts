import type { CostType } from '#protocol/configuration/parameters.ts';

export type PriorityStrategy = 'NONE' | 'ONLY_FREE' | 'ONLY_PAID' | 'FREE_FIRST' | 'PAID_FIRST';

/** Costs in the order of each strategy (UG-SYSPAR). Services whose cost is not stated count as `UNDEFINED`. */
const COSTS: Readonly<Record<Exclude<PriorityStrategy, 'NONE'>, readonly CostType[]>> = {
  ONLY_FREE: ['FREE'],
  ONLY_PAID: ['PAID'],
  FREE_FIRST: ['FREE', 'PAID', 'UNDEFINED'],
  PAID_FIRST: ['PAID', 'FREE', 'UNDEFINED'],
};

/** Trust services in the order in which they are asked, by what global configuration says of their cost. */
export function prioritized<Service extends { readonly costType?: CostType }>(
  services: readonly Service[],
  strategy: PriorityStrategy,
): Service[] {
  if (strategy === 'NONE') return [...services];
  return COSTS[strategy].flatMap((cost) => services.filter(({ costType = 'UNDEFINED' }) => costType === cost));
}
