import { open, type FileHandle } from 'node:fs/promises';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { CHECK_MS, closeAtOnce, unhurried } from '#config/http-listener.ts';
import { listen } from '#config/listening.ts';
import type { Log } from '#config/log.ts';

const HEADERS_MS_MAX = 10_000;
const REQUEST_MS_MAX = 30_000;
/** Silence of a client, also of one that does not read what it asked for. */
const IDLE_MS_MAX = 10_000;

export interface PublicationServiceOptions {
  /** Folder of what is published. */
  readonly root: string;
  /** The file that an address names, as a path below the folder; undefined where it names none. */
  readonly publishedPath: (url: URL) => string | undefined;
  readonly maxConnections: number;
  readonly log: Log;
  /** What is made when it is asked for; undefined where the address is not one of those. */
  readonly pageOf?: (url: URL, headers: IncomingHttpHeaders) => Promise<Page | undefined>;
  /** With each file that somebody downloads. */
  readonly onAsked?: (asked: Asked) => void;
}

/** A page for people or programs. */
export interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A file that somebody asked for, and gets. */
export interface Asked {
  /** As it was found. */
  readonly path: string;
  /** Of whoever asked for it. */
  readonly address: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

/** Serves published configuration. It holds no keys: its safety lies in the signatures. */
export class PublicationService {
  private readonly options: PublicationServiceOptions;
  private readonly server: Server;

  constructor(options: PublicationServiceOptions) {
    this.options = options;
    this.server = createServer(
      { headersTimeout: HEADERS_MS_MAX, requestTimeout: REQUEST_MS_MAX, connectionsCheckingInterval: CHECK_MS },
      unhurried((request, response) => void this.serve(request, response)),
    );
    this.server.maxConnections = options.maxConnections;
    this.server.timeout = IDLE_MS_MAX;
  }

  /** Resolves to the port. Throws `port_not_available`. */
  async start(address: string, port: number): Promise<number> {
    await listen(this.server, address, port);
    return (this.server.address() as AddressInfo).port;
  }

  stop(): Promise<void> {
    return closeAtOnce(this.server);
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined);
    try {
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        response.writeHead(405, { allow: 'GET, HEAD' }).end();
        return;
      }
      const { root, publishedPath, pageOf, onAsked } = this.options;
      const url = URL.parse(request.url ?? '/', 'http://localhost');
      const page = url === null ? undefined : await pageOf?.(url, request.headers);
      if (page !== undefined) {
        sendPage(page, request.method === 'HEAD', response);
        return;
      }
      const path = url === null ? undefined : publishedPath(url);
      const file = path === undefined ? undefined : await opened(join(root, path));
      if (path === undefined || file === undefined) {
        response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found\n');
        return;
      }
      try {
        // Whoever has what it asked for may hang up before this side knows that it was sent.
        if (request.method === 'GET') {
          onAsked?.({ path, address: request.socket.remoteAddress, headers: request.headers });
        }
        await send(file, path, request.method === 'HEAD', response);
      } finally {
        await file.close();
      }
    } catch (error) {
      // Anyone may hang up, as often as they like.
      if (!isHangUp(error)) this.options.log.warn('A download of configuration failed', { error });
      response.destroy();
    }
  }
}

function isHangUp(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ERR_STREAM_UNABLE_TO_PIPE';
}

function sendPage({ status, headers, body }: Page, withoutBody: boolean, response: ServerResponse): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(withoutBody ? '' : body);
}

/** Piece by piece, so that slow clients cost no memory. */
async function send(file: FileHandle, path: string, withoutBody: boolean, response: ServerResponse): Promise<void> {
  const { size } = await file.stat();
  const type = /\.(xml|wsdl)$/.test(path) ? 'text/xml' : 'application/octet-stream';
  response.writeHead(200, { 'content-type': type, 'content-length': size, 'cache-control': 'no-cache' });
  if (withoutBody) response.end();
  else await pipeline(file.createReadStream({ autoClose: false }), response);
}

async function opened(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
