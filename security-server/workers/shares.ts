import type { Parameters } from '#config/parameters.ts';

/** Limits of the server as a whole: whatever its workers, together they take no more. */
const SHARED = [
  'proxy.max-connections',
  'proxy.max-exchanges',
  'proxy.max-exchanges-per-service',
  'proxy.spool-max',
] as const;

/** The parameters of one of `workers` workers. A share is rounded up, so that nobody's is nothing. */
export function shareOf(parameters: Parameters, workers: number): Parameters {
  const shares = SHARED.map((name) => [name, Math.ceil(parameters[name] / workers)]);
  return { ...parameters, ...(Object.fromEntries(shares) as Pick<Parameters, (typeof SHARED)[number]>) };
}
