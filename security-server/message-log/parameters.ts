import type { DigestName } from '#certs/algorithms.ts';
import type { NewMessageRecord } from './record.ts';

/** Whose records share one chain of archives (UG-SS §11.1). */
export type ArchiveGrouping = 'none' | 'member' | 'subsystem';

/** System parameters `message-log.*` (UG-SYSPAR): X-Road's where it has them, here with the unit last in the name. */
export interface MessageLogParameters {
  /** `enabled`, ours: false makes no record of any message. */
  readonly enabled: boolean;
  /** `message-body-logging`: false logs of a message its metadata alone. */
  readonly messageBodyLogging: boolean;
  /** `…-body-logging-…-producer-subsystems`: providers (`keyOf`) that it is the other way round for, by where this server stood. */
  readonly bodyLoggingExceptions: Readonly<Record<NewMessageRecord['side'], ReadonlySet<string>>>;
  /** `max-loggable-message-body-size`: a larger body is refused, unless one of the next two allows it. 0 logs no body. */
  readonly maxLoggableMessageBodyBytes: number;
  /** `truncated-body-allowed`: log the beginning of a body that is too large, instead of refusing the message. */
  readonly truncatedBodyAllowed: boolean;
  /** `large-body-by-digest`, ours: log the digest alone of a body that is too large; goes before cutting it. */
  readonly largeBodyByDigest: boolean;
  /** `hash-algo-id`: digest of signatures, time-stamp imprints and the archives' chain. */
  readonly hashAlgorithm: DigestName;
  /** `timestamp-immediately`: a message moves on only when its own time-stamp is there. */
  readonly timestampImmediately: boolean;
  /** `timestamp-records-limit`: records under one time-stamp; more than 10,000 count as 10,000. */
  readonly timestampRecordsMax: number;
  /** `timestamp-retry-delay`: pause after a failure; then one record at a time is tried. */
  readonly timestampRetryDelaySeconds: number;
  /** `acceptable-timestamp-failure-period`: failing longer than this refuses new messages. 0 never refuses. */
  readonly acceptableTimestampFailurePeriodSeconds: number;
  /** `timestamper-client-connect-timeout`. */
  readonly timestamperConnectTimeoutMs: number;
  /** `timestamper-client-read-timeout`: the whole answer must be here by then. */
  readonly timestamperReadTimeoutMs: number;
  /** `timestamp-interval`: pause between two rounds; 0 takes it from global configuration, within the bounds below. */
  readonly timestampIntervalSeconds: number;
  readonly timestampIntervalSecondsMin: number;
  readonly timestampIntervalSecondsMax: number;
  /** From the start to the first time-stamping. */
  readonly timestampInitialDelaySeconds: number;
  /** `archive-interval`: pause between two rounds of archiving. */
  readonly archiveIntervalSeconds: number;
  /** `clean-interval`: pause between two rounds of deleting archived records. */
  readonly cleanIntervalSeconds: number;
  /** `archive-max-filesize`: an archive whose containers are larger than this together is closed. */
  readonly archiveFileBytesMax: number;
  /** `archive-grouping`. */
  readonly archiveGrouping: ArchiveGrouping;
  /** `keep-records-for`: archived records stay this long. */
  readonly keepRecordsForDays: number;

  // Ours: the limits of the writer.
  /** Records of one commit. */
  readonly recordsPerCommitMax: number;
  readonly commitBytesMax: number;
  /** Records that may wait for their commit; one more is refused. */
  readonly queuedRecordsMax: number;
  readonly queuedBytesMax: number;
  /** A larger body is kept as a file (SQLite) or in parts (PostgreSQL) instead of in the record. */
  readonly inlineBodyBytesMax: number;
  /** Records that one look-up by message id returns. */
  readonly recordsFoundMax: number;
  /** Pause before the writer's thread is started again after it broke. */
  readonly writerRestartDelayMs: number;
}

export const MESSAGE_LOG_DEFAULTS: MessageLogParameters = {
  enabled: true,
  messageBodyLogging: true,
  bodyLoggingExceptions: { client: new Set(), provider: new Set() },
  maxLoggableMessageBodyBytes: 10 * 1024 * 1024,
  truncatedBodyAllowed: false,
  largeBodyByDigest: false,
  hashAlgorithm: 'SHA-512',
  timestampImmediately: false,
  timestampRecordsMax: 10_000,
  timestampRetryDelaySeconds: 60,
  acceptableTimestampFailurePeriodSeconds: 14_400,
  timestamperConnectTimeoutMs: 20_000,
  timestamperReadTimeoutMs: 60_000,
  timestampIntervalSeconds: 0,
  timestampIntervalSecondsMin: 60,
  timestampIntervalSecondsMax: 86_400,
  timestampInitialDelaySeconds: 1,
  archiveIntervalSeconds: 21_600,
  cleanIntervalSeconds: 43_200,
  archiveFileBytesMax: 33_554_432,
  archiveGrouping: 'none',
  keepRecordsForDays: 30,
  recordsPerCommitMax: 256,
  commitBytesMax: 4 * 1024 * 1024,
  queuedRecordsMax: 4096,
  queuedBytesMax: 64 * 1024 * 1024,
  inlineBodyBytesMax: 64 * 1024,
  recordsFoundMax: 1000,
  writerRestartDelayMs: 1000,
};
