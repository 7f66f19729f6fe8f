import type { DigestName } from '#certs/algorithms.ts';
import type { RestRequest } from '../rest/request.ts';
import type { RestResponse } from '../rest/response.ts';
import type { SoapFault } from '../soap/fault.ts';
import type { PartHeader } from './multipart-scanner.ts';

export type Direction = 'request' | 'response';
export type Protocol = 'REST' | 'SOAP';

/** The signed message itself: a REST header part, or a SOAP envelope with the MIME headers that it travelled with. */
export type MessageContent =
  | { readonly kind: 'rest-request'; readonly bytes: Buffer; readonly rest: RestRequest }
  | { readonly kind: 'rest-response'; readonly bytes: Buffer; readonly rest: RestResponse }
  | {
      readonly kind: 'soap';
      readonly bytes: Buffer;
      readonly contentType: string;
      readonly headers: readonly PartHeader[];
    };

/** What a body was found to be once all of it had passed. */
export interface BodyFacts {
  /** The name it is signed under: `/attachment1`, … */
  readonly name: string;
  readonly sizeBytes: number;
  /** By the algorithm that the sender named. */
  readonly digest: Buffer;
  /** For the request hash, which is always of SHA-512. */
  readonly sha512: Buffer;
}

/** The body of a REST message or an attachment of a SOAP message, with what the caller's store gave for it. */
export interface StoredBody<Stored> extends BodyFacts {
  readonly contentType: string | undefined;
  readonly headers: readonly PartHeader[];
  readonly stored: Stored;
}

/** What is known before the bodies: who asks whom for what, and the OCSP responses for the sender's TLS certificate. */
export interface MessageHead {
  readonly ocspResponses: readonly Buffer[];
  readonly content: MessageContent;
}

/** The parts that prove a message. */
export interface Seal {
  readonly hashChainResult?: Uint8Array | undefined;
  readonly hashChain?: Uint8Array | undefined;
  readonly signature: Uint8Array;
}

/** A message as read, none of it verified but its form. */
export interface ProxyMessage<Stored> extends MessageHead {
  readonly kind: 'message';
  readonly hashAlgorithm: DigestName;
  readonly bodies: readonly StoredBody<Stored>[];
  readonly hashChainResult: Buffer | undefined;
  readonly hashChain: Buffer | undefined;
  readonly signature: Buffer;
}

/** Instead of a response: what the other server says went wrong. */
export interface ProxyFault {
  readonly kind: 'fault';
  readonly fault: SoapFault;
  /** As it came. */
  readonly bytes: Buffer;
}
