import type { ClientId, ServerId, ServiceId } from '#protocol/identifiers/identifier.ts';
import type { OutgoingContent } from '#protocol/transport/encode.ts';
import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import type { Body, KeptBytes } from '../exchange/body.ts';
import type { PartBody } from '../exchange/parts.ts';
import type { ExchangeServices } from '../exchange/services.ts';
import type { OperationalRecord } from '../monitoring/operational-record.ts';
import type { Authorization, ServerConfigurationSnapshot } from '../server-configuration/snapshot.ts';
import type { ProviderCalls } from './provider-call.ts';

/** What another security server asks for, in either protocol, before its bodies. */
export interface Asked {
  readonly clientId: ClientId;
  readonly serviceId: ServiceId;
  /** The server that it is meant for, where it says so. */
  readonly securityServerId: ServerId | undefined;
  readonly queryId: string;
  /** The bytes that are signed. */
  readonly bytes: Uint8Array;
  /** Whether a body part without a byte counts as none. */
  readonly ignoresEmptyBodies: boolean;
  describe(record: OperationalRecord, bodies: readonly Body[] | undefined): void;
  /** To be asked when all of it has been read. Throws `invalid_message`, `service_failed.invalid_message`. */
  checkWhole(exchangeId: string): void;
}

/** A request whose head was read, and what leads from it to what answers it. */
export interface Head {
  readonly asked: Asked;
  /** What the server's own configuration adds to the record of any request for that service, also of one that is refused. */
  describeService(record: OperationalRecord, rights: ServerConfigurationSnapshot): void;
  /** What may answer it. Throws `unknown_service`, `service_type`, `access_denied`, `service_disabled`. */
  target(rights: ServerConfigurationSnapshot, configuration: GlobalConfiguration): Target;
}

/** What answers a request that was verified and logged. */
export interface Target {
  /** The right that allows the call; absent for services of the server itself, which everybody may call. */
  readonly authorization?: Authorization;
  /** What is logged beside the right as the reason. */
  readonly reason?: Readonly<Record<string, unknown>>;
  /** Calls the service. Throws `service_failed.…`, or the service's own fault as a `ServiceFault`. */
  answer(side: AnsweringServices, request: WholeRequest): Promise<Provided>;
}

export type AnsweringServices = Pick<ExchangeServices, 'context' | 'log' | 'monitoring'> & {
  readonly providers: ProviderCalls;
};

export interface WholeRequest {
  /** As they are passed on. */
  readonly bodies: readonly PartBody[];
  /** SHA-512 of the first body part as it came, also of an empty one. */
  readonly firstBodyDigest: Uint8Array | undefined;
  /** Takes what must be disposed of when the exchange has ended. */
  readonly keep: (bytes: KeptBytes) => void;
  /** To be called when the service has begun to answer. */
  readonly answerBegins: () => void;
  /** To be called when the request has been passed on, so that its room on the disk can serve the answer. */
  readonly release: () => Promise<void>;
}

/** The answer before it is signed. */
export interface Provided {
  readonly content: OutgoingContent;
  readonly bodies: readonly PartBody[];
  /** Of the service's answer, where it matters to whom it goes. */
  readonly originalContentType?: string | undefined;
  describe(record: OperationalRecord): void;
}
