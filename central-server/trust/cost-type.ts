import type { CostType } from '#protocol/configuration/parameters.ts';

/** What the use of a service costs; undefined where nobody has said it. */
export const costTypeOf = (text: string | null): CostType => (text === 'FREE' || text === 'PAID' ? text : 'UNDEFINED');
