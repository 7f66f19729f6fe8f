import { DrumError, drumError } from '#protocol/errors.ts';
import { errorOfFault } from '#protocol/soap/fault.ts';
import { liveHeaderOf, type SoapHeader } from '#protocol/soap/header.ts';
import { decodeProxyMessage } from '#protocol/transport/decode.ts';
import { encodeProxyMessage } from '#protocol/transport/encode.ts';
import { transportRequestHeaders } from '#protocol/transport/http-headers.ts';
import { TRANSPORT_LIMITS } from '#protocol/transport/limits.ts';
import type { ProxyMessage, Seal } from '#protocol/transport/message.ts';
import { newBoundary } from '#protocol/transport/multipart-writer.ts';
import { bodyRules, keepBytes, NO_BYTES, type KeptBytes } from '../exchange/body.ts';
import { gathered } from '../exchange/gathered.ts';
import { boundedInformation } from '../exchange/informational.ts';
import { paced } from '../exchange/pace.ts';
import { disposeAll, outgoing, partsOf, type PartBody } from '../exchange/parts.ts';
import { asRequestBody } from '../exchange/request-body.ts';
import type { ExchangeServices } from '../exchange/services.ts';
import { PROXY_VERSION } from '../exchange/version.ts';
import type { PeerConnection } from '../peers/peer-connections.ts';
import type { Asked } from './protocol.ts';

/** A fault that the other security server reported: told on as it is, because its code says where it happened. */
export class PeerFault extends Error {
  readonly fault: DrumError;
  /** The fault as it came. */
  readonly bytes: Buffer;

  constructor(fault: DrumError, bytes: Buffer) {
    super(fault.message);
    this.fault = fault;
    this.bytes = bytes;
  }
}

export interface SignedRequest {
  readonly asked: Asked;
  readonly bodies: readonly PartBody[];
  readonly seal: Seal;
  /** For this server's authentication certificate and its intermediates (DER). */
  readonly ocspResponses: readonly Uint8Array[];
}

/** What came back, none of it verified but its form. */
export interface Received {
  readonly message: ProxyMessage<unknown>;
  /** The header of a SOAP message. */
  readonly soap: SoapHeader | undefined;
  readonly bodies: readonly PartBody[];
  readonly originalContentType: string | undefined;
}

type SendingServices = Pick<ExchangeServices, 'context' | 'log'>;

/**
 * Sends a request to the other security server and reads its answer (PR-MESSTRANSP §2); `onAnswer` is called when it begins.
 * Throws `network_error`, what the decoder throws, and the other server's fault as a `PeerFault`.
 */
export async function sendRequest(
  side: SendingServices,
  connection: PeerConnection,
  { asked, bodies, seal, ocspResponses }: SignedRequest,
  onAnswer: () => void,
): Promise<Received> {
  const boundary = newBoundary();
  const message = encodeProxyMessage({
    boundary,
    ocspResponses,
    content: asked.content,
    bodies: outgoing(bodies),
    seal,
  });
  const headers = transportRequestHeaders(boundary, {
    protocol: asked.protocol,
    requestId: asked.requestId,
    originalContentType: asked.originalContentType,
    originalSoapAction: asked.originalSoapAction,
    proxyVersion: PROXY_VERSION,
  });
  try {
    const answer = await answerOf(connection, headers, await gathered(message));
    onAnswer();
    // It has been sent; its room on the disk may be needed for the answer.
    disposeAll(bodies).catch(() => undefined);
    return await receive(side, asked, answer);
  } finally {
    // Where the other server answered before it had heard all.
    await message.return(undefined);
  }
}

async function receive(side: SendingServices, { protocol, serviceId }: Asked, answer: PeerAnswer): Promise<Received> {
  const rules = bodyRules(side, () => ({ side: 'client', service: serviceId }));
  const chunks = paced(answer.body, side.context.parameters['proxy.body-rate-min']);
  const stored: KeptBytes[] = [];
  let soap: SoapHeader | undefined;
  try {
    const decoded = await decodeProxyMessage<KeptBytes>(chunks, {
      direction: 'response',
      protocol,
      contentType: answer.contentType,
      hashAlgorithm: answer.hashAlgorithm,
      limits: TRANSPORT_LIMITS,
      onHead: (_head, envelope) => {
        soap = envelope && liveHeaderOf(envelope);
      },
      storeBody: async ({ content }) => {
        const kept = (await keepBytes(content, rules)) ?? NO_BYTES;
        stored.push(kept);
        return kept;
      },
    });
    if (decoded.kind === 'fault') throw new PeerFault(errorOfFault(decoded.fault), decoded.bytes);
    return {
      message: decoded,
      soap,
      bodies: partsOf(decoded.bodies),
      originalContentType: answer.originalContentType,
    };
  } catch (error) {
    await disposeAll(stored);
    throw error;
  }
}

interface PeerAnswer {
  readonly contentType: string | undefined;
  readonly hashAlgorithm: string | undefined;
  readonly originalContentType: string | undefined;
  readonly body: AsyncIterable<Buffer>;
}

async function answerOf(
  connection: PeerConnection,
  headers: Record<string, string>,
  content: Buffer | AsyncIterable<Buffer>,
): Promise<PeerAnswer> {
  try {
    const answer = await connection.http.request({
      path: '/',
      method: 'POST',
      headers,
      body: asRequestBody(Buffer.isBuffer(content) ? connection.inOneWrite(content) : content),
      ...boundedInformation('The other security server'),
    });
    const one = (name: string): string | undefined => [answer.headers[name]].flat()[0];
    return {
      contentType: one('content-type'),
      hashAlgorithm: one('x-hash-algorithm'),
      originalContentType: one('x-original-content-type'),
      body: brokenOff(answer.body),
    };
  } catch (error) {
    throw transportError(error);
  }
}

/** A connection that breaks while the answer is read is a network error, whatever the library calls it. */
async function* brokenOff(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* body;
  } catch (error) {
    throw transportError(error);
  }
}

function transportError(error: unknown): DrumError {
  if (error instanceof DrumError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const late = code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT';
  const text = late
    ? 'The other security server did not answer in time'
    : 'The connection to the other security server broke off';
  return drumError('network_error', text, error);
}
