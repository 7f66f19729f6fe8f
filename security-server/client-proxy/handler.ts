import type { IncomingMessage, ServerResponse } from 'node:http';
import { asDrumError, drumError, errorEntry, type DrumError } from '#protocol/errors.ts';
import { restErrorAnswer } from '#protocol/rest/error-body.ts';
import { writeSoapFault } from '#protocol/soap/fault.ts';
import { answerEarly, faultAnswer } from '../exchange/early-answer.ts';
import { ownAddress } from '../exchange/own-address.ts';
import { ServiceShares } from '../exchange/service-shares.ts';
import { requestUrl, type RequestAddress } from '../exchange/request-url.ts';
import type { OperationalRecord } from '../monitoring/operational-record.ts';
import { exchange, type ClientSide } from './exchange.ts';
import type { ConsumerProtocol } from './protocol.ts';
import { REST } from './rest.ts';
import { PeerFault } from './sending.ts';
import { SOAP } from './soap.ts';

/** Serves a path that is not an exchange; says whether it was its own. */
export type ClientService = (
  request: IncomingMessage,
  response: ServerResponse,
  address: RequestAddress,
) => Promise<boolean>;

/** Questions to the services, each of which may hold a whole configuration in memory, that are answered at once. */
const SERVICES_AT_ONCE_MAX = 64;

const REST_PATH = /^\/r1(\/|$)/;

/** What information systems reach: exchanges, and the services about them (`/listClients`, `/asic`, …). */
export class ClientHandler {
  private readonly side: ClientSide;
  private readonly services: readonly ClientService[];
  private underWay = 0;
  private askedNow = 0;

  constructor(side: Omit<ClientSide, 'shares'>, services: readonly ClientService[]) {
    const shares = new ServiceShares(side.context.parameters['proxy.max-exchanges-per-service']);
    this.side = { ...side, shares };
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
      const failure = await this.exchange(REST, request, response);
      if (failure !== undefined) await answerRestError(request, response, failure.error);
      return;
    }
    const failure = (await this.askServices(request, response, target)) ?? requireSoap(request);
    if (failure === 'served') return;
    if (failure !== undefined) {
      this.side.context.log.info('Request refused', { code: failure.code, detail: failure.detail, error: failure });
      await answerSoapFault(request, response, writeSoapFault(failure));
      return;
    }
    const failed = await this.exchange(SOAP, request, response);
    if (failed !== undefined) await answerSoapFault(request, response, failed.fault ?? writeSoapFault(failed.error));
  }

  /** Asks the services that are no exchange; undefined where the path is none of theirs. */
  private async askServices(
    request: IncomingMessage,
    response: ServerResponse,
    target: string,
  ): Promise<'served' | DrumError | undefined> {
    // No service reads a body: one that comes all the same must not keep the connection after the answer.
    if (request.method !== 'POST' && announcesBody(request)) response.shouldKeepAlive = false;
    this.askedNow += 1;
    try {
      if (this.askedNow > SERVICES_AT_ONCE_MAX) throw drumError('overloaded', 'Too many questions are being answered');
      const address = requestUrl(target);
      for (const serve of this.services) if (await serve(request, response, address)) return 'served';
      return undefined;
    } catch (error) {
      return locate(error);
    } finally {
      this.askedNow -= 1;
    }
  }

  private async exchange(
    protocol: ConsumerProtocol,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<Failure | undefined> {
    const { context, monitoring } = this.side;
    const record: OperationalRecord = {
      securityServerType: 'Client',
      securityServerInternalIp: context.address,
      clientSecurityServerAddress: ownAddress(context),
      requestInTs: context.clock.now().getTime(),
      succeeded: false,
    };
    let failure: Failure | undefined;
    this.underWay += 1;
    try {
      if (this.underWay > context.parameters['proxy.max-exchanges']) {
        throw drumError('overloaded', 'Too many exchanges are under way');
      }
      await exchange(this.side, protocol, { request, response }, record);
    } catch (thrown) {
      failure =
        thrown instanceof PeerFault
          ? { error: thrown.fault, fault: thrown.bytes }
          : { error: locate(thrown), fault: undefined };
    } finally {
      this.underWay -= 1;
    }
    if (failure !== undefined) {
      record.faultCode = failure.error.code;
      record.faultString = failure.error.message;
      this.tell(failure.error, record);
    }
    record.responseOutTs = context.clock.now().getTime();
    monitoring.record(record);
    return failure;
  }

  private tell(error: DrumError, record: OperationalRecord): void {
    const fields = { code: error.code, detail: error.detail, exchange: record.xRequestId ?? null, error };
    // What the caller got wrong is no concern of this server's operator.
    if (errorEntry(error.code)?.side === 'client') this.side.context.log.info('Exchange refused', fields);
    else this.side.context.log.warn('Exchange failed', fields);
  }
}

/** How an exchange ended that did not succeed. */
interface Failure {
  readonly error: DrumError;
  /** The other side's fault, which goes on to a caller that speaks SOAP as it came. */
  readonly fault: Buffer | undefined;
}

async function answerRestError(request: IncomingMessage, response: ServerResponse, error: DrumError): Promise<void> {
  if (response.headersSent) {
    // The answer has begun: only a broken connection can say that it is not whole.
    response.destroy();
    return;
  }
  const { status, headers, contentType, body } = restErrorAnswer(error, request.headers.accept);
  await answerEarly(request, response, {
    status,
    headers: [...headers, ['content-type', contentType], ['content-length', String(body.length)]],
    body: request.method === 'HEAD' ? undefined : body,
  });
}

async function answerSoapFault(request: IncomingMessage, response: ServerResponse, fault: Buffer): Promise<void> {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  await answerEarly(request, response, faultAnswer(fault));
}

/** Says that it happened here, unless the code already says where it did. */
function locate(thrown: unknown): DrumError {
  const error = asDrumError(thrown);
  return /^(client|server)\./i.test(error.code) ? error : error.withPrefix('server', 'clientproxy');
}

function announcesBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** Every other path is for SOAP. */
function requireSoap({ method = '' }: IncomingMessage): DrumError | undefined {
  if (method === 'POST') return undefined;
  return drumError('invalid_http_method', `Must use POST request method instead of ${method}`).withPrefix('client');
}
