import type { TlsIdentity } from '#certs/tls-identity.ts';
import type { Parameters as SystemParameters } from '#config/parameters.ts';
import type { ConfigurationFiles } from '#protocol/configuration/load.ts';
import type { ServerId } from '#protocol/identifiers/identifier.ts';
import type { CarriedError } from '#protocol/errors/carried.ts';
import type { LoggedContainer } from '../message-log/containers.ts';
import type { MessageLog } from '../message-log/message-log.ts';
import type { NewMessageRecord, RecordSummary } from '../message-log/record.ts';
import type { MonitoringAnswers } from '../monitoring/answers.ts';
import type { OperationalRecord } from '../monitoring/operational-record.ts';
import type { ServerConfiguration } from '../server-configuration/model.ts';
import type { ClockState } from './clock-state.ts';

/** What a worker is told of its server at the start. It has no PIN, no signing key and no database. */
export interface WorkerStart {
  readonly name: string;
  readonly serverId: ServerId;
  readonly address: string;
  /** Limits of the whole server as this worker's share of them. */
  readonly parameters: SystemParameters;
  readonly clock: ClockState;
  readonly spoolFolder: string;
  readonly configurationFolder: string;
  readonly signerSocketPath: string;
  readonly internal: TlsIdentity;
  readonly serverConfiguration: ServerConfiguration;
  readonly state: ServerState;
}

/** What changes while a worker runs; only what has changed is sent. */
export interface ServerState {
  /** The stored files of the global configuration. */
  readonly configuration?: ConfigurationFiles;
  /** Fresh OCSP responses (DER) by SHA-256 of the server's own certificate, hexadecimal. */
  readonly ocspResponses?: ReadonlyMap<string, Uint8Array>;
  /** 48 bytes that all workers protect TLS session tickets with. */
  readonly ticketKeys?: Uint8Array;
  readonly serverConfiguration?: ServerConfiguration;
  /** What information systems know the server by. */
  readonly internal?: TlsIdentity;
  /** Why no message may be taken now; null when they may. */
  readonly refusal?: CarriedError | null;
}

/** What a container of the message log is, before its bytes are asked for. */
type ContainerFacts = Omit<LoggedContainer, 'stream'>;

type LogQuery = Parameters<MessageLog['find']>[0];

/** What workers ask of the message log. */
export interface LogService {
  readonly append: (record: NewMessageRecord) => Promise<number>;
  readonly find: (query: LogQuery) => Promise<RecordSummary[]>;
  readonly stampRecord: (id: number) => Promise<void>;
  readonly describe: (id: number) => Promise<ContainerFacts>;
  /** Writes the container into a file of the worker's spool folder, which is the worker's to remove. Its path. */
  readonly write: (id: number) => Promise<string>;
}

/** What workers ask of the process that owns the message log and the records of exchanges. */
export interface ServerService extends LogService, MonitoringAnswers {}

export interface ServerCall {
  readonly call: number;
  readonly method: keyof ServerService;
  readonly args: readonly unknown[];
}

export type CallAnswer =
  { readonly call: number; readonly value: unknown } | { readonly call: number; readonly error: CarriedError };

/** A registry's metrics as prom-client gives them. */
export type MetricsSnapshot = readonly object[];

export type ToWorker =
  | { readonly kind: 'begin'; readonly start: WorkerStart }
  | { readonly kind: 'state'; readonly state: ServerState }
  | { readonly kind: 'answers'; readonly answers: readonly CallAnswer[] }
  | { readonly kind: 'metrics'; readonly question: number }
  | { readonly kind: 'stop' };

export type FromWorker =
  | { readonly kind: 'started' }
  | { readonly kind: 'not-started'; readonly error: CarriedError }
  | { readonly kind: 'open-to-peers' }
  | { readonly kind: 'work'; readonly calls: readonly ServerCall[]; readonly records: readonly OperationalRecord[] }
  | { readonly kind: 'metrics'; readonly question: number; readonly metrics: MetricsSnapshot };
