import { drumError } from '../errors.ts';
import type { ClientId } from '../identifiers/identifier.ts';
import type { XmlElement } from '../xml/document.ts';
import { clientOf, OP_MONITORING, requestElement, secondsOf, sequenceOf } from './request.ts';

export const OPERATIONAL_DATA = 'getSecurityServerOperationalData';
/** The name of the attachment that has the records (PR-OPMON annex C). */
export const RECORDS_CONTENT_ID = 'operational-monitoring-data.json.gz';

export interface OperationalDataRequest {
  /** Seconds since 1970, both ends included. */
  readonly recordsFrom: number;
  readonly recordsTo: number;
  /** Whose services the records must be about. */
  readonly provider: ClientId | undefined;
  /** None: all. */
  readonly outputFields: ReadonlySet<string>;
}

/**
 * Reads the body of such a request (PR-OPMON §2). `fields` are the names that a record may have. Throws `invalid_request`, and
 * `invalid_client_identifier`.
 */
export function readOperationalDataRequest(
  body: XmlElement | undefined,
  fields: ReadonlySet<string>,
): OperationalDataRequest {
  const request = sequenceOf(
    requestElement(body, OPERATIONAL_DATA),
    ['searchCriteria', 'outputSpec'],
    ['searchCriteria'],
  );
  const criteria = sequenceOf(
    request.searchCriteria,
    ['recordsFrom', 'recordsTo', 'client'],
    ['recordsFrom', 'recordsTo'],
  );
  const [recordsFrom, recordsTo] = [secondsOf(criteria.recordsFrom), secondsOf(criteria.recordsTo)];
  if (recordsTo < recordsFrom) throw drumError('invalid_request', 'recordsTo is earlier than recordsFrom');
  const outputFields = new Set(request.outputSpec?.children.map(outputField));
  const unknown = [...outputFields].find((field) => !fields.has(field));
  if (unknown !== undefined) {
    throw drumError('invalid_request', `Unknown output field in search criteria: ${unknown.slice(0, 100)}`);
  }
  return { recordsFrom, recordsTo, provider: clientOf(criteria.client), outputFields };
}

function outputField({ name, namespace, text }: XmlElement): string {
  if (name === 'outputField' && namespace === OP_MONITORING) return text;
  throw drumError('invalid_request', `outputSpec: ${name} stands where outputField may stand`);
}

/** What is in the body of the response; the records are an attachment. */
export interface OperationalDataResponse {
  readonly recordsCount: number;
  readonly nextRecordsFrom: number | undefined;
}

export function operationalDataXml({ recordsCount, nextRecordsFrom }: OperationalDataResponse): string {
  const next = nextRecordsFrom === undefined ? '' : `<om:nextRecordsFrom>${nextRecordsFrom}</om:nextRecordsFrom>`;
  return (
    `<om:${OPERATIONAL_DATA}Response xmlns:om="${OP_MONITORING}"><om:recordsCount>${recordsCount}</om:recordsCount>` +
    `<om:records>cid:${RECORDS_CONTENT_ID}</om:records>${next}</om:${OPERATIONAL_DATA}Response>`
  );
}
