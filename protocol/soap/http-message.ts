import { randomBytes } from 'node:crypto';
import { asDrumError, DrumError, drumError } from '../errors.ts';
import { BodyMeter } from '../transport/body-meter.ts';
import { boundaryOf, parseContentType, type ContentType } from '../transport/content-type.ts';
import type { OutgoingBody } from '../transport/encode.ts';
import type { TransportLimits } from '../transport/limits.ts';
import type { StoredBody } from '../transport/message.ts';
import { collect, MultipartReader, type Part } from '../transport/multipart-reader.ts';
import type { PartHeader } from '../transport/multipart-scanner.ts';
import { MultipartWriter } from '../transport/multipart-writer.ts';
import { attachmentName, PART } from '../transport/part-types.ts';
import { XML_LIMITS } from '../xml/document.ts';
import { isUtf8 } from '../xml/encoding.ts';
import { readEnvelope, type SoapEnvelope } from './envelope.ts';
import { faultOf, type SoapFault } from './fault.ts';
import { liveHeaderOf, type SoapHeader } from './header.ts';

const RELATED = 'multipart/related';
const UTF8_XML = 'text/xml; charset=UTF-8';

/** The SOAP message itself, with the MIME headers of its part where it has attachments. */
export interface SoapPart {
  readonly bytes: Buffer;
  readonly contentType: string;
  readonly headers: readonly PartHeader[];
}

/** A SOAP message as read, before its attachments. */
export interface ReadSoap extends SoapPart {
  readonly soap: SoapHeader;
  readonly envelope: SoapEnvelope;
}

export interface SoapHttpMessage<Stored> extends ReadSoap {
  readonly kind: 'message';
  readonly attachments: readonly StoredBody<Stored>[];
}

/** What stands in place of a message when a service failed. */
export interface SoapHttpFault {
  readonly kind: 'fault';
  readonly fault: SoapFault;
  /** As it came. */
  readonly bytes: Buffer;
}

export interface SoapHttpOptions<Stored> {
  readonly limits: TransportLimits;
  /** Called before a byte of an attachment is read. What it throws ends the reading. */
  readonly onSoap?: (message: ReadSoap) => void | Promise<void>;
  /** Keeps an attachment. It must read all of `content`, which comes no faster than it is read. */
  readonly storeBody: (attachment: Part & { readonly name: string }) => Promise<Stored>;
}

/**
 * Reads the body of an HTTP message that carries SOAP 1.1: alone, or with attachments (SOAP with Attachments, MTOM), of which
 * each keeps its headers and its coding as they came (PR-MESS §2.5). Throws `invalid_request` where there is no content
 * type, `invalid_content_type`, `mime_parsing_failed` for malformed multipart framing, `missing_soap` and what `liveHeaderOf` throws.
 */
export async function readSoapHttp<Stored>(
  source: AsyncIterable<Uint8Array>,
  contentType: string | undefined,
  options: SoapHttpOptions<Stored>,
): Promise<SoapHttpMessage<Stored> | SoapHttpFault> {
  if (contentType === undefined) throw drumError('invalid_request', 'Could not get content type from request');
  const type = parseContentType(contentType);
  if (type?.type !== RELATED) {
    const read = await soapPart({ contentType, headers: [], content: buffers(source) }, options);
    return 'fault' in read ? read : { kind: 'message', ...read, attachments: [] };
  }
  return multipart(source, type, options);
}

async function multipart<Stored>(
  source: AsyncIterable<Uint8Array>,
  type: ContentType,
  options: SoapHttpOptions<Stored>,
): Promise<SoapHttpMessage<Stored> | SoapHttpFault> {
  const reader = new MultipartReader(source, boundaryOf(type), options.limits);
  const nextPart = () => reader.next().catch((error: unknown) => Promise.reject(asFraming(error)));
  const first = await nextPart();
  if (first === undefined) throw drumError('missing_soap', 'Request does not contain SOAP message');
  const read = await soapPart(first, options);
  if ('fault' in read) return read;
  const attachments: StoredBody<Stored>[] = [];
  let bytes = 0;
  for (let part = await nextPart(); part !== undefined; part = await nextPart()) {
    if (attachments.length === options.limits.attachmentsMax) {
      throw drumError('invalid_message', `The message has more than ${options.limits.attachmentsMax} attachments`);
    }
    if (part.contentType === undefined) throw partWithoutType();
    const name = attachmentName(attachments.length + 1);
    const meter = new BodyMeter('SHA-512');
    const content = meter.pass(framedContent(part.content), options.limits.bodyBytesMax - bytes);
    const stored = await options.storeBody({ ...part, name, content });
    const facts = meter.facts(name);
    bytes += facts.sizeBytes;
    attachments.push({ ...facts, contentType: part.contentType, headers: part.headers, stored });
  }
  return { kind: 'message', ...read, attachments };
}

async function soapPart<Stored>(
  { contentType, headers, content }: Part,
  { limits, onSoap }: SoapHttpOptions<Stored>,
): Promise<ReadSoap | SoapHttpFault> {
  if (contentType === undefined) throw partWithoutType();
  const type = parseContentType(contentType)?.type ?? contentType;
  if (type !== PART.soap && type !== PART.mtom) {
    throw drumError('invalid_content_type', `Invalid content type: ${type}`);
  }
  const bytes = await collect(framedContent(content), limits.soapMessageBytesMax, 'SOAP message');
  const envelope = readEnvelope(bytes, { ...XML_LIMITS, bytesMax: limits.soapMessageBytesMax });
  const fault = faultOf(envelope);
  if (fault !== undefined) return { kind: 'fault', fault, bytes };
  const read: ReadSoap = { bytes, contentType, headers, soap: liveHeaderOf(envelope), envelope };
  await onSoap?.(read);
  return read;
}

const partWithoutType = () => drumError('invalid_content_type', 'Could not get content type for part');

/** What the multipart reader cannot read is malformed MIME; what the source throws goes on as it is. */
async function* framedContent(content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* content;
  } catch (error) {
    throw asFraming(error);
  }
}

function asFraming(thrown: unknown): DrumError {
  const error = asDrumError(thrown);
  return error.code === 'invalid_message' ? drumError('mime_parsing_failed', error.message, error) : error;
}

async function* buffers(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  for await (const chunk of source) yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

/** What carries a SOAP message on to a service or an information system. */
export interface SoapHttpBody {
  readonly contentType: string;
  readonly chunks: AsyncGenerator<Buffer>;
}

/**
 * The body of an HTTP message that carries this SOAP message, in the form that the sender had chosen (`originalContentType`).
 * The boundary is ours: what stands between security servers is not signed by its sender, and no attachment may hold it.
 */
export function writeSoapHttp(
  soap: SoapPart,
  attachments: readonly OutgoingBody[],
  originalContentType: string | undefined,
): SoapHttpBody {
  const original = parseContentType(originalContentType ?? '');
  if (attachments.length === 0 && original?.type !== RELATED) {
    return { contentType: plainType(soap), chunks: alone(soap.bytes) };
  }
  const boundary = `drum${randomBytes(24).toString('hex')}`;
  const parameters = original?.type === RELATED ? original.parameters : new Map([['type', PART.soap]]);
  const kept = [...parameters]
    .filter(([name]) => name !== 'boundary')
    .map(([name, value]) => `; ${name}=${quoted(value)}`);
  return {
    contentType: `${RELATED}${kept.join('')}; boundary="${boundary}"`,
    chunks: parts(new MultipartWriter(boundary), soap, attachments),
  };
}

/** X-Road's servers say `text/xml; charset=UTF-8`, which must not be said of another encoding. */
const plainType = ({ bytes, contentType }: SoapPart): string => (isUtf8(bytes) ? UTF8_XML : contentType);

const quoted = (value: string): string => `"${value.replace(/["\\]/g, '\\$&')}"`;

async function* alone(bytes: Buffer): AsyncGenerator<Buffer> {
  yield await Promise.resolve(bytes);
}

async function* parts(
  writer: MultipartWriter,
  soap: SoapPart,
  attachments: readonly OutgoingBody[],
): AsyncGenerator<Buffer> {
  yield Buffer.concat([writer.startPart(soap.contentType, soap.headers), soap.bytes]);
  for (const { contentType, headers, content } of attachments) {
    yield writer.startPart(contentType, headers);
    for await (const chunk of content) yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  }
  yield writer.close();
}
