import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import { prefixed } from '#protocol/errors.ts';
import { sameIdentifier } from '#protocol/identifiers/compare.ts';
import { healthDataXml, readHealthDataRequest } from '#protocol/monitoring/health-data.ts';
import type { AnsweringServices, Provided } from '../protocol.ts';
import { soapProvided } from '../soap-answer.ts';
import { visibleTo, type AskedMonitoring } from './access.ts';

/** X-Road's service getSecurityServerHealthData (PR-OPMON §3). */
export async function answerHealthData(
  { monitoring }: AnsweringServices,
  asked: AskedMonitoring,
  configuration: GlobalConfiguration,
): Promise<Provided> {
  const wanted = prefixed(['client'], () => readHealthDataRequest(asked.envelope.body));
  const own = asked.parameters['op-monitor.limit-health-data'] ? visibleTo(asked, configuration) : undefined;
  const health = await monitoring.healthData(own ?? wanted);
  const isHidden = own !== undefined && wanted !== undefined && !sameIdentifier(own, wanted);
  const told = isHidden ? { ...health, services: [] } : health;
  return soapProvided(asked, healthDataXml(told), [], 'text/xml; charset=UTF-8');
}
