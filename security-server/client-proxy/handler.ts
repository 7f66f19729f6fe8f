import type { IncomingMessage, ServerResponse } from 'node:http';
import { asDrumError, drumError, errorEntry, type DrumError } from '#protocol/errors.ts';
import { restErrorAnswer } from '#protocol/rest/error-body.ts';
import { FAULT_CONTENT_TYPE, writeSoapFault } from '#protocol/soap/fault.ts';
import { requestUrl } from '../exchange/request-url.ts';
import type { OperationalRecord } from '../monitoring/operational-record.ts';
import { exchangeRest, type ClientSide } from './rest-exchange.ts';

/** Serves a path that is not an exchange; says whether it was its own. */
export type ClientService = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<boolean>;

const REST_PATH = /^\/r1(\/|$)/;

/** What information systems reach: exchanges, and the services about them (`/listClients`, `/asic`, …). */
export class ClientHandler {
  private readonly side: ClientSide;
  private readonly services: readonly ClientService[];
  private underWay = 0;

  constructor(side: ClientSide, services: readonly ClientService[]) {
    this.side = side;
    this.services = services;
  }

  /** Exchanges that have not ended. */
  get exchanges(): number {
    return this.underWay;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined);
    try {
      await this.serve(request, response);
    } catch (error) {
      // Nobody would hear it but the process, which would end.
      this.side.context.log.error('A request could not be answered', { error });
      response.destroy();
    }
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = request.url ?? '/';
    if (REST_PATH.test(target)) {
      await this.exchange(request, response);
      return;
    }
    try {
      const url = requestUrl(target);
      for (const serve of this.services) if (await serve(request, response, url)) return;
      throw soapRefusal(request);
    } catch (error) {
      this.answerSoapFault(response, locate(error));
    }
  }

  private async exchange(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { context, monitoring } = this.side;
    const record: OperationalRecord = {
      securityServerType: 'Client',
      securityServerInternalIp: context.address,
      clientSecurityServerAddress: context.address,
      requestInTs: context.clock.now().getTime(),
      succeeded: false,
    };
    this.underWay += 1;
    try {
      if (this.underWay > context.parameters['proxy.max-exchanges']) {
        throw drumError('overloaded', 'Too many exchanges are under way');
      }
      await exchangeRest(this.side, request, response, record);
    } catch (thrown) {
      const error = locate(thrown);
      record.faultCode = error.code;
      record.faultString = error.message;
      this.tell(error, record);
      this.answerRestError(request, response, error);
    } finally {
      this.underWay -= 1;
      record.responseOutTs = context.clock.now().getTime();
      monitoring.record(record);
    }
  }

  private tell(error: DrumError, record: OperationalRecord): void {
    const fields = { code: error.code, detail: error.detail, exchange: record.xRequestId ?? null, error };
    // What the caller got wrong is no concern of this server's operator.
    if (errorEntry(error.code)?.side === 'client') this.side.context.log.info('Exchange refused', fields);
    else this.side.context.log.warn('Exchange failed', fields);
  }

  private answerRestError(request: IncomingMessage, response: ServerResponse, error: DrumError): void {
    if (response.headersSent) {
      // The answer has begun: only a broken connection can say that it is not whole.
      response.destroy();
      return;
    }
    const answer = restErrorAnswer(error, request.headers.accept);
    response.writeHead(answer.status, [
      ...answer.headers.flat(),
      'content-type',
      answer.contentType,
      'content-length',
      String(answer.body.length),
    ]);
    response.end(request.method === 'HEAD' ? undefined : answer.body);
  }

  private answerSoapFault(response: ServerResponse, error: DrumError): void {
    this.side.context.log.info('Request refused', { code: error.code, detail: error.detail, error });
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const fault = writeSoapFault(error);
    response.writeHead(200, { 'content-type': FAULT_CONTENT_TYPE, 'content-length': fault.length });
    response.end(fault);
  }
}

/** Says that it happened here, unless the code already says where it did. */
function locate(thrown: unknown): DrumError {
  const error = asDrumError(thrown);
  return /^(client|server)\./i.test(error.code) ? error : error.withPrefix('server', 'clientproxy');
}

function soapRefusal(request: IncomingMessage): DrumError {
  if (request.method !== 'POST') {
    const method = request.method ?? '';
    return drumError('invalid_http_method', `Must use POST request method instead of ${method}`).withPrefix('client');
  }
  return drumError('invalid_request', 'This security server exchanges REST messages only').withPrefix('client');
}
