import type { Parameters } from '#config/parameters.ts';
import { MESSAGE_LOG_DEFAULTS, type MessageLogParameters } from './message-log/parameters.ts';

/** The message log's part of the system parameters. */
export function messageLogParameters(parameters: Parameters): MessageLogParameters {
  return {
    ...MESSAGE_LOG_DEFAULTS,
    messageBodyLogging: parameters['message-log.message-body-logging'],
    maxLoggableMessageBodyBytes: parameters['message-log.max-loggable-message-body-size'],
    truncatedBodyAllowed: parameters['message-log.truncated-body-allowed'],
    largeBodyByDigest: parameters['message-log.large-body-by-digest'],
    hashAlgorithm: parameters['message-log.hash-algo-id'],
    timestampImmediately: parameters['message-log.timestamp-immediately'],
    timestampRecordsMax: parameters['message-log.timestamp-records-limit'],
    timestampRetryDelaySeconds: parameters['message-log.timestamp-retry-delay'],
    acceptableTimestampFailurePeriodSeconds: parameters['message-log.acceptable-timestamp-failure-period'],
    timestamperConnectTimeoutMs: parameters['message-log.timestamper-client-connect-timeout'],
    timestamperReadTimeoutMs: parameters['message-log.timestamper-client-read-timeout'],
    timestampIntervalSeconds: parameters['message-log.timestamp-interval'],
    archiveIntervalSeconds: parameters['message-log.archive-interval'],
    cleanIntervalSeconds: parameters['message-log.clean-interval'],
    archiveGrouping: parameters['message-log.archive-grouping'],
    archiveFileBytesMax: parameters['message-log.archive-max-filesize'],
    keepRecordsForDays: parameters['message-log.keep-records-for'],
    queuedRecordsMax: parameters['message-log.queue-max'],
    inlineBodyBytesMax: parameters['proxy.body-memory-max'],
  };
}
