import type { ApprovedTsa } from '#protocol/configuration/parameters.ts';
import {
  addTimeStampingService,
  configuredServices,
  removeTimeStampingService,
  timeStampingChoices,
  type NamedService,
} from '../../server-configuration/time-stamping-services.ts';
import { configurationChange, type ServerHandlers, type ServerParts } from './parts.ts';

/** The time-stamping services that are approved, and those that the server is set up with. */
export function timestampingServices(parts: Pick<ServerParts, 'control' | 'changed'>): ServerHandlers {
  const { context } = parts.control;
  const approved = () => context.globalConfiguration().approvedTsas(context.serverId.instance);
  return {
    getApprovedTimestampingServices: { run: () => ({ body: approved().map(serviceShape) }) },
    getConfiguredTimestampingServices: {
      run: async (_call, database) => ({
        body: configuredServices(await timeStampingChoices(database), approved()).map(serviceShape),
      }),
    },
    getTimestampingPrioritizationStrategy: {
      run: () => ({ body: context.parameters['message-log.timestamping-prioritization-strategy'] }),
    },
    addConfiguredTimestampingService: configurationChange(parts, {
      event: 'Add timestamping service',
      run: async ({ body }, change) => {
        const { name, url } = body as NamedService;
        const known = approved();
        await addTimeStampingService(change, { name, url }, known);
        const added = serviceShape(known.find((each) => each.name === name && each.url === url) ?? { name, url });
        return { body: added, audit: { after: added } };
      },
    }),
    deleteConfiguredTimestampingService: configurationChange(parts, {
      event: 'Delete timestamping service',
      run: async ({ body }, change) => {
        const { name, url } = body as NamedService;
        await removeTimeStampingService(change, { name, url });
        return { audit: { before: { name, url } } };
      },
    }),
  };
}

/** `TimestampingService` of the definition. */
const serviceShape = ({ name, url, costType = 'UNDEFINED' }: Pick<ApprovedTsa, 'name' | 'url' | 'costType'>) => ({
  ...{ name, url, cost_type: costType },
});
