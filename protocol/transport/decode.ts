import type { DigestName } from '#certs/algorithms.ts';
import { asDrumError, DrumError, drumError } from '../errors.ts';
import { parseRestRequest } from '../rest/request.ts';
import { parseRestResponse } from '../rest/response.ts';
import { readEnvelope, type SoapEnvelope } from '../soap/envelope.ts';
import { FAULT_LIMITS, faultOf, readSoapFault } from '../soap/fault.ts';
import { XML_LIMITS } from '../xml/document.ts';
import { BodyMeter } from './body-meter.ts';
import { boundaryOf, parseContentType, type ContentType } from './content-type.ts';
import { hashAlgorithmOf } from './http-headers.ts';
import { TRANSPORT_LIMITS, type TransportLimits } from './limits.ts';
import type {
  Direction,
  MessageContent,
  MessageHead,
  Protocol,
  ProxyFault,
  ProxyMessage,
  StoredBody,
} from './message.ts';
import { collect, MultipartReader, type Part } from './multipart-reader.ts';
import { attachmentName, PART } from './part-types.ts';

export interface DecodeOptions<Stored> {
  readonly direction: Direction;
  readonly protocol: Protocol;
  /** The HTTP headers `Content-Type` and `x-hash-algorithm`. */
  readonly contentType: string | undefined;
  readonly hashAlgorithm: string | undefined;
  readonly limits?: TransportLimits;
  /**
   * Called once, when it is known who asks for what and before a byte of a body is read: the place to check the peer. What
   * it throws ends the reading.
   */
  readonly onHead?: (head: MessageHead, envelope: SoapEnvelope | undefined) => void | Promise<void>;
  /** Keeps a body. It must read all of `content`, which comes no faster than it is read. */
  readonly storeBody: (body: Part & { readonly name: string }) => Promise<Stored>;
}

/**
 * Reads a message between security servers from its HTTP body (PR-MESSTRANSP §3): the parts in their one order, nothing
 * behind the signature. Bodies stream through their digests into `storeBody`; memory does not grow with them. The form
 * alone is judged, no signature and no certificate.
 *
 * Throws, as X-Road's servers do, `missing_rest`, `missing_soap` and `missing_signature` for an absent part,
 * `invalid_message` for a hash algorithm header that is missing or unknown, what says that this server cannot keep the
 * message as it is, and everything else (also what the callbacks throw) behind `service_failed`: `invalid_content_type`,
 * `invalid_message`, `invalid_soap`, ….
 */
export async function decodeProxyMessage<Stored>(
  source: AsyncIterable<Uint8Array>,
  options: DecodeOptions<Stored>,
): Promise<ProxyMessage<Stored> | ProxyFault> {
  const type = parseContentType(options.contentType ?? '');
  const isFault = options.direction === 'response' && type?.type === PART.soap;
  const isMultipart = type?.type === PART.attachments;
  // A bare fault names no hash algorithm.
  const algorithm = isMultipart ? hashAlgorithmOf(options.hashAlgorithm) : undefined;
  try {
    const chunks = arriving(source);
    if (isFault) return await bareFault(chunks);
    if (type === undefined || algorithm === undefined) {
      throw drumError('invalid_content_type', `Invalid content type: ${type?.type ?? 'none'}`);
    }
    return await new Decoder(options, algorithm).read(chunks, type);
  } catch (thrown) {
    const error = asDrumError(thrown);
    throw NO_FAILURE_OF_THE_SERVICE.test(error.code) ? error : error.withPrefix('service_failed');
  }
}

const NO_FAILURE_OF_THE_SERVICE = /^(missing_(rest|soap|signature)|logging_failed|overloaded|io_error)$/;

/** What fails in the message's coming, and not in its being kept, is a failure of the service whatever its code. */
async function* arriving(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* source;
  } catch (error) {
    throw error instanceof DrumError ? error.withPrefix('service_failed') : error;
  }
}

async function bareFault(source: AsyncIterable<Uint8Array>): Promise<ProxyFault> {
  const bytes = await collect(source, FAULT_LIMITS.bytesMax, 'SOAP fault');
  const fault = readSoapFault(bytes);
  if (fault === undefined) throw drumError('invalid_message', 'A SOAP message stands where a fault is expected');
  return { kind: 'fault', fault, bytes };
}

/** The parts in the order in which they travel; what has been passed does not come again. */
const ORDER = { ocsp: 0, message: 1, bodies: 2, hashChainResult: 3, hashChain: 4, signature: 5, nothing: 6 } as const;
type Position = (typeof ORDER)[keyof typeof ORDER];

class Decoder<Stored> {
  private readonly options: DecodeOptions<Stored>;
  private readonly limits: TransportLimits;
  private readonly algorithm: DigestName;
  private position: Position = ORDER.ocsp;
  private readonly ocspResponses: Buffer[] = [];
  private content: MessageContent | undefined;
  private readonly bodies: StoredBody<Stored>[] = [];
  private bodyBytes = 0;
  private hashChainResult: Buffer | undefined;
  private hashChain: Buffer | undefined;
  private signature: Buffer | undefined;
  private fault: ProxyFault | undefined;

  constructor(options: DecodeOptions<Stored>, algorithm: DigestName) {
    this.options = options;
    this.limits = options.limits ?? TRANSPORT_LIMITS;
    this.algorithm = algorithm;
  }

  async read(source: AsyncIterable<Uint8Array>, type: ContentType): Promise<ProxyMessage<Stored> | ProxyFault> {
    const reader = new MultipartReader(source, boundaryOf(type), this.limits);
    for (let part = await reader.next(); part !== undefined; part = await reader.next()) {
      const partType = parseContentType(part.contentType ?? 'text/plain');
      if (partType === undefined) {
        throw drumError('invalid_content_type', 'The content type of a part is no media type');
      }
      this.position = await this.part(part, partType);
    }
    return this.result();
  }

  /** Takes a part and says from which place in the order on the next one may come. */
  private async part(part: Part, mediaType: ContentType): Promise<Position> {
    const { position, limits } = this;
    const { type } = mediaType;
    if (position === ORDER.nothing) {
      throw drumError('invalid_message', `Extra content (${type}) after signature`);
    }
    if (position === ORDER.ocsp && type === PART.ocsp) {
      await this.ocspResponse(part);
      return ORDER.ocsp;
    }
    if (position <= ORDER.message) {
      await this.message(part, type);
      return ORDER.bodies;
    }
    const isRest = this.content?.kind !== 'soap';
    if (position === ORDER.bodies && isRest && type === PART.restBody) {
      await this.body(part);
      return ORDER.hashChainResult;
    }
    if (position === ORDER.bodies && !isRest && type === PART.attachments) {
      await this.attachments(part, mediaType);
      return ORDER.hashChainResult;
    }
    if (position <= ORDER.hashChainResult && type === PART.hashChainResult) {
      this.hashChainResult = await collect(part.content, limits.hashChainResultBytesMax, 'hash chain result');
      return ORDER.hashChain;
    }
    if (position <= ORDER.hashChain && type === PART.hashChain) {
      this.hashChain = await collect(part.content, limits.hashChainBytesMax, 'hash chain');
      return ORDER.signature;
    }
    await this.seal(part, type);
    return ORDER.nothing;
  }

  private async ocspResponse(part: Part): Promise<void> {
    const { ocspResponsesMax, ocspResponseBytesMax } = this.limits;
    if (this.ocspResponses.length === ocspResponsesMax) {
      throw drumError('invalid_message', `The message has more than ${ocspResponsesMax} OCSP responses`);
    }
    const response = await collect(part.content, ocspResponseBytesMax, 'OCSP response');
    if (!isDerSequence(response)) throw drumError('invalid_message', 'An OCSP response of the message is not DER');
    this.ocspResponses.push(response);
  }

  private async message(part: Part, type: string): Promise<void> {
    const { direction, protocol, onHead } = this.options;
    if (type === PART.restRequest || type === PART.restResponse) {
      if (protocol !== 'REST' || (type === PART.restRequest) !== (direction === 'request')) throw this.missingMessage();
      const bytes = await collect(part.content, this.limits.restMessageBytesMax, 'REST message');
      this.content =
        direction === 'request'
          ? { kind: 'rest-request', bytes, rest: parseRestRequest(bytes) }
          : { kind: 'rest-response', bytes, rest: parseRestResponse(bytes) };
    } else if (type === PART.soap || type === PART.mtom) {
      const bytes = await collect(part.content, this.limits.soapMessageBytesMax, 'SOAP message');
      const envelope = readEnvelope(bytes, { ...XML_LIMITS, bytesMax: this.limits.soapMessageBytesMax });
      const fault = faultOf(envelope);
      if (fault !== undefined) {
        this.fault = { kind: 'fault', fault, bytes };
        return;
      }
      if (protocol !== 'SOAP') throw this.missingMessage();
      const { contentType = type, headers } = part;
      this.content = { kind: 'soap', bytes, contentType, headers };
      await onHead?.({ ocspResponses: this.ocspResponses, content: this.content }, envelope);
      return;
    } else {
      throw drumError('invalid_content_type', `Invalid content type for ${protocol} message: ${type}`);
    }
    await onHead?.({ ocspResponses: this.ocspResponses, content: this.content }, undefined);
  }

  private async attachments(part: Part, mediaType: ContentType): Promise<void> {
    const reader = new MultipartReader(part.content, boundaryOf(mediaType), this.limits);
    for (let each = await reader.next(); each !== undefined; each = await reader.next()) {
      if (this.bodies.length === this.limits.attachmentsMax) {
        throw drumError('invalid_message', `The message has more than ${this.limits.attachmentsMax} attachments`);
      }
      await this.body(each);
    }
  }

  private async body(part: Part): Promise<void> {
    const { contentType, headers } = part;
    const name = attachmentName(this.bodies.length + 1);
    const meter = new BodyMeter(this.algorithm);
    const content = meter.pass(part.content, this.limits.bodyBytesMax - this.bodyBytes);
    const stored = await this.options.storeBody({ name, contentType, headers, content });
    const facts = meter.facts(name);
    this.bodyBytes += facts.sizeBytes;
    this.bodies.push({ ...facts, contentType, headers, stored });
  }

  /** The signature, or a fault of a peer that could not make one. */
  private async seal(part: Part, type: string): Promise<void> {
    const bytesMax = this.limits.signatureBytesMax;
    if (type === PART.signature) {
      this.signature = await collect(part.content, bytesMax, 'signature');
      return;
    }
    const bytes = type === PART.soap ? await collect(part.content, bytesMax, 'SOAP fault') : undefined;
    const fault = bytes && readSoapFault(bytes);
    if (bytes === undefined || fault === undefined) {
      throw drumError('invalid_content_type', `Received invalid content type instead of signature: ${type}`);
    }
    this.fault = { kind: 'fault', fault, bytes };
  }

  private result(): ProxyMessage<Stored> | ProxyFault {
    const { content, signature, fault, ocspResponses, bodies, hashChainResult, hashChain } = this;
    if (fault !== undefined && this.options.direction === 'response') return fault;
    if (content === undefined) throw this.missingMessage();
    if (signature === undefined) throw drumError('missing_signature', `${this.whose()} does not have signature`);
    const hashAlgorithm = this.algorithm;
    return { kind: 'message', hashAlgorithm, ocspResponses, content, bodies, hashChainResult, hashChain, signature };
  }

  private missingMessage() {
    const { protocol } = this.options;
    const code = protocol === 'REST' ? 'missing_rest' : 'missing_soap';
    return drumError(code, `${this.whose()} does not have ${protocol} message`);
  }

  private whose(): string {
    return this.options.direction === 'request' ? 'Request' : 'Response';
  }
}

/** Whether the bytes are one DER SEQUENCE to their end (X.690 §8.1): enough to name the part that is none. */
function isDerSequence(bytes: Buffer): boolean {
  const [tag, first] = bytes;
  if (tag !== 0x30 || first === undefined) return false;
  if (first < 0x80) return bytes.length === 2 + first;
  const lengthBytes = first & 0x7f;
  if (lengthBytes === 0 || lengthBytes > 4 || bytes.length < 2 + lengthBytes) return false;
  return bytes.length === 2 + lengthBytes + bytes.readUIntBE(2, lengthBytes);
}
