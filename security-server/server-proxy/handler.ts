import type { IncomingMessage, ServerResponse } from 'node:http';
import { asDrumError, drumError, type DrumError } from '#protocol/errors.ts';
import { writeSoapFault } from '#protocol/soap/fault.ts';
import { answerEarly, faultAnswer } from '../exchange/early-answer.ts';
import { ownAddress } from '../exchange/own-address.ts';
import { ServiceShares } from '../exchange/service-shares.ts';
import type { OperationalRecord } from '../monitoring/operational-record.ts';
import { chainOf } from './listener.ts';
import { serveExchange, type ProviderSide } from './exchange.ts';
import { peerVersionCheck } from './peer-version.ts';
import { ServiceFault } from './service-fault.ts';

/** Takes messages of other security servers; what goes wrong is a SOAP fault with status 200, for REST as well. */
export class PeerHandler {
  private readonly side: ProviderSide;
  private underWay = 0;

  constructor(side: Omit<ProviderSide, 'shares' | 'checkVersion'>) {
    const shares = new ServiceShares(side.context.parameters['proxy.max-exchanges-per-service']);
    const checkVersion = peerVersionCheck(side.context.parameters['proxy.server-min-supported-client-version']);
    this.side = { ...side, shares, checkVersion };
  }

  /** Exchanges that have not ended. */
  get exchanges(): number {
    return this.underWay;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined);
    try {
      await this.exchange(request, response);
    } catch (error) {
      // Nobody would hear it but the process, which would end.
      this.side.context.log.error('A message could not be answered', { error });
      response.destroy();
    }
  }

  private async exchange(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { context, monitoring } = this.side;
    if (!context.parameters['proxy.server-support-clients-pooled-connections'])
      response.setHeader('connection', 'close');
    const record: OperationalRecord = {
      securityServerType: 'Producer',
      securityServerInternalIp: context.address,
      serviceSecurityServerAddress: ownAddress(context),
      requestInTs: context.clock.now().getTime(),
      succeeded: false,
    };
    let failure: DrumError | undefined;
    this.underWay += 1;
    try {
      await this.serve(request, response, record);
    } catch (thrown) {
      failure = thrown instanceof ServiceFault ? thrown : asDrumError(thrown).withPrefix('server', 'serverproxy');
    } finally {
      this.underWay -= 1;
    }
    if (failure !== undefined) {
      record.faultCode = failure.code;
      record.faultString = failure.message;
      const { code, detail } = failure;
      context.log.warn('Exchange failed', { code, detail, exchange: record.xRequestId ?? null, error: failure });
    }
    record.responseOutTs = context.clock.now().getTime();
    monitoring.record(record);
    if (failure === undefined) return;
    await answerFault(request, response, failure instanceof ServiceFault ? failure.bytes : writeSoapFault(failure));
  }

  private async serve(request: IncomingMessage, response: ServerResponse, record: OperationalRecord): Promise<void> {
    const { context } = this.side;
    if (request.method !== 'POST') {
      throw drumError('invalid_http_method', `Must use POST request method instead of ${request.method ?? ''}`);
    }
    if (this.underWay > context.parameters['proxy.max-exchanges']) {
      throw drumError('overloaded', 'Too many exchanges are under way');
    }
    const peer = chainOf(request.socket);
    const address = this.addressOf(peer);
    if (address !== undefined) record.clientSecurityServerAddress = address;
    await serveExchange(this.side, peer, request, response, record);
  }

  private addressOf(peer: ReturnType<typeof chainOf>): string | undefined {
    const [certificate] = peer;
    if (certificate === undefined) return undefined;
    const configuration = this.side.context.globalConfiguration();
    const server = configuration.serverOfAuthenticationCertificate(certificate);
    return server === undefined ? undefined : configuration.server(server)?.address;
  }
}

async function answerFault(request: IncomingMessage, response: ServerResponse, fault: Buffer): Promise<void> {
  if (response.headersSent) {
    // The answer has begun and is no fault: only a broken connection can say that it is not whole.
    response.destroy();
    return;
  }
  await answerEarly(request, response, faultAnswer(fault));
}
