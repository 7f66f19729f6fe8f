import { expect } from 'chai';
import { readParameters } from '#config/parameters.ts';
import { MESSAGE_LOG_DEFAULTS } from './message-log/parameters.ts';
import { messageLogParameters } from './message-log-parameters.ts';

describe('the system parameters of the message log', () => {
  for (const [name, value, field] of [
    ['enabled', false, 'enabled'],
    ['message-body-logging', false, 'messageBodyLogging'],
    ['max-loggable-message-body-size', 0, 'maxLoggableMessageBodyBytes'],
    ['large-body-by-digest', true, 'largeBodyByDigest'],
    ['truncated-body-allowed', true, 'truncatedBodyAllowed'],
    ['hash-algo-id', 'SHA-256', 'hashAlgorithm'],
    ['clean-interval', 60, 'cleanIntervalSeconds'],
    ['archive-grouping', 'member', 'archiveGrouping'],
    ['archive-interval', 60, 'archiveIntervalSeconds'],
    ['archive-max-filesize', 1, 'archiveFileBytesMax'],
    ['keep-records-for', 1, 'keepRecordsForDays'],
    ['timestamp-immediately', true, 'timestampImmediately'],
    ['timestamp-interval', 61, 'timestampIntervalSeconds'],
    ['timestamp-records-limit', 1, 'timestampRecordsMax'],
    ['timestamp-retry-delay', 1, 'timestampRetryDelaySeconds'],
    ['timestamper-client-connect-timeout', 1, 'timestamperConnectTimeoutMs'],
    ['timestamper-client-read-timeout', 1, 'timestamperReadTimeoutMs'],
    ['acceptable-timestamp-failure-period', 1, 'acceptableTimestampFailurePeriodSeconds'],
    ['queue-max', 1, 'queuedRecordsMax'],
  ] as const) {
    it(`message-log.${name} reaches the log`, () => {
      const parameters = messageLogParameters(readParameters({ [`message-log.${name}`]: value }));
      expect(MESSAGE_LOG_DEFAULTS[field]).not.to.equal(value);
      expect(parameters[field]).to.equal(value);
    });
  }
});
