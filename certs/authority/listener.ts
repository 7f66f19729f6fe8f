import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CHECK_MS, closeAtOnce, unhurried } from '#config/http-listener.ts';
import { listen } from '#config/listening.ts';
import type { Log } from '#config/log.ts';
import { asDrumError, drumError } from '#protocol/errors.ts';

/** Bytes of a body that any of the services takes. */
const BODY_BYTES_MAX = 65_536;
/** Connections at one port; those that a silent service leaves waiting among them. */
const CONNECTIONS_MAX = 512;
const HEADERS_MS_MAX = 5_000;
const REQUEST_MS_MAX = 10_000;
const IDLE_MS_MAX = 5_000;

export interface Question {
  readonly method: string;
  /** What follows the service's own path, still percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly remoteAddress: string;
  readonly body: Buffer;
}

export interface Reply {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer | string;
}

/** Answers a question, or never does. `stopping` ends its waiting. */
export type Handler = (question: Question, stopping: AbortSignal) => Promise<Reply | 'silent'>;

/** Services on one TCP port, told apart by the first part of the path. */
export class Listener {
  private readonly server: Server;
  private readonly handlers: ReadonlyMap<string, Handler>;
  private readonly log: Log;
  private readonly stopping = new AbortController();

  private constructor(handlers: ReadonlyMap<string, Handler>, log: Log) {
    this.handlers = handlers;
    this.log = log;
    const limits = {
      headersTimeout: HEADERS_MS_MAX,
      requestTimeout: REQUEST_MS_MAX,
      keepAliveTimeout: IDLE_MS_MAX,
      connectionsCheckingInterval: CHECK_MS,
    };
    const serve = unhurried((request, response) => void this.serve(request, response));
    this.server = createServer(limits, serve);
    this.server.maxConnections = CONNECTIONS_MAX;
  }

  /** Throws `port_not_available`. */
  static async open(
    place: { readonly address: string; readonly port: number },
    handlers: ReadonlyMap<string, Handler>,
    log: Log,
  ): Promise<Listener> {
    const listener = new Listener(handlers, log);
    await listen(listener.server, place.address, place.port);
    return listener;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.stopping.abort();
    await closeAtOnce(this.server);
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const reply = await this.reply(request);
      if (reply !== 'silent' && !response.destroyed) send(response, reply);
    } catch (error) {
      if (this.stopping.signal.aborted || response.destroyed) return;
      const known = asDrumError(error);
      if (known.code === 'internal_error') this.log.error('A request to the authority failed', { error });
      const status = STATUSES[known.code] ?? 400;
      send(response, json(status, { code: known.code, message: known.message }));
    }
  }

  private async reply(request: IncomingMessage): Promise<Reply | 'silent'> {
    const [path = '', query = ''] = (request.url ?? '').split('?', 2);
    const [, name = ''] = path.split('/', 2);
    const handler = this.handlers.get(name);
    if (handler === undefined) throw drumError('not_found', 'There is no such service here');
    const body = await readBody(request);
    const question: Question = {
      method: request.method ?? '',
      path: path.slice(name.length + 1),
      query: new URLSearchParams(query),
      headers: request.headers,
      remoteAddress: request.socket.remoteAddress ?? '',
      body,
    };
    return handler(question, this.stopping.signal);
  }
}

/** HTTP statuses of codes; 400 of all others. */
const STATUSES: Readonly<Record<string, number>> = {
  not_found: 404,
  cert_not_found: 404,
  invalid_http_method: 405,
  access_denied: 403,
  overloaded: 503,
  internal_error: 500,
};

export const json = (status: number, value: unknown): Reply => ({
  status,
  contentType: 'application/json',
  body: `${JSON.stringify(value)}\n`,
});

function send(response: ServerResponse, { status, contentType, body }: Reply): void {
  // A body that was not read to its end cannot be followed by another request.
  const closing = response.req.complete ? {} : { connection: 'close' };
  response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(body), ...closing });
  response.end(body);
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > BODY_BYTES_MAX)
      throw drumError('invalid_request', `The request is longer than ${BODY_BYTES_MAX} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
