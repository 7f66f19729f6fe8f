import type { IncomingMessage, ServerResponse } from 'node:http';
import { DrumError, drumError } from '#protocol/errors.ts';
import { checkRestResponse, restRequestHash } from '#protocol/rest/consistency.ts';
import { buildRestRequest, type RestRequest } from '#protocol/rest/request.ts';
import type { RestResponse } from '#protocol/rest/response.ts';
import type { Body } from '../exchange/body.ts';
import { headerPairs, requireCarried } from '../exchange/headers.ts';
import type { OperationalRecord } from '../monitoring/operational-record.ts';
import { arrivingBody } from './arriving-body.ts';
import { deliver } from './delivery.ts';
import type { Answer, Asked, ConsumerProtocol, ReadingServices, Response } from './protocol.ts';

/** From here on a status says that the application failed. */
const ERROR_STATUS_MIN = 400;

/** X-Road's message protocol for REST on the consumer's side (PR-REST §4). */
export const REST: ConsumerProtocol = {
  async read(side, { request, response, instance }, onHead, bodies) {
    const asked = new AskedRest(accept(side, request, instance), request.headers['content-type']);
    await onHead(asked);
    const body = await arrivingBody(side, request, response, asked.serviceId);
    if (body !== undefined) bodies.push(body);
    return asked;
  },
};

/** Reads what the information system asks for; its mistakes are `client.…`. */
function accept(side: ReadingServices, request: IncomingMessage, instance: string): RestRequest {
  try {
    return buildRestRequest({
      method: request.method ?? '',
      rawPath: request.url ?? '',
      headers: headerPairs(request.rawHeaders),
      requestId: side.newUuid(),
      instance,
      newMessageId: side.newUuid(),
    });
  } catch (error) {
    throw error instanceof DrumError && error.code === 'bad_request' ? error.withPrefix('client') : error;
  }
}

class AskedRest implements Asked {
  readonly protocol = 'REST';
  readonly originalSoapAction = undefined;
  readonly originalContentType: string | undefined;
  private readonly rest: RestRequest;

  constructor(rest: RestRequest, contentType: string | undefined) {
    this.rest = rest;
    this.originalContentType = contentType;
  }

  get clientId() {
    return this.rest.clientId;
  }

  get serviceId() {
    return this.rest.serviceId;
  }

  get securityServerId() {
    return this.rest.securityServerId;
  }

  get queryId() {
    return this.rest.queryId;
  }

  get requestId() {
    return this.rest.requestId ?? '';
  }

  get content() {
    return { kind: 'rest-request', bytes: this.rest.bytes } as const;
  }

  describe(record: OperationalRecord, bodies: readonly Body[] | undefined): void {
    const { rest } = this;
    if (bodies !== undefined) {
      record.requestSize = sizeWith(rest.bytes, bodies);
      record.requestAttachmentCount = 0;
      return;
    }
    record.client = rest.clientId;
    record.service = rest.serviceId;
    record.restMethod = rest.verb;
    record.messageId = rest.queryId;
    record.messageProtocolVersion = '1';
    if (rest.requestId !== undefined) record.xRequestId = rest.requestId;
    if (rest.userId !== undefined) record.messageUserId = rest.userId;
    if (rest.issue !== undefined) record.messageIssue = rest.issue;
    if (rest.representedParty !== undefined) record.representedParty = rest.representedParty;
  }

  answered({ content, bodies }: Response): Answer {
    if (content.kind !== 'rest-response') throw drumError('missing_rest', 'Response does not have REST message');
    const { rest: answer } = content;
    requireCarried(answer.headers, answer.reason);
    return new RestAnswer(this.rest, answer, bodies[0]);
  }
}

class RestAnswer implements Answer {
  private readonly asked: RestRequest;
  private readonly rest: RestResponse;
  private readonly body: Body | undefined;

  constructor(asked: RestRequest, rest: RestResponse, body: Body | undefined) {
    this.asked = asked;
    this.rest = rest;
    this.body = body;
  }

  get isSuccess(): boolean {
    return this.rest.status < ERROR_STATUS_MIN;
  }

  check(sent: readonly Body[]): void {
    checkRestResponse(this.asked, restRequestHash(this.asked.bytes, sent[0]?.digest), this.rest);
  }

  describe(record: OperationalRecord): void {
    const { rest, body } = this;
    record.statusCode = rest.status;
    record.responseSize = sizeWith(rest.bytes, body === undefined ? [] : [body]);
    record.responseAttachmentCount = 0;
  }

  async deliver(request: IncomingMessage, response: ServerResponse): Promise<void> {
    await deliver(request, response, { rest: this.rest, body: this.body });
  }
}

const sizeWith = (message: Buffer, bodies: readonly Body[]): number =>
  bodies.reduce((bytes, { size }) => bytes + size, message.length);
