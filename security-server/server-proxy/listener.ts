import { hkdfSync } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { BoundedMap } from '#certs/bounded-map.ts';
import type { Certificate } from '#certs/certificate.ts';
import { CHECK_MS, unhurried } from '#config/http-listener.ts';
import { listen } from '#config/listening.ts';
import { boundConnections, type Connections } from '../exchange/connections.ts';
import type { ServerContext } from '../context.ts';
import { peerChain, peerContext, type AuthenticationIdentity } from '../peers/tls.ts';

/** The same in every process that shares the port, or sessions could not be resumed in another. */
const SESSION_CONTEXT = 'drum security servers';
const TICKET_KEY_BYTES = 48;

/** Peers whose certificates are remembered. */
const PEERS_MAX = 2_000;

const chains = new WeakMap<object, readonly Certificate[]>();

/** The certificates that the peer behind a request has shown. */
export function chainOf(socket: object): readonly Certificate[] {
  return chains.get(socket) ?? [];
}

/**
 * Where other security servers deliver messages. A peer is let in only with the registered authentication certificate of
 * a security server; that is decided when the handshake ends, and not a byte of a request is read before it.
 */
export class PeerListener {
  private readonly context: ServerContext;
  private readonly server: Server;
  private readonly shown = new BoundedMap<string, readonly Certificate[]>(PEERS_MAX);
  private readonly connections: Connections;
  private identity: AuthenticationIdentity;
  private ticketKeys: Uint8Array | undefined;

  constructor(context: ServerContext, identity: AuthenticationIdentity, handle: RequestListener) {
    const { parameters } = context;
    this.context = context;
    this.identity = identity;
    this.server = createServer(
      {
        ...peerContext(identity),
        requestCert: true,
        sessionIdContext: SESSION_CONTEXT,
        // Certificates are judged by their registered hash in `isAdmitted`, not by a list of roots (see peerContext).
        rejectUnauthorized: false,
        handshakeTimeout: parameters['proxy.server-connector-initial-idle-time'],
        maxHeaderSize: parameters['proxy.max-header-size'],
        headersTimeout: parameters['proxy.server-connector-initial-idle-time'],
        connectionsCheckingInterval: CHECK_MS,
        // A message may be large and slow; its silence is bounded instead, by `timeout` below.
        requestTimeout: 0,
        keepAliveTimeout: parameters['proxy.pool-idle-timeout'] + KEEP_ALIVE_MARGIN_MS,
      },
      unhurried(handle),
    );
    this.connections = boundConnections(this.server, parameters['proxy.max-connections']);
    this.server.timeout = parameters['proxy.request-idle-timeout'];
    this.server.on('tlsClientError', (error) => {
      context.log.debug('TLS handshake of a peer failed', { error });
    });
    this.guard();
  }

  async start(): Promise<void> {
    const { address, parameters, sharesPorts: shared } = this.context;
    await listen(this.server, address, parameters['proxy.server-listen-port'], { shared });
  }

  /** A renewed authentication certificate, for connections from now on. */
  renew(identity: AuthenticationIdentity): void {
    this.identity = identity;
    this.server.setSecureContext(peerContext(identity));
    if (this.ticketKeys !== undefined) this.protectTicketsWith(this.ticketKeys);
  }

  /** Tickets of sessions that were agreed with another certificate of this server are not taken: the keys belong to one. */
  protectTicketsWith(keys: Uint8Array): void {
    this.ticketKeys = keys;
    const { der } = this.identity.certificate;
    this.server.setTicketKeys(Buffer.from(hkdfSync('sha512', keys, der, 'TLS session tickets', TICKET_KEY_BYTES)));
  }

  /** Takes no more connections; resolves when those that there are have ended. */
  async stop(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.server.close(() => {
        resolve();
      });
      this.server.closeIdleConnections();
    });
  }

  /** Ends what is still open. */
  abort(): void {
    this.connections.endAll();
  }

  /** Puts the decision between the end of the handshake and the HTTP parser. */
  private guard(): void {
    const parsers = this.server.listeners('secureConnection');
    this.server.removeAllListeners('secureConnection');
    this.server.on('secureConnection', (socket: TLSSocket) => {
      if (!this.isAdmitted(socket)) {
        socket.destroy();
        return;
      }
      for (const parse of parsers) Reflect.apply(parse, this.server, [socket]);
    });
  }

  /** With a resumed session only the peer's own certificate is known: what came with it is remembered from the first time. */
  private chainShown(socket: TLSSocket): readonly Certificate[] {
    const chain = peerChain(socket);
    const [certificate] = chain;
    if (certificate === undefined) return chain;
    if (socket.isSessionReused()) return this.shown.get(certificate.sha256Hex) ?? chain;
    this.shown.set(certificate.sha256Hex, chain);
    return chain;
  }

  private isAdmitted(socket: TLSSocket): boolean {
    try {
      const chain = this.chainShown(socket);
      const [certificate] = chain;
      const server = certificate && this.context.latestConfiguration()?.serverOfAuthenticationCertificate(certificate);
      if (server === undefined) {
        this.context.log.info('A peer without a registered authentication certificate was refused', {
          certificate: certificate?.sha256Hex ?? null,
        });
        return false;
      }
      chains.set(socket, chain);
      return true;
    } catch (error) {
      this.context.log.warn('A peer could not be judged and was refused', { error });
      return false;
    }
  }
}

/** The client's pool lets go of a connection first, so that it never sends into one that we are closing. */
const KEEP_ALIVE_MARGIN_MS = 5_000;
