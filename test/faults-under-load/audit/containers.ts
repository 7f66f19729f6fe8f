import { availableParallelism } from 'node:os';
import { HelperProcess } from '../processes/helper-process.ts';
import { CONTAINER_PROCESS, type ContainerMessage, type ContainerSettings } from '../processes/container-process.ts';
import type { Fault } from './facts.ts';
import type { MessageLogPlace } from './message-log.ts';

/** What became of all containers of a log. */
export interface ContainerAudit {
  readonly verified: number;
  readonly faults: readonly Fault[];
}

/** Verifies the container of every record up to `lastId`, on all processors. */
export async function auditContainers(place: MessageLogPlace, lastId: number): Promise<ContainerAudit> {
  const of = availableParallelism();
  const shares = await Promise.all(Array.from({ length: of }, (_, share) => audited({ ...place, share, of, lastId })));
  return {
    verified: shares.reduce((sum, { verified }) => sum + verified, 0),
    faults: shares.flatMap(({ faults }) => faults),
  };
}

async function audited(settings: ContainerSettings): Promise<ContainerAudit> {
  let verified: number | undefined;
  const faults: Fault[] = [];
  const helper = new HelperProcess<ContainerMessage>('container audit', CONTAINER_PROCESS, settings, (message) => {
    if (message.kind === 'verified') verified = message.count;
    else faults.push({ where: message.where, what: message.what });
  });
  await helper.start();
  await helper.ended();
  if (verified === undefined) throw new Error(`The containers of ${settings.server} could not be verified`);
  return { verified, faults };
}
