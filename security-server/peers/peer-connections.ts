import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type SecureContext, type TLSSocket } from 'node:tls';
import { Client } from 'undici';
import type { Certificate } from '#certs/certificate.ts';
import { asDrumError, drumError } from '#protocol/errors.ts';
import { chainBehind, TlsSessions } from './tls-sessions.ts';

export interface PeerLimits {
  readonly port: number;
  readonly connectMs: number;
  readonly cachedConnectMs: number;
  readonly answerMs: number;
  readonly winnerSeconds: number;
  readonly idleMs: number;
  readonly connectionsPerServerMax: number;
}

/** A TLS connection to a security server, whose certificates are known. It carries one exchange at a time. */
export interface PeerConnection {
  readonly address: string;
  readonly chain: readonly Certificate[];
  readonly http: Client;
  /** A body that leaves together with its headers in one write, chunked as X-Road sends it. */
  inOneWrite(content: Buffer): AsyncIterable<Buffer>;
  /** Ends it, used or not. */
  end(): Promise<void>;
}

interface Pooled extends PeerConnection {
  idleSince: number;
}

/** No connection: the addresses that are not worth another attempt, and why. */
interface Unreached {
  readonly failed: readonly string[];
  readonly failure: unknown;
}

/** Judges the certificates of a peer before a byte of a message is sent to it. Throws `ssl_authentication_failed.…`. */
export type PeerJudge = (chain: readonly Certificate[], address: string) => Promise<void>;

const HALVED_CONNECT_MS_MIN = 5_000;
const WINNERS_MAX = 10_000;

/**
 * Connections from this server to others. Of several addresses the one that accepts a TCP connection first is taken and
 * asked first from then on; one that fails is left out and the others are tried with half the time (X-Road's "fastest
 * connecting" choice). Nothing is repeated once a request has begun.
 */
export class PeerConnections {
  private readonly limits: PeerLimits;
  private readonly secureContext: () => Promise<SecureContext>;
  private readonly nowMs: () => number;
  private readonly idle = new Map<string, Pooled[]>();
  private readonly inUse = new Set<PeerConnection>();
  private closed = false;
  private readonly winners = new Map<string, { address: string; until: number }>();
  private readonly sessions = new TlsSessions();
  private readonly sweeper: NodeJS.Timeout;

  constructor(options: { limits: PeerLimits; secureContext: () => Promise<SecureContext>; nowMs: () => number }) {
    this.limits = options.limits;
    this.secureContext = options.secureContext;
    this.nowMs = options.nowMs;
    this.sweeper = setInterval(() => void this.sweep(), options.limits.idleMs);
    this.sweeper.unref();
  }

  /** A verified connection to one of the addresses. Throws `network_error` when none can be reached. */
  async acquire(addresses: readonly string[], judge: PeerJudge): Promise<PeerConnection> {
    const group = [...addresses].sort().join(' ');
    const winner = this.winnerOf(group);
    const first = winner !== undefined && addresses.includes(winner) ? [winner] : [];
    let remaining = shuffled(addresses);
    let connectMs = first.length > 0 ? this.limits.cachedConnectMs : this.limits.connectMs;
    let failure: unknown;
    let attempt = first.length > 0 ? first : remaining;
    while (attempt.length > 0) {
      const reached = this.pooled(attempt) ?? (await this.race(attempt, connectMs));
      if ('failure' in reached) {
        failure ??= reached.failure;
        remaining = remaining.filter((address) => !reached.failed.includes(address));
      } else {
        try {
          await judge(reached.chain, reached.address);
          if (this.closed) throw drumError('network_error', 'This server is being stopped');
          this.remember(group, reached.address);
          this.inUse.add(reached);
          return reached;
        } catch (error) {
          // What was agreed with one that is not trusted is not taken up again.
          this.sessions.forget(reached.address);
          await reached.end();
          failure = error;
          remaining = remaining.filter((address) => address !== reached.address);
        }
      }
      attempt = remaining;
      connectMs =
        first.length > 0 && connectMs === this.limits.cachedConnectMs
          ? this.limits.connectMs
          : Math.max(HALVED_CONNECT_MS_MIN, connectMs / 2);
    }
    throw asDrumError(failure);
  }

  /** Gives a connection back after its answer was read whole. */
  release(connection: PeerConnection): void {
    this.inUse.delete(connection);
    const kept = this.idle.get(connection.address) ?? [];
    const isGone = connection.http.closed || connection.http.destroyed;
    if (isGone || this.closed || kept.length >= this.limits.connectionsPerServerMax) {
      void connection.end();
      return;
    }
    kept.push({ ...connection, idleSince: this.nowMs() });
    this.idle.set(connection.address, kept);
  }

  /** Ends a connection whose exchange went wrong. */
  async discard(connection: PeerConnection): Promise<void> {
    this.inUse.delete(connection);
    await connection.end();
  }

  /** Ends all connections, also those whose exchange has not ended: what is left open would keep the process alive. */
  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.sweeper);
    const all: PeerConnection[] = [...[...this.idle.values()].flat(), ...this.inUse];
    this.idle.clear();
    this.inUse.clear();
    await Promise.all(all.map((connection) => connection.end()));
  }

  private pooled(addresses: readonly string[]): PeerConnection | undefined {
    for (const address of addresses) {
      const kept = this.idle.get(address) ?? [];
      for (let connection = kept.pop(); connection !== undefined; connection = kept.pop()) {
        if (!connection.http.closed && !connection.http.destroyed) return connection;
      }
    }
    return undefined;
  }

  private async race(addresses: readonly string[], connectMs: number): Promise<PeerConnection | Unreached> {
    let context: SecureContext;
    try {
      // Before a connection is made, not while it waits: nobody would see a peer that hangs up meanwhile.
      context = await this.secureContext();
    } catch (error) {
      return { failed: addresses, failure: error };
    }
    const attempts = addresses.map((address) => openTcp(address, this.limits.port, connectMs));
    let first: { readonly socket: Socket; readonly address: string };
    try {
      first = await Promise.any(attempts.map(({ opened }) => opened));
    } catch (error) {
      return { failed: addresses, failure: error instanceof AggregateError ? error.errors[0] : error };
    }
    for (const other of attempts) if (other.address !== first.address) other.cancel();
    try {
      return await this.secure(first.socket, first.address, context, connectMs);
    } catch (error) {
      first.socket.destroy();
      return { failed: [first.address], failure: error };
    }
  }

  private async secure(
    socket: Socket,
    address: string,
    secureContext: SecureContext,
    timeoutMs: number,
  ): Promise<PeerConnection> {
    const kept = this.sessions.of(secureContext, address);
    const session = kept && { session: kept.session };
    let chain: readonly Certificate[] = [];
    const tls = await handshake(socket, { secureContext, ...session }, timeoutMs, (ticket) => {
      if (chain.length > 0) this.sessions.keep(secureContext, address, { session: ticket, chain });
    });
    chain = chainBehind(tls, kept);
    if (chain.length === 0) {
      throw drumError('ssl_authentication_failed', 'The other security server has shown no certificate');
    }
    const http = this.client(tls, address);
    const end = async (): Promise<void> => {
      await http.destroy();
      // The client knows nothing of the socket before its first request.
      tls.destroy();
    };
    return { address, chain, http, inOneWrite: (content) => corked(tls, content), end };
  }

  /** An HTTP client over exactly this socket: when it is gone the client is too, so that no unjudged one takes its place. */
  private client(socket: TLSSocket, address: string): Client {
    let handed = false;
    const client = new Client(`https://${address.includes(':') ? `[${address}]` : address}:${this.limits.port}`, {
      pipelining: 1,
      keepAliveTimeout: this.limits.idleMs,
      headersTimeout: this.limits.answerMs,
      bodyTimeout: this.limits.answerMs,
      connect: (_options, callback) => {
        // In a later turn: undici forgets a request whose connection is there before its own `connect` has returned.
        setImmediate(() => {
          if (handed) callback(new Error('The connection is gone'), null);
          else callback(null, socket);
          handed = true;
        });
      },
    });
    client.on('disconnect', () => void client.destroy());
    // A socket that nobody uses yet must not end the process by an error that nobody hears.
    socket.on('error', () => void client.destroy());
    return client;
  }

  private winnerOf(group: string): string | undefined {
    const winner = this.winners.get(group);
    return winner !== undefined && winner.until > this.nowMs() ? winner.address : undefined;
  }

  private remember(group: string, address: string): void {
    if (this.winners.size >= WINNERS_MAX) this.winners.clear();
    const known = this.winners.get(group);
    if (known?.address === address && known.until > this.nowMs()) return;
    this.winners.set(group, { address, until: this.nowMs() + this.limits.winnerSeconds * 1000 });
  }

  private async sweep(): Promise<void> {
    const oldest = this.nowMs() - this.limits.idleMs;
    for (const [address, kept] of this.idle) {
      const fresh = kept.filter(({ idleSince }) => idleSince > oldest);
      if (fresh.length > 0) this.idle.set(address, fresh);
      else this.idle.delete(address);
      await Promise.all(kept.filter((connection) => !fresh.includes(connection)).map((connection) => connection.end()));
    }
  }
}

function openTcp(address: string, port: number, timeoutMs: number) {
  const socket = connectTcp({ host: address, port, noDelay: true });
  const opened = new Promise<{ socket: Socket; address: string }>((resolve, reject) => {
    const timer = setTimeout(() => {
      socket.destroy();
      reject(drumError('network_error', `No connection to ${address} within ${timeoutMs} ms`));
    }, timeoutMs);
    socket.once('connect', () => {
      clearTimeout(timer);
      resolve({ socket, address });
    });
    socket.on('error', (error) => {
      clearTimeout(timer);
      reject(drumError('network_error', `No connection to ${address}`, error));
    });
  });
  // The losers of a race are nobody's concern any more.
  opened.catch(() => undefined);
  return {
    address,
    opened,
    cancel: () =>
      void opened.then(
        ({ socket: late }) => late.destroy(),
        () => undefined,
      ),
  };
}

function handshake(
  socket: Socket,
  options: { readonly secureContext: SecureContext; readonly session?: Buffer },
  timeoutMs: number,
  onSession: (session: Buffer) => void,
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    // The chain is judged against global configuration afterwards, by X-Road's rules; a host name says nothing here.
    const tls = connectTls({ socket, ...options, rejectUnauthorized: false });
    tls.on('session', onSession);
    const timer = setTimeout(() => {
      tls.destroy();
      reject(drumError('network_error', `No TLS handshake within ${timeoutMs} ms`));
    }, timeoutMs);
    tls.once('secureConnect', () => {
      clearTimeout(timer);
      resolve(tls);
    });
    const failed = (error?: NodeJS.ErrnoException): void => {
      clearTimeout(timer);
      // Who only hangs up (a load balancer whose server is down) has refused nothing.
      const broke = error === undefined || error.code === 'ECONNRESET';
      const text = `The TLS handshake with the other security server ${broke ? 'broke off' : 'failed'}`;
      reject(drumError(broke ? 'network_error' : 'ssl_authentication_failed', text, error));
    };
    tls.once('error', failed);
    // A connection that is gone before it begins says no more than this.
    for (const each of [tls, socket]) {
      each.once('close', () => {
        failed();
      });
    }
  });
}

async function* corked(socket: TLSSocket, content: Buffer): AsyncGenerator<Buffer> {
  socket.cork();
  try {
    yield await Promise.resolve(content);
  } finally {
    // After the client has written the end of the body, which it does as soon as it knows of it.
    process.nextTick(() => {
      socket.uncork();
    });
  }
}

function shuffled(addresses: readonly string[]): string[] {
  return addresses
    .map((address) => ({ address, order: Math.random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ address }) => address);
}
