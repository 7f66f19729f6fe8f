import type { ServerPlace } from './country.ts';

const HEALTH_PORT = 5588;
const STAGE = /^drum_exchange_stage_seconds_(sum|count)\{side="([a-z]+)",stage="([a-z-]+)"\} (\S+)$/gm;
/** How often Node.js looks how late the event loop is (prom-client's setting): what it tells begins with that. */
const LOOKING_MS = 10;
const EVENT_LOOP = /^nodejs_eventloop_lag_(p50|p99)_seconds (\S+)$/gm;

/** What the servers tell of themselves. */
export interface ServerMetrics {
  /** Sums since the server's start, by side and stage. */
  readonly stages: ReadonlyMap<string, { readonly seconds: number; readonly exchanges: number }>;
  /** How late the event loop was since it was last asked, by server and percentile. */
  readonly eventLoopDelayMilliseconds: Readonly<Record<string, number>>;
}

export async function metricsOf(servers: readonly ServerPlace[]): Promise<ServerMetrics> {
  const stages = new Map<string, { seconds: number; exchanges: number }>();
  const delays: Record<string, number> = {};
  for (const { name, address } of servers) {
    const text = await (await fetch(`http://${address}:${HEALTH_PORT}/metrics`)).text();
    for (const [, kind, side = '', stage = '', value] of text.matchAll(STAGE)) {
      const key = `${side} ${stage}`;
      const sum = stages.get(key) ?? { seconds: 0, exchanges: 0 };
      if (kind === 'sum') sum.seconds += Number(value);
      else sum.exchanges += Number(value);
      stages.set(key, sum);
    }
    for (const [, percentile = '', value] of text.matchAll(EVENT_LOOP)) {
      delays[`${name} ${percentile}`] = Math.max(0, Number(value) * 1000 - LOOKING_MS);
    }
  }
  return { stages, eventLoopDelayMilliseconds: delays };
}

/** Mean milliseconds of each stage between two askings. */
export function stageMilliseconds(before: ServerMetrics, after: ServerMetrics): Record<string, number> {
  const means: Record<string, number> = {};
  for (const [key, { seconds, exchanges }] of after.stages) {
    const earlier = before.stages.get(key) ?? { seconds: 0, exchanges: 0 };
    const count = exchanges - earlier.exchanges;
    if (count > 0) means[key] = ((seconds - earlier.seconds) * 1000) / count;
  }
  return means;
}
