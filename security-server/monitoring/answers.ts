import type { ClientId } from '#protocol/identifiers/identifier.ts';
import type { HealthData } from '#protocol/monitoring/health-data.ts';
import type { Metric } from '#protocol/monitoring/metrics.ts';
import type { MetricsQuery } from './environment/environment.ts';
import type { OperationalDataAnswer, OperationalDataQuery } from './operational-data.ts';

/** What a server tells of itself to other members, whichever of its processes is asked. */
export interface MonitoringAnswers {
  operationalData(query: OperationalDataQuery): Promise<OperationalDataAnswer>;
  /** Of all services, or of those of one provider. */
  healthData(provider: ClientId | undefined): Promise<HealthData>;
  /** Of the machine, and the certificates. */
  metrics(query: MetricsQuery): Promise<readonly Metric[]>;
}
