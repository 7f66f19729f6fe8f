import { drumError } from '#protocol/errors.ts';
import { clientOfService } from '#protocol/identifiers/compare.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import type { MessageLogParameters } from './parameters.ts';
import type { NewMessageRecord } from './record.ts';

/** How much of a body goes into the log. The signature proves its digest in each case. */
export type BodyLogging = 'whole' | 'beginning' | 'digest';

/** Where this server stands in an exchange, and which service is called. */
export type LoggedExchange = Pick<NewMessageRecord, 'side' | 'service'>;

/** Whether of such messages only metadata is logged (UG-SS §11.1.2). */
export function isMetadataLogging({ side, service }: LoggedExchange, parameters: MessageLogParameters): boolean {
  const isException = parameters.bodyLoggingExceptions[side].has(keyOf(clientOfService(service)));
  return parameters.messageBodyLogging === isException;
}

/** How a body of this size is logged, by the operator's policy. Throws `logging_failed` for one that must be refused. */
export function bodyLogging(
  sizeBytes: number,
  exchange: LoggedExchange,
  parameters: MessageLogParameters,
): BodyLogging {
  const { maxLoggableMessageBodyBytes: bytesMax } = parameters;
  if (!parameters.enabled || isMetadataLogging(exchange, parameters) || bytesMax === 0) return 'digest';
  if (sizeBytes <= bytesMax) return 'whole';
  if (parameters.largeBodyByDigest) return 'digest';
  if (parameters.truncatedBodyAllowed) return 'beginning';
  throw drumError(
    'logging_failed',
    `The message body has more than ${bytesMax} bytes, which is all that can be logged (message-log.max-loggable-message-body-size)`,
  );
}
