import { createServer, STATUS_CODES, type IncomingMessage, type ServerOptions, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { randomUUID } from 'node:crypto';
import { drumError } from '#protocol/errors.ts';
import { unhurried } from '#config/http-listener.ts';
import { listen as startListening } from '#config/listening.ts';
import type { Log } from '#config/log.ts';
import type { Limits } from './limits.ts';
import { asRefusal, Refusal } from './refusal.ts';

const SECOND_MS = 1_000;

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Route {
  readonly method: 'GET' | 'POST';
  answer(request: IncomingMessage): Answer | Promise<Answer>;
}

export interface TlsFiles {
  /** PEM: the server's certificate with its chain, and the key. */
  readonly certificate: Buffer;
  readonly key: Buffer;
  /** PEM: certificates that a client must have or be issued by; without them clients are not asked for one. */
  readonly clientCertificates?: Buffer;
}

export interface ListenOptions {
  readonly address: string;
  /** 0 for a free one. */
  readonly port: number;
  readonly tls?: TlsFiles;
  readonly limits: Limits;
  readonly routes: ReadonlyMap<string, Route>;
  readonly log: Log;
}

export interface Listener {
  readonly url: string;
  /** Takes no more queries, waits for those under way, closes. */
  close(): Promise<void>;
}

/** Serves the routes over HTTP, or HTTPS where `tls` is given. Throws `port_not_available`. */
export async function listen(options: ListenOptions): Promise<Listener> {
  const { limits, tls, log } = options;
  const server = tls === undefined ? createServer(serverOptions(limits)) : secureServer(limits, tls);
  server.maxConnections = limits.connectionsMax;
  // For one who asks and does not read the answer; one who is late with the query is told so first.
  server.timeout = 2 * limits.requestSecondsMax * SECOND_MS;
  server.on(
    'request',
    unhurried((request, response) => void serve(options, request, response)),
  );
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    refuseUnreadable(error, socket);
  });
  server.on('drop', () => {
    log.warn('A connection was closed: too many are open', { connectionsMax: limits.connectionsMax });
  });
  await startListening(server, options.address, options.port);
  server.on('error', (error) => {
    log.error('The listener failed', { error });
  });
  const { port } = server.address() as AddressInfo;
  const host = options.address.includes(':') ? `[${options.address}]` : options.address;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://${host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        const late = setTimeout(() => {
          server.closeAllConnections();
        }, limits.stopSecondsMax * SECOND_MS);
        server.close(() => {
          clearTimeout(late);
          resolve();
        });
      }),
  };
}

function serverOptions(limits: Limits): ServerOptions {
  return {
    maxHeaderSize: limits.headerBytesMax,
    headersTimeout: limits.headerSecondsMax * SECOND_MS,
    requestTimeout: limits.requestSecondsMax * SECOND_MS,
    keepAliveTimeout: limits.idleSecondsMax * SECOND_MS,
    // How often the two limits above are looked at.
    connectionsCheckingInterval: SECOND_MS / 4,
    requireHostHeader: true,
  };
}

function secureServer(limits: Limits, { certificate, key, clientCertificates }: TlsFiles) {
  try {
    return createTlsServer({
      ...serverOptions(limits),
      cert: certificate,
      key,
      minVersion: 'TLSv1.2',
      handshakeTimeout: limits.headerSecondsMax * SECOND_MS,
      ...(clientCertificates === undefined
        ? {}
        : { ca: clientCertificates, requestCert: true, rejectUnauthorized: true }),
    });
  } catch (error) {
    throw drumError('malformed_server_conf', 'tls: the certificate and the key cannot be used together', error);
  }
}

async function serve(options: ListenOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const { status, body, headers = {} } = await routeOf(options, request).answer(request);
    send(request, response, status, body, headers);
  } catch (error) {
    const refusal = asRefusal(error);
    const detail = randomUUID();
    // The path is not logged: somebody may have written a personal identifier into it.
    if (refusal.status >= 500)
      options.log.error('A query failed', { code: refusal.code, detail, error: refusal.cause });
    const allow = refusal.extra.allow;
    const headers: Record<string, string> = typeof allow === 'string' ? { Allow: allow } : {};
    send(request, response, refusal.status, refusal.body(detail), headers);
  }
}

function routeOf({ routes }: ListenOptions, request: IncomingMessage): Route {
  const target = request.url ?? '';
  const [path = ''] = target.split('?', 1);
  const route = routes.get(path);
  if (route === undefined) {
    const paths = [...routes.keys()].join(', ');
    const text = {
      en: `There is nothing at this address; there is ${paths}.`,
      bg: `На този адрес няма нищо; има ${paths}.`,
    };
    throw new Refusal(404, 'not_found', { text });
  }
  const allowed = route.method === 'GET' ? ['GET', 'HEAD'] : ['POST'];
  if (!allowed.includes(request.method ?? '')) {
    throw new Refusal(405, 'method_not_allowed', { extra: { allow: allowed.join(', ') } });
  }
  if (target !== path) {
    const text = {
      en: 'The address takes no parameters: what is asked for stands in the body, so that no log holds it.',
      bg: 'Адресът не приема параметри: търсеното е в тялото, за да не попада в дневници.',
    };
    throw new Refusal(400, 'bad_request', { text });
  }
  return route;
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): void {
  if (response.destroyed || response.headersSent) return;
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': bytes.length,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    // What is left of a body that was not read would have to be thrown away before the next query.
    ...(request.complete ? {} : { Connection: 'close' }),
    ...headers,
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

/** Answers bytes that are no HTTP request, or that did not come in time: Node.js has no response object for these. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const refusal = unreadable(error.code ?? '');
  const body = JSON.stringify(refusal.body(randomUUID()));
  const head = [
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? ''}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function unreadable(code: string): Refusal {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new Refusal(408, 'request_timeout');
  if (code === 'HPE_HEADER_OVERFLOW') {
    const text = {
      en: 'The headers are larger than the register reads.',
      bg: 'Заглавните полета са по-големи от допустимото.',
    };
    return new Refusal(431, 'bad_request', { text });
  }
  const text = { en: 'What was sent is not an HTTP request.', bg: 'Изпратеното не е HTTP заявка.' };
  return new Refusal(400, 'bad_request', { text });
}
