import type { ServerPlace } from './country.ts';

const HEALTH_PORT = 5588;
const STAGE = /^drum_exchange_stage_seconds_(sum|count)\{side="([a-z]+)",stage="([a-z-]+)"\} (\S+)$/gm;

/** Sums since the server's start, by side and stage. */
export type StageSums = ReadonlyMap<string, { readonly seconds: number; readonly exchanges: number }>;

/** Asks both servers for their metrics. */
export async function stagesOf(servers: readonly ServerPlace[]): Promise<StageSums> {
  const sums = new Map<string, { seconds: number; exchanges: number }>();
  for (const { address } of servers) {
    const text = await (await fetch(`http://${address}:${HEALTH_PORT}/metrics`)).text();
    for (const [, kind, side = '', stage = '', value] of text.matchAll(STAGE)) {
      const key = `${side} ${stage}`;
      const sum = sums.get(key) ?? { seconds: 0, exchanges: 0 };
      if (kind === 'sum') sum.seconds += Number(value);
      else sum.exchanges += Number(value);
      sums.set(key, sum);
    }
  }
  return sums;
}

/** Mean milliseconds of each stage between two askings. */
export function stageMilliseconds(before: StageSums, after: StageSums): Record<string, number> {
  const means: Record<string, number> = {};
  for (const [key, { seconds, exchanges }] of after) {
    const earlier = before.get(key) ?? { seconds: 0, exchanges: 0 };
    const count = exchanges - earlier.exchanges;
    if (count > 0) means[key] = ((seconds - earlier.seconds) * 1000) / count;
  }
  return means;
}
