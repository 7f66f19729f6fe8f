import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import { asDrumError } from '#protocol/errors.ts';
import { clientOfService, sameIdentifier } from '#protocol/identifiers/compare.ts';
import { HEALTH_DATA } from '#protocol/monitoring/health-data.ts';
import { METRICS } from '#protocol/monitoring/metrics.ts';
import { OPERATIONAL_DATA } from '#protocol/monitoring/operational-data.ts';
import type { AnsweringServices, Provided, Target } from '../protocol.ts';
import { ownerOf, type AskedMonitoring } from './access.ts';
import { answerHealthData } from './health-data.ts';
import { metricsTarget } from './metrics.ts';
import { answerOperationalData } from './operational-data.ts';

type Answer = (
  side: AnsweringServices,
  asked: AskedMonitoring,
  configuration: GlobalConfiguration,
) => Promise<Provided>;

/** Services of operational monitoring, which everybody may ask; what each may see differs. */
const OPERATIONAL: Readonly<Record<string, Answer>> = {
  [OPERATIONAL_DATA]: answerOperationalData,
  [HEALTH_DATA]: answerHealthData,
};

/**
 * X-Road's monitoring services, which the owner of a server provides and the server itself answers; undefined where the request is
 * for none of them. Throws `access_denied`.
 */
export function soapMonitoring(asked: AskedMonitoring, configuration: GlobalConfiguration): Target | undefined {
  const { serviceId } = asked.soap;
  if (!sameIdentifier(clientOfService(serviceId), ownerOf(asked.serverId))) return undefined;
  const { serviceCode, serviceVersion } = serviceId;
  if (serviceCode === METRICS && serviceVersion === undefined) return metricsTarget(asked, configuration);
  const answer = Object.hasOwn(OPERATIONAL, serviceCode) ? OPERATIONAL[serviceCode] : undefined;
  if (answer === undefined) return undefined;
  return {
    answer: async (side) => {
      try {
        return await answer(side, asked, configuration);
      } catch (error) {
        throw asDrumError(error).withPrefix('server', 'serverproxy', 'opmonitor');
      }
    },
  };
}
