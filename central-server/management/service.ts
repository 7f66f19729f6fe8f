import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { TlsIdentity } from '#certs/tls-identity.ts';
import type { Clock } from '#config/clock.ts';
import { CHECK_MS, closeAtOnce, unhurried } from '#config/http-listener.ts';
import { listen } from '#config/listening.ts';
import type { Log } from '#config/log.ts';
import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import { asDrumError, drumError } from '#protocol/errors.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import { readManagementMessage } from '#protocol/management/message.ts';
import { managementResponseToXml, type ManagementRequestKind } from '#protocol/management/requests.ts';
import { verifyManagementMessage } from '#protocol/management/verify.ts';
import { writeSoapFault } from '#protocol/soap/fault.ts';
import { checkSoapAction } from '#protocol/soap/soap-action.ts';
import { writeSoapMessage } from '#protocol/soap/write.ts';
import type { RequestRate } from './request-rate.ts';
import type { ManagementRequests } from './requests.ts';

const HEADERS_MS_MAX = 10_000;
const REQUEST_MS_MAX = 30_000;
const IDLE_MS_MAX = 10_000;
const TLS_VERSION_MIN = 'TLSv1.2';
const XML = 'text/xml; charset=UTF-8';

export interface ManagementServiceOptions {
  readonly identity: TlsIdentity;
  /** The one path that is served; a slash behind it makes no difference. */
  readonly path: string;
  readonly serves: (kind: ManagementRequestKind) => boolean;
  /** Who may connect, by certificate (DER); undefined: everybody. */
  readonly clients: readonly Uint8Array[] | undefined;
  readonly requests: ManagementRequests;
  /** What the catalogue says now. */
  readonly configuration: () => Promise<GlobalConfiguration>;
  /** Called when a request has changed the catalogue. */
  readonly onChange: () => void;
  readonly rate: RequestRate;
  readonly maxConnections: number;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Takes management requests over TLS (PR-MSERV): the registration service is for everybody and takes registrations of
 * authentication certificates, which prove themselves; the management service is for the security server of the management
 * services, which has verified who sent the rest. A refusal is a SOAP fault with status 500, as X-Road has it.
 */
export class ManagementService {
  private readonly options: ManagementServiceOptions;
  private readonly server: Server;

  constructor(options: ManagementServiceOptions) {
    this.options = options;
    const { key, certificate } = options.identity;
    this.server = createServer(
      {
        ...{ key, cert: certificate },
        minVersion: TLS_VERSION_MIN,
        requestCert: options.clients !== undefined,
        // Known by the certificate itself; no authority is asked.
        rejectUnauthorized: false,
        headersTimeout: HEADERS_MS_MAX,
        requestTimeout: REQUEST_MS_MAX,
        handshakeTimeout: HEADERS_MS_MAX,
        connectionsCheckingInterval: CHECK_MS,
      },
      unhurried((request, response) => void this.serve(request, response)),
    );
    this.server.maxConnections = options.maxConnections;
    this.server.timeout = IDLE_MS_MAX;
  }

  /** Shows another certificate to whoever connects from now on; connections that are open go on. */
  show({ key, certificate }: TlsIdentity): void {
    this.server.setSecureContext({ key, cert: certificate, minVersion: TLS_VERSION_MIN });
  }

  /** Throws `port_not_available`. */
  start(address: string, port: number): Promise<void> {
    return listen(this.server, address, port);
  }

  stop(): Promise<void> {
    return closeAtOnce(this.server);
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined);
    try {
      const answer = await this.answer(request);
      response.writeHead(200, { 'content-type': XML, 'cache-control': 'no-store' }).end(answer);
    } catch (thrown) {
      const error = asDrumError(thrown);
      const { code, detail } = error;
      this.options.log.warn('A management request was refused', { code, detail, error });
      // What was not read stays unread.
      response.shouldKeepAlive = request.complete;
      response.writeHead(500, { 'content-type': XML, 'cache-control': 'no-store' }).end(writeSoapFault(error));
    }
  }

  private async answer(request: IncomingMessage): Promise<Buffer> {
    const { options } = this;
    this.requireClient(request.socket);
    const path = (request.url ?? '').replace(/\/?(\?.*)?$/s, '');
    if (path !== options.path) throw drumError('not_found', 'There is no such service here');
    if (request.method !== 'POST') {
      throw drumError('invalid_http_method', `Must use POST request method instead of ${request.method ?? ''}`);
    }
    options.rate.take(request.socket.remoteAddress ?? '');
    checkSoapAction([request.headers.soapaction].flat()[0]);
    const message = await readManagementMessage(request, request.headers['content-type']);
    const { soap, request: asked } = message;
    if (!options.serves(asked.kind)) {
      throw drumError('invalid_request', `This service does not take management requests ${asked.kind}`);
    }
    verifyManagementMessage(message, { configuration: await options.configuration(), at: options.clock.now() });
    const signer = message.member?.certificate.der;
    const id = await options.requests.add(asked, { origin: 'SECURITY_SERVER', signer });
    options.log.info('Management request', { id, kind: asked.kind, server: keyOf(asked.server) });
    options.onChange();
    return writeSoapMessage(soap, managementResponseToXml(asked, id));
  }

  private requireClient(socket: Socket): void {
    const { clients } = this.options;
    if (clients === undefined) return;
    const shown = socket instanceof TLSSocket ? socket.getPeerX509Certificate()?.raw : undefined;
    if (shown !== undefined && clients.some((known) => shown.equals(known))) return;
    throw drumError(
      'ssl_authentication_failed',
      'The TLS certificate is not that of a security server that may deliver here',
    );
  }
}
