import type { CertificateVerifier } from '#certs/path.ts';
import type { ServerContext } from '../context.ts';
import type { LoggedExchange } from '../message-log/body-logging.ts';
import type { NewMessageRecord } from '../message-log/record.ts';
import type { MonitoringAnswers } from '../monitoring/answers.ts';
import type { Metrics } from '../monitoring/metrics.ts';
import type { OperationalRecord } from '../monitoring/operational-record.ts';
import type { MessageSigning } from './message-signing.ts';
import type { ServiceShares } from './service-shares.ts';
import type { Turns } from './turns.ts';

/** What exchanges use of the message log. */
export interface ExchangeLog {
  /** Resolves when the record is on the disk. Throws `logging_failed…`. */
  append(record: NewMessageRecord): Promise<number>;
  /** Throws `logging_failed` for a body that is too large to be logged as messages of that exchange must be. */
  assertLoggable(bodyBytes: number, exchange: LoggedExchange): void;
  /** Throws while messages must not be taken: time-stamping has failed for too long, or is not possible at all. */
  assertReady(): void;
}

/** Where exchanges are recorded, and what is told of them. */
export interface Monitoring extends MonitoringAnswers {
  record(record: OperationalRecord): void;
}

/** What both proxies work with. */
export interface ExchangeServices {
  readonly context: ServerContext;
  readonly signing: MessageSigning;
  readonly log: ExchangeLog;
  readonly certificates: CertificateVerifier;
  readonly shares: ServiceShares;
  readonly monitoring: Monitoring;
  readonly metrics: Pick<Metrics, 'exchange'>;
  readonly turns: Turns;
}
