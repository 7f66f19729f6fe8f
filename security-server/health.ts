import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { CHECK_MS, closeAtOnce, unhurried } from '#config/http-listener.ts';
import { listen } from '#config/listening.ts';
import { asDrumError } from '#protocol/errors.ts';
import { boundConnections } from './exchange/connections.ts';
import type { Metrics } from './monitoring/metrics.ts';

/** One thing that must be in place before messages can be exchanged. */
interface HealthStep {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

export interface Health {
  readonly state: 'ok' | 'failed';
  readonly clock: string;
  readonly steps: readonly HealthStep[];
}

export interface HealthCheck {
  readonly name: string;
  /** Says how it stands, or throws why it does not. */
  readonly check: () => string | Promise<string>;
}

/** Longest time for one check; what takes longer has failed. */
const CHECK_MS_MAX = 5_000;
const CONNECTIONS_MAX = 100;
/** Silence of one who asks, or who does not read the answer: longer than the checks take. */
const IDLE_MS_MAX = 10_000;
const REQUEST_MS_MAX = 5_000;
const LISTENER = {
  maxHeaderSize: 8 * 1024,
  headersTimeout: REQUEST_MS_MAX,
  requestTimeout: REQUEST_MS_MAX,
  connectionsCheckingInterval: CHECK_MS,
} as const;
/** How long an answer stands, so that frequent questions cost nothing (X-Road: 2 s). */
const ANSWER_MS = 2_000;

/** Runs the checks in the order in which a server comes up: the first that fails is the step that is missing. */
export async function healthOf(checks: readonly HealthCheck[], clock: string): Promise<Health> {
  const steps = await Promise.all(
    checks.map(async ({ name, check }): Promise<HealthStep> => {
      try {
        return { name, ok: true, detail: await bounded(Promise.resolve(check())) };
      } catch (error) {
        const { code, message } = asDrumError(error);
        return { name, ok: false, detail: `${code}: ${message}` };
      }
    }),
  );
  return { state: steps.every(({ ok }) => ok) ? 'ok' : 'failed', clock, steps };
}

async function bounded(answer: Promise<string>): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error('no answer in time'));
    }, CHECK_MS_MAX);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Tells the health over HTTP: 200 when messages can be exchanged, else 500; the body says which steps are missing. Metrics
 * are at `/metrics`.
 */
export class HealthService {
  private readonly server: Server;
  private readonly ask: () => Promise<Health>;
  private answer: { readonly health: Promise<Health>; readonly untilMs: number } | undefined;

  constructor(ask: () => Promise<Health>, nowMs: () => number, metrics: Pick<Metrics, 'text' | 'contentType'>) {
    this.ask = ask;
    const answer = (request: IncomingMessage, response: ServerResponse): void => {
      request.resume();
      if (request.url === '/metrics') {
        metrics.text().then(
          (text) => response.writeHead(200, { 'content-type': metrics.contentType }).end(text),
          // Nobody would hear it but the process, which would end.
          () => response.destroy(),
        );
        return;
      }
      if (this.answer === undefined || this.answer.untilMs < nowMs()) {
        this.answer = { health: this.ask(), untilMs: nowMs() + ANSWER_MS };
      }
      void this.answer.health.then((health) => {
        response.writeHead(health.state === 'ok' ? 200 : 500, { 'content-type': 'application/json' });
        response.end(request.method === 'HEAD' ? undefined : `${JSON.stringify(health)}\n`);
      });
    };
    this.server = createServer(LISTENER, unhurried(answer));
    boundConnections(this.server, CONNECTIONS_MAX);
    this.server.timeout = IDLE_MS_MAX;
  }

  async start(address: string, port: number): Promise<void> {
    await listen(this.server, address, port);
  }

  stop(): Promise<void> {
    return closeAtOnce(this.server);
  }
}
