import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ClientId, ServerId, ServiceId } from '#protocol/identifiers/identifier.ts';
import type { SoapHeader } from '#protocol/soap/header.ts';
import type { OutgoingContent } from '#protocol/transport/encode.ts';
import type { MessageContent, Protocol } from '#protocol/transport/message.ts';
import type { Body } from '../exchange/body.ts';
import type { PartBody } from '../exchange/parts.ts';
import type { ExchangeServices } from '../exchange/services.ts';
import type { OperationalRecord } from '../monitoring/operational-record.ts';

/** What an information system asks, in either protocol. */
export interface Asked {
  readonly protocol: Protocol;
  readonly clientId: ClientId;
  readonly serviceId: ServiceId;
  readonly securityServerId: ServerId | undefined;
  readonly queryId: string;
  /** The UUID of this exchange, made here. */
  readonly requestId: string;
  /** The message that is signed. */
  readonly content: OutgoingContent;
  /** Headers of the information system that go from end to end. */
  readonly originalContentType: string | undefined;
  readonly originalSoapAction: string | undefined;
  describe(record: OperationalRecord, bodies: readonly Body[] | undefined): void;
  /** What the other server sent as the response, none of it verified. Throws `missing_rest`, `missing_soap`. */
  answered(response: Response): Answer;
}

/** A response as it came from the other security server. */
export interface Response {
  readonly content: MessageContent;
  /** The header of a SOAP message. */
  readonly soap: SoapHeader | undefined;
  readonly bodies: readonly PartBody[];
  readonly originalContentType: string | undefined;
}

export interface Answer {
  /** Whether the service did what it was asked, by what it says itself. */
  readonly isSuccess: boolean;
  /** Whether it answers this very request. Throws `inconsistent_response`. */
  check(sent: readonly Body[]): void;
  describe(record: OperationalRecord): void;
  /** Gives the answer to the information system that waits for it, no faster than it reads. */
  deliver(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** What it takes to read requests. */
export type ReadingServices = Pick<ExchangeServices, 'context' | 'log'> & { newUuid(): string };

/** How information systems ask and are answered: REST, or SOAP. */
export interface ConsumerProtocol {
  /**
   * Reads a request. `onHead` is called when it is known who asks whom for what, before a byte of a body is read; what it
   * throws ends the reading. What the information system got wrong stands behind `client.`. `bodies` are the caller's to
   * dispose of, also when this throws.
   */
  read(
    side: ReadingServices,
    incoming: { readonly request: IncomingMessage; readonly response: ServerResponse; readonly instance: string },
    onHead: (asked: Asked) => Promise<void>,
    bodies: PartBody[],
  ): Promise<Asked>;
}
