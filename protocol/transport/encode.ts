import { asDrumError, type DrumError } from '../errors.ts';
import { writeSoapFault } from '../soap/fault.ts';
import { BodyMeter } from './body-meter.ts';
import type { BodyFacts, Seal } from './message.ts';
import type { PartHeader } from './multipart-scanner.ts';
import { MultipartWriter, nestedBoundaryOf } from './multipart-writer.ts';
import { attachmentName, PART } from './part-types.ts';

/** A body to send: of a REST message, or an attachment of a SOAP message. */
export interface OutgoingBody {
  /** As the sender gave them; a REST body has its own type and no headers. */
  readonly contentType?: string | undefined;
  readonly headers?: readonly PartHeader[];
  readonly content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

/** The signed message itself. */
export type OutgoingContent =
  | { readonly kind: 'rest-request' | 'rest-response'; readonly bytes: Uint8Array }
  | {
      readonly kind: 'soap';
      readonly bytes: Uint8Array;
      readonly contentType: string;
      readonly headers: readonly PartHeader[];
    };

export interface OutgoingMessage {
  readonly boundary: string;
  readonly ocspResponses?: readonly Uint8Array[];
  readonly content: OutgoingContent;
  /** At most one for a REST message. */
  readonly bodies?: readonly OutgoingBody[];
  /** The signature, or what makes it when all bodies have passed; the facts are theirs, in order. */
  readonly seal: Seal | ((bodies: readonly BodyFacts[]) => Seal | Promise<Seal>);
  /**
   * Tells what a failure looks like to the peer. Given, a body or `seal` that fails ends the message with that fault in
   * place of the signature (for responses, which have begun); not given, the failure is thrown.
   */
  readonly faultOf?: (error: DrumError) => DrumError;
}

/**
 * Writes a message between security servers, byte for byte as X-Road does (PR-MESSTRANSP §3), as a stream that goes no
 * faster than it is read: `Readable.from(encodeProxyMessage(…))`.
 */
export async function* encodeProxyMessage(message: OutgoingMessage): AsyncGenerator<Buffer> {
  if (message.content.kind !== 'soap' && (message.bodies?.length ?? 0) > 1) {
    throw new TypeError('A REST message has at most one body');
  }
  const writer = new MultipartWriter(message.boundary);
  for (const response of message.ocspResponses ?? []) yield* part(writer, PART.ocsp, response);
  yield* content(writer, message.content);
  const open = { nested: false };
  const { seal } = message;
  try {
    const facts: BodyFacts[] = [];
    for (const body of message.bodies ?? []) {
      yield startBody(writer, message, body, open);
      if (typeof seal === 'function') {
        const meter = new BodyMeter('SHA-512');
        yield* meter.pass(asAsync(body.content), Infinity);
        facts.push(meter.facts(attachmentName(facts.length + 1)));
      } else {
        // It is signed, so its digest is known, and a large body is hashed only once.
        for await (const chunk of body.content) yield asBuffer(chunk);
      }
    }
    if (open.nested) yield endNested(writer, open);
    yield* sealParts(writer, typeof seal === 'function' ? await seal(facts) : seal);
  } catch (thrown) {
    if (message.faultOf === undefined) throw thrown;
    if (open.nested) yield endNested(writer, open);
    yield* part(writer, 'text/xml; charset=UTF-8', writeSoapFault(message.faultOf(asDrumError(thrown))));
  }
  yield writer.close();
}

function* content(writer: MultipartWriter, message: OutgoingMessage['content']): Generator<Buffer> {
  if (message.kind === 'soap') {
    yield writer.startPart(message.contentType, message.headers);
  } else {
    yield writer.startPart(message.kind === 'rest-request' ? PART.restRequest : PART.restResponse);
  }
  yield asBuffer(message.bytes);
}

function startBody(
  writer: MultipartWriter,
  message: OutgoingMessage,
  body: OutgoingBody,
  open: { nested: boolean },
): Buffer {
  if (message.content.kind !== 'soap') return writer.startPart(PART.restBody);
  const start = writer.startPart.bind(writer, body.contentType, body.headers);
  if (open.nested) return start();
  open.nested = true;
  return Buffer.concat([writer.startNested(nestedBoundaryOf(message.boundary)), start()]);
}

function endNested(writer: MultipartWriter, open: { nested: boolean }): Buffer {
  open.nested = false;
  return writer.close();
}

function* sealParts(writer: MultipartWriter, { hashChainResult, hashChain, signature }: Seal): Generator<Buffer> {
  if (hashChainResult !== undefined) yield* part(writer, PART.hashChainResult, hashChainResult);
  if (hashChain !== undefined) yield* part(writer, PART.hashChain, hashChain);
  yield* part(writer, PART.signature, signature);
}

function* part(writer: MultipartWriter, type: string, bytes: Uint8Array): Generator<Buffer> {
  yield writer.startPart(type);
  yield asBuffer(bytes);
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

async function* asAsync(content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* content;
}
