import { constants } from 'node:crypto';
import { createServer as createHttpServer, type RequestListener, type Server as HttpServer } from 'node:http';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import type { CurrentTlsIdentity } from '#certs/current-tls-identity.ts';
import type { TlsIdentity } from '#certs/tls-identity.ts';
import type { SecureContextOptions } from 'node:tls';
import { CHECK_MS, unhurried } from '#config/http-listener.ts';
import { listen } from '#config/listening.ts';
import type { ServerContext } from '../context.ts';
import { boundConnections, type Connections } from '../exchange/connections.ts';

/** The same in every process that shares the port, or sessions could not be resumed in another. */
const SESSION_CONTEXT = 'drum information systems';

/** Where information systems connect, with TLS and without. With TLS a certificate is asked for, and none is demanded. */
export class InformationSystemListeners {
  private readonly context: ServerContext;
  private readonly http: HttpServer;
  private readonly https: HttpsServer;
  private readonly connections: readonly Connections[];
  private ticketKeys: Uint8Array | undefined;

  constructor(context: ServerContext, internal: CurrentTlsIdentity, handle: RequestListener) {
    const { parameters } = context;
    this.context = context;
    const limits = {
      maxHeaderSize: parameters['proxy.max-header-size'],
      headersTimeout: parameters['proxy.server-connector-initial-idle-time'],
      connectionsCheckingInterval: CHECK_MS,
      // A body may be large and slow; its silence is bounded instead, by `timeout` below.
      requestTimeout: 0,
    };
    const listener = unhurried(handle);
    this.http = createHttpServer(limits, listener);
    this.https = createHttpsServer(
      {
        ...limits,
        ...shown(internal.identity),
        requestCert: true,
        // Which certificates may speak for a client its owner has registered; no authority is asked.
        rejectUnauthorized: false,
        handshakeTimeout: parameters['proxy.server-connector-initial-idle-time'],
      },
      listener,
    );
    internal.onReplaced((identity) => {
      this.show(identity);
    });
    const connectionsMax = parameters['proxy.max-connections'];
    this.connections = [this.http, this.https].map((server) => boundConnections(server, connectionsMax));
    for (const server of [this.http, this.https]) {
      server.timeout = parameters['proxy.request-idle-timeout'];
      // Whoever waits to hear that its body is wanted hears it when the body is read, or a refusal instead.
      server.on('checkContinue', listener);
    }
  }

  protectTicketsWith(keys: Uint8Array): void {
    this.ticketKeys = keys;
    this.https.setTicketKeys(Buffer.from(keys));
  }

  async start(): Promise<void> {
    const { address, parameters, sharesPorts: shared } = this.context;
    await listen(this.http, address, parameters['proxy.client-http-port'], { shared });
    await listen(this.https, address, parameters['proxy.client-https-port'], { shared });
  }

  /** Takes no more connections; resolves when those that there are have ended. */
  async stop(): Promise<void> {
    await Promise.all(
      [this.http, this.https].map(
        (server) =>
          new Promise<void>((resolve) => {
            server.close(() => {
              resolve();
            });
            server.closeIdleConnections();
          }),
      ),
    );
  }

  /** Ends what is still open. */
  abort(): void {
    for (const each of this.connections) each.endAll();
  }

  /** To whoever connects from now on. */
  private show(identity: TlsIdentity): void {
    this.https.setSecureContext(shown(identity));
    if (this.ticketKeys !== undefined) this.protectTicketsWith(this.ticketKeys);
  }
}

const shown = ({ key, certificate }: TlsIdentity): SecureContextOptions => ({
  ...{ key, cert: certificate },
  minVersion: 'TLSv1.2',
  secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
  sessionIdContext: SESSION_CONTEXT,
});
