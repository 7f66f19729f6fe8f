import type { OperationalDataAnswer, OperationalDataQuery } from './operational-data.ts';

/** What a server tells of itself to other members, whichever of its processes is asked. */
export interface MonitoringAnswers {
  operationalData(query: OperationalDataQuery): Promise<OperationalDataAnswer>;
}
