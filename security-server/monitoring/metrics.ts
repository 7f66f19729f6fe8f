import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** Where an exchange stands (ARCHITECTURE.md, "The life of an exchange"); one side does not have all of them. */
type Stage =
  | 'accept'
  | 'turn'
  | 'body'
  | 'connect'
  | 'sign'
  | 'log-request'
  | 'send'
  | 'read'
  | 'verify'
  | 'provider'
  | 'log-response'
  | 'deliver';
export type ExchangeSide = 'client' | 'provider';

/** Seconds. */
const BUCKETS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60];

/** Tells how long the stages of one exchange take: each lasts from the one before it. */
export interface StageClock {
  /** The stage has ended. */
  lap(stage: Stage): void;
}

/** The server's metrics, in the text form of Prometheus. They name no client, service or message. */
export class Metrics {
  private readonly registry = new Registry();
  private readonly stages: Histogram<'side' | 'stage'>;
  /** Looked up once: each exchange observes a dozen. */
  private readonly observers = new Map<string, { observe(seconds: number): void }>();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    this.stages = new Histogram({
      name: 'drum_exchange_stage_seconds',
      help: 'How long the stages of exchanges took',
      labelNames: ['side', 'stage'],
      buckets: BUCKETS,
      registers: [this.registry],
    });
  }

  /** Starts with the exchange. */
  exchange(side: ExchangeSide): StageClock {
    let since = performance.now();
    return {
      lap: (stage) => {
        const now = performance.now();
        this.observer(side, stage).observe((now - since) / 1000);
        since = now;
      },
    };
  }

  private observer(side: ExchangeSide, stage: Stage) {
    const key = `${side} ${stage}`;
    let observer = this.observers.get(key);
    if (observer === undefined) {
      observer = this.stages.labels({ side, stage });
      this.observers.set(key, observer);
    }
    return observer;
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }

  /** To be added up with those of other processes. */
  async snapshot(): Promise<readonly object[]> {
    return this.registry.getMetricsAsJSON();
  }

  close(): void {
    this.registry.clear();
  }
}
