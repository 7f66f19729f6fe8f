import { clientOfService, sameIdentifier } from '#protocol/identifiers/compare.ts';
import type { ClientId, ServiceId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import type { HealthData, ServiceHealth } from '#protocol/monitoring/health-data.ts';
import type { OperationalRecord } from './operational-record.ts';
import { SlidingWindow } from './sliding-window.ts';

/** Anybody may ask for services that there are not: those that were asked for longest ago are forgotten first. */
const SERVICES_MAX = 1_000;

interface Statistics {
  readonly service: ServiceId;
  serviceType: string | undefined;
  lastSuccessAt: number | undefined;
  lastFailureAt: number | undefined;
  readonly failures: SlidingWindow;
  readonly successes: SlidingWindow;
  readonly requestSize: SlidingWindow;
  readonly responseSize: SlidingWindow;
}

export interface HealthStatisticsOptions {
  readonly periodSeconds: number;
  readonly nowMs: () => number;
}

/** How the services of this server do: of each the last period's requests, added up in memory (PR-OPMON §3). */
export class HealthStatistics {
  private readonly options: HealthStatisticsOptions;
  private readonly startedAt: number;
  private readonly services = new Map<string, Statistics>();

  constructor(options: HealthStatisticsOptions) {
    this.options = options;
    this.startedAt = options.nowMs();
  }

  record(record: OperationalRecord): void {
    const { securityServerType, service, succeeded, requestInTs, requestSize, responseSize } = record;
    if (securityServerType !== 'Producer' || service === undefined) return;
    const now = this.options.nowMs();
    const { responseOutTs = now } = record;
    const statistics = this.statisticsOf(service);
    statistics.serviceType = record.serviceType;
    if (!succeeded) {
      statistics.lastFailureAt = responseOutTs;
      statistics.failures.add(1, now);
      return;
    }
    statistics.lastSuccessAt = responseOutTs;
    statistics.successes.add(responseOutTs - requestInTs, now);
    if (requestSize !== undefined) statistics.requestSize.add(requestSize, now);
    if (responseSize !== undefined) statistics.responseSize.add(responseSize, now);
  }

  /** Of all services, or of those of one provider. */
  healthData(provider?: ClientId): HealthData {
    const now = this.options.nowMs();
    const chosen = [...this.services]
      .filter(([, { service }]) => provider === undefined || sameIdentifier(clientOfService(service), provider))
      .sort(([one], [other]) => (one < other ? -1 : 1));
    return {
      startedAt: this.startedAt,
      periodSeconds: this.options.periodSeconds,
      services: chosen.map(([, statistics]) => healthOf(statistics, now)),
    };
  }

  private statisticsOf(service: ServiceId): Statistics {
    const key = keyOf(service);
    const periodMs = this.options.periodSeconds * 1000;
    const known = this.services.get(key) ?? {
      service,
      serviceType: undefined,
      lastSuccessAt: undefined,
      lastFailureAt: undefined,
      failures: new SlidingWindow(periodMs),
      successes: new SlidingWindow(periodMs),
      requestSize: new SlidingWindow(periodMs),
      responseSize: new SlidingWindow(periodMs),
    };
    this.services.delete(key);
    this.services.set(key, known);
    const [oldest] = this.services.keys();
    if (this.services.size > SERVICES_MAX && oldest !== undefined) this.services.delete(oldest);
    return known;
  }
}

function healthOf(statistics: Statistics, nowMs: number): ServiceHealth {
  const { service, serviceType, lastSuccessAt, lastFailureAt, successes, failures } = statistics;
  return {
    ...{ service, serviceType, lastSuccessAt, lastFailureAt },
    successes: successes.count(nowMs),
    failures: failures.count(nowMs),
    duration: successes.distribution(nowMs),
    requestSize: statistics.requestSize.distribution(nowMs),
    responseSize: statistics.responseSize.distribution(nowMs),
  };
}
