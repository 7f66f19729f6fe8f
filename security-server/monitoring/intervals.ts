import { sql, type Kysely } from 'kysely';
import type { ClientId } from '#protocol/identifiers/identifier.ts';
import type { Tables } from './schema.ts';

/** Which records are counted. Times are seconds since 1970; the end is not included. */
export interface IntervalsQuery {
  readonly from: number;
  readonly to: number;
  readonly intervalSeconds: number;
  /** `Client`: what this server sent; `Producer`: what it answered. */
  readonly securityServerType?: string;
  /** As the client or as the provider. */
  readonly client?: ClientId;
  /** Its client, and its code with the version behind a dot. */
  readonly service?: { readonly client: ClientId; readonly fullCode: string };
}

export interface CountedInterval {
  /** Seconds since 1970. */
  readonly start: number;
  readonly succeeded: number;
  readonly failed: number;
}

/** How many exchanges there were, by intervals from the beginning of the period on; those without any are left out. */
export async function countedIntervals(database: Kysely<Tables>, query: IntervalsQuery): Promise<CountedInterval[]> {
  const { from, to, intervalSeconds, securityServerType, client, service } = query;
  const number = sql<number>`(${sql.ref('monitoringDataTs')} - ${sql.lit(from)}) / ${sql.lit(intervalSeconds)}`;
  let rows = database
    .selectFrom('operational_data')
    .select([number.as('number'), 'succeeded', (select) => select.fn.countAll<number>().as('count')])
    .where('monitoringDataTs', '>=', from)
    .where('monitoringDataTs', '<', to);
  if (securityServerType !== undefined) rows = rows.where('securityServerType', '=', securityServerType);
  if (client !== undefined) {
    rows = rows.where((built) =>
      built.or([built.and(partsOf('client', client)), built.and(partsOf('service', client))]),
    );
  }
  if (service !== undefined) {
    rows = rows.where((built) =>
      built.and([built.and(partsOf('service', service.client)), sql<boolean>`${fullCode} = ${service.fullCode}`]),
    );
  }
  const counted = new Map<number, { succeeded: number; failed: number }>();
  for (const row of await rows.groupBy(['number', 'succeeded']).orderBy('number').execute()) {
    const start = from + row.number * intervalSeconds;
    const known = counted.get(start) ?? { succeeded: 0, failed: 0 };
    known[row.succeeded === 1 ? 'succeeded' : 'failed'] += row.count;
    counted.set(start, known);
  }
  return [...counted].map(([start, counts]) => ({ start, ...counts }));
}

const fullCode = sql<string>`${sql.ref('serviceCode')} || coalesce('.' || ${sql.ref('serviceVersion')}, '')`;

function partsOf(side: 'client' | 'service', id: ClientId) {
  const { instance, memberClass, memberCode } = id;
  return {
    ...{ [`${side}XRoadInstance`]: instance, [`${side}MemberClass`]: memberClass, [`${side}MemberCode`]: memberCode },
    ...(id.type === 'MEMBER' ? {} : { [`${side}SubsystemCode`]: id.subsystemCode }),
  };
}
