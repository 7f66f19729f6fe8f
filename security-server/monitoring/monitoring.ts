import type { ClientId } from '#protocol/identifiers/identifier.ts';
import type { HealthData } from '#protocol/monitoring/health-data.ts';
import type { Metric } from '#protocol/monitoring/metrics.ts';
import type { ServerContext } from '../context.ts';
import type { MonitoringAnswers } from './answers.ts';
import type { Environment, MetricsQuery } from './environment/environment.ts';
import { HealthStatistics } from './health-statistics.ts';
import { OperationalData, type OperationalDataAnswer, type OperationalDataQuery } from './operational-data.ts';
import type { OperationalRecord } from './operational-record.ts';
import type { OperationalMonitoring } from './store.ts';

/** All that a server knows of its own exchanges, in the process that owns them. */
export class ServerMonitoring implements MonitoringAnswers {
  private readonly store: OperationalMonitoring;
  private readonly environment: Pick<Environment, 'metrics'>;
  private readonly data: OperationalData;
  private readonly health: HealthStatistics;

  constructor(
    store: OperationalMonitoring,
    environment: Pick<Environment, 'metrics'>,
    { parameters, clock }: Pick<ServerContext, 'parameters' | 'clock'>,
  ) {
    this.store = store;
    this.environment = environment;
    this.data = new OperationalData({
      records: (query) => store.find(query),
      nowSeconds: () => Math.floor(clock.now().getTime() / 1000),
      offsetSeconds: parameters['op-monitor.records-available-timestamp-offset-seconds'],
      recordsMax: parameters['op-monitor.max-records-in-payload'],
    });
    this.health = new HealthStatistics({
      periodSeconds: parameters['op-monitor.health-statistics-period-seconds'],
      nowMs: () => clock.now().getTime(),
    });
  }

  record(record: OperationalRecord): void {
    this.health.record(record);
    this.store.record(record);
  }

  operationalData(query: OperationalDataQuery): Promise<OperationalDataAnswer> {
    return this.data.answer(query);
  }

  healthData(provider: ClientId | undefined): Promise<HealthData> {
    return Promise.resolve(this.health.healthData(provider));
  }

  metrics(query: MetricsQuery): Promise<readonly Metric[]> {
    return Promise.resolve(this.environment.metrics(query));
  }
}
