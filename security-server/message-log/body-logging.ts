import { drumError } from '#protocol/errors.ts';
import type { MessageLogParameters } from './parameters.ts';

/** How much of a body goes into the log. The signature proves its digest in each case. */
export type BodyLogging = 'whole' | 'beginning' | 'digest';

/** How a body of this size is logged, by the operator's policy. Throws `logging_failed` for one that must be refused. */
export function bodyLogging(sizeBytes: number, parameters: MessageLogParameters): BodyLogging {
  const { messageBodyLogging, maxLoggableMessageBodyBytes: bytesMax } = parameters;
  if (!messageBodyLogging || bytesMax === 0) return 'digest';
  if (sizeBytes <= bytesMax) return 'whole';
  if (parameters.largeBodyByDigest) return 'digest';
  if (parameters.truncatedBodyAllowed) return 'beginning';
  throw drumError(
    'logging_failed',
    `The message body has more than ${bytesMax} bytes, which is all that can be logged (message-log.max-loggable-message-body-size)`,
  );
}
