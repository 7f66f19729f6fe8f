import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import { drumError } from '#protocol/errors.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import { metricSet, metricsXml, readMetricsRequest, singleMetric } from '#protocol/monitoring/metrics.ts';
import { PROXY_VERSION } from '../../exchange/version.ts';
import type { Target } from '../protocol.ts';
import { soapProvided } from '../soap-answer.ts';
import { isMonitoringClient, isOwner, type AskedMonitoring } from './access.ts';

/** X-Road's service getSecurityServerMetrics. Throws `access_denied` for all but the owner and the monitoring client. */
export function metricsTarget(asked: AskedMonitoring, configuration: GlobalConfiguration): Target {
  const { soap, serverId, parameters, envelope } = asked;
  const asksAsOwner = isOwner(serverId, soap.clientId);
  if (!asksAsOwner && !isMonitoringClient(configuration, soap.clientId)) {
    throw drumError('access_denied', `Request is not allowed: ${keyOf(soap.serviceId)}`);
  }
  const isLimited = !asksAsOwner && parameters['env-monitor.limit-remote-data-set'];
  return {
    answer: async ({ monitoring }) => {
      const names = readMetricsRequest(envelope.body);
      const root = metricSet(keyOf(serverId), [
        singleMetric('proxyVersion', PROXY_VERSION),
        metricSet('systemMetrics', await monitoring.metrics({ names, isLimited })),
      ]);
      return soapProvided(asked, metricsXml(root), [], 'text/xml; charset=UTF-8');
    },
  };
}
