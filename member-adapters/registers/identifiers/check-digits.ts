/** Why a number cannot be an identifier of its kind. */
export type IdentifierFault = 'form' | 'date' | 'future' | 'check-digit';

/** The sum of each digit times its weight; digits beyond the weights do not count. */
export function weightedSum(digits: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, index) => sum + weight * Number(digits.charAt(index)), 0);
}
