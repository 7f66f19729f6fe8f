import { createHash } from 'node:crypto';
import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import { asDrumError, drumError, prefixed } from '#protocol/errors.ts';
import {
  operationalDataXml,
  readOperationalDataRequest,
  RECORDS_CONTENT_ID,
} from '#protocol/monitoring/operational-data.ts';
import { newBoundary } from '#protocol/transport/multipart-writer.ts';
import { inMemory } from '../../exchange/body.ts';
import type { PartBody } from '../../exchange/parts.ts';
import { FIELDS } from '../../monitoring/schema.ts';
import type { AnsweringServices, Provided } from '../protocol.ts';
import { soapProvided } from '../soap-answer.ts';
import { visibleTo, type AskedMonitoring } from './access.ts';

const FIELD_NAMES: ReadonlySet<string> = new Set(FIELDS);

/** X-Road's service getSecurityServerOperationalData (PR-OPMON §2). */
export async function answerOperationalData(
  { monitoring }: AnsweringServices,
  asked: AskedMonitoring,
  configuration: GlobalConfiguration,
): Promise<Provided> {
  const request = prefixed(['client'], () => readOperationalDataRequest(asked.envelope.body, FIELD_NAMES));
  const { payload, ...told } = await monitoring
    .operationalData({ ...request, visibleTo: visibleTo(asked, configuration) })
    .catch((error: unknown) => {
      // Where the records are kept is no stranger's concern.
      throw asDrumError(error).code === 'database_error'
        ? drumError('internal_error', 'Failed to get records for response', error)
        : error;
    });
  return soapProvided(
    asked,
    operationalDataXml(told),
    [attachment(payload)],
    `multipart/related; type="text/xml"; charset=UTF-8; boundary=${newBoundary()}`,
  );
}

function attachment(payload: Uint8Array): PartBody {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  return {
    ...inMemory(bytes),
    digest: createHash('sha512').update(bytes).digest(),
    contentType: 'application/gzip',
    headers: [
      ['Content-Transfer-Encoding', 'binary'],
      ['Content-ID', `<${RECORDS_CONTENT_ID}>`],
    ],
  };
}
