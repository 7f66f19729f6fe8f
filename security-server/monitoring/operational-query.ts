import { setImmediate } from 'node:timers/promises';
import { sql, type ExpressionBuilder, type Kysely } from 'kysely';
import type { ClientId } from '#protocol/identifiers/identifier.ts';
import { FIELDS, type Field, type Tables } from './schema.ts';

/** Which records are asked for. Times are seconds since 1970, both ends included. */
export interface OperationalQuery {
  readonly from: number;
  readonly to: number;
  /** Whose records: as the client or as the provider. Undefined: everybody's. */
  readonly visibleTo: ClientId | undefined;
  /** Whose services they must be about. */
  readonly provider: ClientId | undefined;
  /** None: all that the asker may see. */
  readonly outputFields: ReadonlySet<string>;
  readonly recordsMax: number;
}

/** A record by X-Road's field names; what is not known is absent. */
type RecordFields = Readonly<Partial<Record<Field, string | number | boolean>>>;

/** The only field that is not for everybody. */
const OWNERS_FIELD: Field = 'securityServerInternalIp';
/** The database answers on this thread: few enough that nobody waits for them. */
const PAGE = 250;

export interface Page {
  readonly records: readonly RecordFields[];
  /** Where the next query goes on, in the last page of records that were cut off. */
  readonly nextFrom?: number;
}

/**
 * The records in their order in time, page after page. There are no more than `recordsMax`, but for those of the second that the
 * last of them is of: a query that goes on begins with another second (PR-OPMON §2).
 */
export async function* operationalRecords(
  database: Kysely<Tables>,
  query: OperationalQuery,
): AsyncGenerator<Page, void, void> {
  const fields = fieldsOf(query);
  let last = { seconds: query.from, id: -1 };
  let count = 0;
  for (;;) {
    const rows = await pageOf(database, query, last);
    const records: RecordFields[] = [];
    for (const row of rows) {
      const seconds = row.monitoringDataTs ?? 0;
      if (count >= query.recordsMax && seconds > last.seconds) {
        yield { records, nextFrom: last.seconds + 1 };
        return;
      }
      records.push(recordOf(row, fields));
      last = { seconds, id: row.id };
      count += 1;
    }
    yield { records };
    if (rows.length < PAGE) return;
    await setImmediate();
  }
}

function pageOf(database: Kysely<Tables>, query: OperationalQuery, last: { seconds: number; id: number }) {
  const { to, visibleTo, provider } = query;
  let select = database
    .selectFrom('operational_data')
    .selectAll()
    .where('monitoringDataTs', '>=', last.seconds)
    .where('monitoringDataTs', '<=', to)
    .where((where) => where.or([where('monitoringDataTs', '>', last.seconds), where('id', '>', last.id)]));
  if (visibleTo !== undefined) {
    select = select.where((where) =>
      where.or([isMember(where, 'client', visibleTo), isMember(where, 'service', visibleTo)]),
    );
  }
  if (provider !== undefined) select = select.where((where) => isMember(where, 'service', provider));
  return select.orderBy('monitoringDataTs').orderBy('id').limit(PAGE).execute();
}

function isMember(where: ExpressionBuilder<Tables, 'operational_data'>, role: 'client' | 'service', client: ClientId) {
  const subsystem = client.type === 'SUBSYSTEM' ? client.subsystemCode : null;
  return where.and([
    where(`${role}XRoadInstance`, '=', client.instance),
    where(`${role}MemberClass`, '=', client.memberClass),
    where(`${role}MemberCode`, '=', client.memberCode),
    subsystem === null
      ? where(`${role}SubsystemCode`, 'is', sql.lit(null))
      : where(`${role}SubsystemCode`, '=', subsystem),
  ]);
}

function fieldsOf({ outputFields, visibleTo }: OperationalQuery): readonly Field[] {
  return FIELDS.filter(
    (field) =>
      (outputFields.size === 0 || outputFields.has(field)) && (field !== OWNERS_FIELD || visibleTo === undefined),
  );
}

function recordOf(
  row: Readonly<Partial<Record<Field, string | number | null | undefined>>>,
  fields: readonly Field[],
): RecordFields {
  const record: Partial<Record<Field, string | number | boolean>> = {};
  for (const field of fields) {
    const value = row[field];
    if (value === null || value === undefined) continue;
    record[field] = field === 'succeeded' ? value === 1 : value;
  }
  return record;
}
