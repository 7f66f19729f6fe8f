import { constants } from 'node:crypto';
import { createServer as createHttpServer, type RequestListener, type Server as HttpServer } from 'node:http';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import { CHECK_MS, unhurried } from '#config/http-listener.ts';
import type { ServerContext } from '../context.ts';
import { listen } from '../exchange/listen.ts';
import { OpenConnections } from '../exchange/open-connections.ts';

export interface InternalIdentity {
  /** PEM. */
  readonly key: string;
  readonly certificate: string;
}

/** Where information systems connect, with TLS and without. With TLS a certificate is asked for, and none is demanded. */
export class InformationSystemListeners {
  private readonly context: ServerContext;
  private readonly http: HttpServer;
  private readonly https: HttpsServer;
  private readonly connections: readonly OpenConnections[];

  constructor(context: ServerContext, identity: InternalIdentity, handle: RequestListener) {
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
        ...{ key: identity.key, cert: identity.certificate },
        minVersion: 'TLSv1.2',
        secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
        requestCert: true,
        // Which certificates may speak for a client its owner has registered; no authority is asked.
        rejectUnauthorized: false,
        handshakeTimeout: parameters['proxy.server-connector-initial-idle-time'],
      },
      listener,
    );
    const servers = [this.http, this.https];
    this.connections = servers.map((server) => new OpenConnections(server));
    for (const server of servers) {
      server.timeout = parameters['proxy.request-idle-timeout'];
      server.maxConnections = parameters['proxy.max-connections'];
      // Whoever waits to hear that its body is wanted hears it when the body is read, or a refusal instead.
      server.on('checkContinue', listener);
    }
  }

  async start(): Promise<void> {
    const { address, parameters } = this.context;
    await listen(this.http, address, parameters['proxy.client-http-port']);
    await listen(this.https, address, parameters['proxy.client-https-port']);
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
    this.http.closeAllConnections();
    this.https.closeAllConnections();
    for (const each of this.connections) each.destroy();
  }
}
