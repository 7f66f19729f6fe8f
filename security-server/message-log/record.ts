import type { ClientId, ServiceId } from '#protocol/identifiers/identifier.ts';

export type Direction = 'request' | 'response';

/** A body beside the signed message (`/attachment1` and so on), complete and no longer written to. */
export interface LoggedBody {
  readonly sizeBytes: number;
  /** Digest of the whole body, as the signature's hash chain has it. */
  readonly digest: Uint8Array;
  /** The bytes, or the spilled file. The log takes the file's content over; the file itself stays the caller's to remove. */
  readonly content: Uint8Array | { readonly file: string };
}

/** Bodies of one record: the body of a REST message, or the attachments of a SOAP message. */
export const BODIES_MAX = 1000;

/** What a proxy logs of one message (PR-MESS §2, UG-SS §11). */
export interface NewMessageRecord {
  /** `x-road-id`: the message id that requester and provider share. */
  readonly queryId: string;
  /** `x-road-request-id`, of this exchange alone. */
  readonly requestId: string;
  readonly direction: Direction;
  /** Where this server stood: on the consumer's or the provider's side. It decides whose record it is. */
  readonly side: 'client' | 'provider';
  readonly client: ClientId;
  readonly service: ServiceId;
  readonly time: Date;
  /** The bytes that were signed as `/message.xml`. */
  readonly message: Uint8Array;
  /** The signature part, byte for byte. */
  readonly signature: Uint8Array;
  /** Both, where the signature covers a hash chain. */
  readonly hashChainResult?: Uint8Array;
  readonly hashChain?: Uint8Array;
  /** `/attachment1`, `/attachment2` … in this order; at most `BODIES_MAX`. */
  readonly bodies: readonly LoggedBody[];
  /** Why the exchange was allowed: case number, purpose, legal basis … (JSON). */
  readonly decision?: Readonly<Record<string, unknown>>;
}

/** A record as it is found. */
export interface RecordSummary {
  readonly id: number;
  readonly queryId: string;
  readonly requestId: string;
  readonly direction: Direction;
  readonly side: 'client' | 'provider';
  readonly client: string;
  readonly service: string;
  readonly time: Date;
  readonly timestamped: boolean;
  readonly archived: boolean;
  readonly decision?: unknown;
}
