import type { IncomingMessage, ServerResponse } from 'node:http';
import { asDrumError, drumError, type DrumError } from '#protocol/errors.ts';
import { checkSoapResponse } from '#protocol/soap/consistency.ts';
import type { SoapHeader } from '#protocol/soap/header.ts';
import { readSoapHttp, writeSoapHttp, type ReadSoap } from '#protocol/soap/http-message.ts';
import { soapRequestHash } from '#protocol/soap/request-hash.ts';
import { checkSoapAction } from '#protocol/soap/soap-action.ts';
import { TRANSPORT_LIMITS } from '#protocol/transport/limits.ts';
import type { MessageContent } from '#protocol/transport/message.ts';
import { bodyRules, keepBytes, NO_BYTES, type Body, type KeptBytes } from '../exchange/body.ts';
import { outgoing, partsOf } from '../exchange/parts.ts';
import { describeSoapAttachments, describeSoapRequest, describeSoapResponse } from '../exchange/soap-record.ts';
import type { OperationalRecord } from '../monitoring/operational-record.ts';
import { arrivingChunks } from './arriving-body.ts';
import { deliverSoap } from './delivery.ts';
import type { Answer, Asked, ConsumerProtocol, Response } from './protocol.ts';

/** X-Road's message protocol for SOAP on the consumer's side (PR-MESS). */
export const SOAP: ConsumerProtocol = {
  async read(side, { request, response }, onHead, bodies) {
    const requestId = side.newUuid();
    const { 'content-type': contentType, soapaction } = request.headers;
    const judged: { asked?: AskedSoap; refusal?: DrumError } = {};
    const rules = bodyRules(side, () => judged.asked && { side: 'client', service: judged.asked.serviceId });
    const chunks = arrivingChunks(side, request, response);
    try {
      const soapAction = checkSoapAction([soapaction].flat()[0]);
      const message = await readSoapHttp<KeptBytes>(chunks, contentType, {
        limits: TRANSPORT_LIMITS,
        onSoap: async (read) => {
          judged.asked = new AskedSoap(read, { requestId, contentType, soapAction });
          try {
            await onHead(judged.asked);
          } catch (error) {
            judged.refusal = asDrumError(error);
            throw error;
          }
        },
        storeBody: async ({ content }) => {
          const kept = (await keepBytes(content, rules)) ?? NO_BYTES;
          bodies.push({ ...kept, digest: NO_DIGEST });
          return kept;
        },
      });
      if (message.kind === 'fault' || judged.asked === undefined) {
        throw drumError('invalid_soap', 'A SOAP fault stands where a request is expected');
      }
      bodies.splice(0, bodies.length, ...partsOf(message.attachments));
      return judged.asked;
    } catch (error) {
      throw judged.refusal ?? asClients(error);
    } finally {
      // The rest of what is refused is for whoever answers.
      await chunks.return(undefined);
    }
  },
};

/** Replaced when all have come; until then they are only to be disposed of. */
const NO_DIGEST = Buffer.alloc(0);

/** What cannot be read is the information system's mistake; what cannot be kept is not. */
function asClients(thrown: unknown): DrumError {
  const error = asDrumError(thrown);
  return /^(?:internal_error|io_error|overloaded|logging_failed\b.*)$/.test(error.code)
    ? error
    : error.withPrefix('client');
}

interface Circumstances {
  readonly requestId: string;
  readonly contentType: string | undefined;
  readonly soapAction: string | undefined;
}

class AskedSoap implements Asked {
  readonly protocol = 'SOAP';
  readonly requestId: string;
  readonly originalContentType: string | undefined;
  readonly originalSoapAction: string | undefined;
  readonly content;
  private readonly soap: SoapHeader;

  constructor({ bytes, contentType, headers, soap }: ReadSoap, circumstances: Circumstances) {
    this.content = { kind: 'soap', bytes, contentType, headers } as const;
    this.soap = soap;
    this.requestId = circumstances.requestId;
    this.originalContentType = circumstances.contentType;
    this.originalSoapAction = circumstances.soapAction;
  }

  get clientId() {
    return this.soap.clientId;
  }

  get serviceId() {
    return this.soap.serviceId;
  }

  get securityServerId() {
    return this.soap.securityServerId;
  }

  get queryId() {
    return this.soap.queryId;
  }

  describe(record: OperationalRecord, bodies: readonly Body[] | undefined): void {
    if (bodies === undefined) describeSoapRequest(record, this.soap, this.content.bytes);
    else describeSoapAttachments(record, this.content.bytes, bodies);
    record.xRequestId = this.requestId;
  }

  answered({ content, soap, bodies, originalContentType }: Response): Answer {
    if (content.kind !== 'soap' || soap === undefined) {
      throw drumError('missing_soap', 'Response does not have SOAP message');
    }
    const asked = { soap: this.soap, bytes: this.content.bytes };
    return new SoapAnswer(asked, { content, soap, bodies, originalContentType });
  }
}

interface SoapResponse extends Response {
  readonly content: MessageContent & { readonly kind: 'soap' };
  readonly soap: SoapHeader;
}

class SoapAnswer implements Answer {
  /** A failure would have come as a fault. */
  readonly isSuccess = true;
  private readonly asked: { readonly soap: SoapHeader; readonly bytes: Buffer };
  private readonly response: SoapResponse;

  constructor(asked: SoapAnswer['asked'], response: SoapResponse) {
    this.asked = asked;
    this.response = response;
  }

  check(): void {
    checkSoapResponse(this.asked.soap, soapRequestHash(this.asked.bytes), this.response.soap);
  }

  describe(record: OperationalRecord): void {
    describeSoapResponse(record, this.response.content.bytes, this.response.bodies);
  }

  async deliver(_request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { content, bodies, originalContentType } = this.response;
    await deliverSoap(response, writeSoapHttp(content, outgoing(bodies), originalContentType));
  }
}
