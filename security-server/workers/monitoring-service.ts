import type { MonitoringAnswers } from '../monitoring/answers.ts';
import type { RemoteCalls } from './remote-calls.ts';

/** What the server tells of itself, as it answers workers. */
export const monitoringService = (monitoring: MonitoringAnswers): MonitoringAnswers => ({
  operationalData: (query) => monitoring.operationalData(query),
  healthData: (provider) => monitoring.healthData(provider),
  metrics: (query) => monitoring.metrics(query),
});

/** The same as a worker has it. */
export const remoteMonitoring = (server: Pick<RemoteCalls, 'ask'>): MonitoringAnswers => ({
  operationalData: (query) => server.ask('operationalData', query),
  healthData: (provider) => server.ask('healthData', provider),
  metrics: (query) => server.ask('metrics', query),
});
