import type { ApprovedTsa } from '#protocol/configuration/parameters.ts';
import type { ServerContext } from './context.ts';
import { chosenServices } from './server-configuration/time-stamping-services.ts';
import { prioritized } from './service-priority.ts';

/** The approved services that the server is set up with, all of them where it names none, in the order to ask them. */
export function usedTimeStampingServices(context: ServerContext): readonly ApprovedTsa[] {
  const approved = context.globalConfiguration().approvedTsas(context.serverId.instance);
  const { timeStampingServices } = context.serverConfiguration().configuration;
  const used = timeStampingServices.length === 0 ? approved : chosenServices(timeStampingServices, approved);
  return prioritized(used, context.parameters['message-log.timestamping-prioritization-strategy']);
}
