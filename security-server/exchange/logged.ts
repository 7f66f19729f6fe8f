import type { ClientId, ServiceId } from '#protocol/identifiers/identifier.ts';
import type { Seal } from '#protocol/transport/message.ts';
import type { LoggedBody, NewMessageRecord } from '../message-log/record.ts';
import type { Body } from './body.ts';

/** One message of an exchange, as it is logged. */
export interface LoggedMessage {
  readonly direction: NewMessageRecord['direction'];
  readonly bytes: Uint8Array;
  readonly seal: Seal;
  /** In the order in which they were signed. */
  readonly bodies: readonly Body[];
}

/** What both sides log of a message, request or response. */
export function recordOf(
  message: LoggedMessage & {
    readonly side: NewMessageRecord['side'];
    readonly queryId: string;
    readonly requestId: string;
    readonly client: ClientId;
    readonly service: ServiceId;
    readonly time: Date;
    readonly decision?: NewMessageRecord['decision'];
  },
): NewMessageRecord {
  const { bytes, seal, bodies, decision, ...facts } = message;
  const { hashChainResult, hashChain } = seal;
  return {
    ...facts,
    message: bytes,
    signature: seal.signature,
    bodies: bodies.map(loggedBody),
    ...(hashChainResult === undefined ? {} : { hashChainResult }),
    ...(hashChain === undefined ? {} : { hashChain }),
    ...(decision === undefined ? {} : { decision }),
  };
}

function loggedBody({ size, digest, bytes, file }: Body): LoggedBody {
  return { sizeBytes: size, digest, content: file === undefined ? (bytes ?? Buffer.alloc(0)) : { file } };
}
