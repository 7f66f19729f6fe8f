import { open, type FileHandle } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { CHECK_MS, unhurried } from '#config/http-listener.ts';
import { listenError } from '#config/listening.ts';
import type { Log } from '#config/log.ts';
import type { Parameters } from '#config/parameters.ts';

const DIRECTORY_PATH = /^\/(internalconf|externalconf)$/;
/** The files of a publication, and no others: no name that comes from a client is joined to a path unchecked. */
const FILE_PATH =
  /^\/V[2-6]\/(\d{23}\/(shared|private|monitoring|fetchinterval|nextupdate)-params\.xml|(internal|external)conf)$/;
const HEADERS_MS_MAX = 10_000;
const REQUEST_MS_MAX = 30_000;
/** Silence of a client, also of one that does not read what it asked for. */
const IDLE_MS_MAX = 10_000;

/**
 * Serves published configuration at X-Road's addresses: `/internalconf?version=N` and `/externalconf?version=N` (version 2
 * where none is named), and the files that they list. It holds no keys: its safety lies in the signatures.
 */
export class PublicationService {
  private readonly root: string;
  private readonly log: Log;
  private readonly server: Server;

  constructor(root: string, parameters: Parameters, log: Log) {
    this.root = root;
    this.log = log;
    this.server = createServer(
      { headersTimeout: HEADERS_MS_MAX, requestTimeout: REQUEST_MS_MAX, connectionsCheckingInterval: CHECK_MS },
      unhurried((request, response) => void this.serve(request, response)),
    );
    this.server.maxConnections = parameters['center.max-connections'];
    this.server.timeout = IDLE_MS_MAX;
  }

  /** Resolves to the port. Throws `port_not_available`. */
  start(address: string, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', (error) => {
        reject(listenError(error, address, port));
      });
      this.server.listen(port, address, () => {
        const bound = this.server.address();
        resolve(typeof bound === 'object' && bound !== null ? bound.port : port);
      });
    });
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.server.close(() => {
        resolve();
      });
      this.server.closeAllConnections();
    });
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined);
    try {
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        response.writeHead(405, { allow: 'GET, HEAD' }).end();
        return;
      }
      const path = publishedPath(request.url ?? '/');
      const file = path === undefined ? undefined : await opened(join(this.root, path));
      if (path === undefined || file === undefined) {
        response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found\n');
        return;
      }
      try {
        await send(file, path, request.method === 'HEAD', response);
      } finally {
        await file.close();
      }
    } catch (error) {
      // Anyone may hang up, as often as they like.
      if (!isHangUp(error)) this.log.warn('A download of configuration failed', { error });
      response.destroy();
    }
  }
}

function isHangUp(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ERR_STREAM_UNABLE_TO_PIPE';
}

/** The file that a request names, below the folder of publications; undefined where it names none. */
export function publishedPath(target: string): string | undefined {
  const url = URL.parse(target, 'http://localhost');
  if (url === null) return undefined;
  const directory = DIRECTORY_PATH.exec(url.pathname);
  if (directory !== null) {
    const version = url.searchParams.get('version') ?? '2';
    return /^[2-6]$/.test(version) ? `/V${version}${url.pathname}` : undefined;
  }
  return FILE_PATH.test(url.pathname) ? url.pathname : undefined;
}

/** Piece by piece, so that slow clients cost no memory. */
async function send(file: FileHandle, path: string, withoutBody: boolean, response: ServerResponse): Promise<void> {
  const { size } = await file.stat();
  const type = path.endsWith('.xml') ? 'text/xml' : 'application/octet-stream';
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
