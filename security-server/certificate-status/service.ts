import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CHECK_MS, closeAtOnce, unhurried } from '#config/http-listener.ts';
import { listen } from '#config/listening.ts';
import type { Log } from '#config/log.ts';
import { boundConnections } from '../exchange/connections.ts';

/** Certificates that one request may ask for: a chain has two or three. */
const CERTIFICATES_MAX = 32;
/** Open connections at most; what they ask for is answered from memory, at once. */
const CONNECTIONS_MAX = 512;
const HEADER_BYTES_MAX = 8 * 1024;
const REQUEST_MS_MAX = 10_000;
const IDLE_MS_MAX = 5_000;
const OCSP_RESPONSE = 'application/ocsp-response';

/** An own certificate's OCSP response (DER), by the SHA-1 or SHA-256 of its DER in lower-case hex. */
export type ResponseByHash = (hash: string) => Uint8Array | undefined;

/**
 * The service of port 5577: `GET /?cert=<SHA-1 hex>&cert=…` is answered with one OCSP response a certificate, in the order asked
 * for, from what this server already holds. As peers send both forms of the hash, `cert_hash` (SHA-256) counts where there is no `cert`.
 * A request that cannot be met is answered with 500 and a text, as X-Road does.
 */
export class OcspService {
  private readonly server: Server;
  private readonly responseByHash: ResponseByHash;
  private readonly log: Log;

  constructor(responseByHash: ResponseByHash, log: Log) {
    this.responseByHash = responseByHash;
    this.log = log;
    this.server = createServer(
      {
        maxHeaderSize: HEADER_BYTES_MAX,
        requestTimeout: REQUEST_MS_MAX,
        headersTimeout: REQUEST_MS_MAX,
        connectionsCheckingInterval: CHECK_MS,
      },
      unhurried((request, response) => {
        this.answer(request, response);
      }),
    );
    boundConnections(this.server, CONNECTIONS_MAX);
    this.server.keepAliveTimeout = IDLE_MS_MAX;
    // Also for one who asks and does not read: the others must not wait for it.
    this.server.timeout = IDLE_MS_MAX;
  }

  /** Resolves with the port when requests are answered. */
  async listen(address: string, port: number): Promise<number> {
    await listen(this.server, address, port);
    return (this.server.address() as AddressInfo).port;
  }

  close(): Promise<void> {
    return closeAtOnce(this.server);
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    // A body means nothing here: it is read away, so that the connection can serve the next request.
    request.resume();
    // HTTP/1.1 keeps connections open without being told; the reference says nothing of it either.
    response.removeHeader('Connection');
    if (request.method === 'HEAD') {
      response.writeHead(200).end();
      return;
    }
    const found =
      request.method === 'GET' ? this.find(request.url ?? '/') : `Method ${String(request.method)} is not supported`;
    if (typeof found === 'string') {
      // Anyone may ask, as often as they like: what a stranger gets wrong does not fill the log.
      this.log.debug('OCSP responses were asked for that are not here', {
        reason: found,
        peer: request.socket.remoteAddress,
      });
      refuse(response, found);
      return;
    }
    const boundary = `drum${randomBytes(15).toString('hex')}`;
    response.writeHead(200, {
      'Content-Type': `multipart/related; type="${OCSP_RESPONSE}"; charset=UTF-8; boundary=${boundary}`,
    });
    response.write(multipart(boundary, found));
    response.end();
  }

  /** The responses, or why there are none. */
  private find(url: string): Uint8Array[] | string {
    const hashes = askedHashes(url);
    if (typeof hashes === 'string') return hashes;
    const responses: Uint8Array[] = [];
    for (const hash of hashes) {
      const response = this.responseByHash(hash.toLowerCase());
      if (response === undefined) return `Could not find OCSP response for certificate ${hash}`;
      responses.push(response);
    }
    return responses;
  }
}

/** The certificate hashes that a request names, or why it names none. */
export function askedHashes(url: string): string[] | string {
  const parameters = new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?') + 1) : '');
  const byName = parameters.getAll('cert');
  const hashes = byName.length > 0 ? byName : parameters.getAll('cert_hash');
  if (hashes.length === 0) return 'No certificate hash was given';
  if (hashes.length > CERTIFICATES_MAX) return `More than ${CERTIFICATES_MAX} certificate hashes were given`;
  // What is no hash is not repeated: the text has no content type, and a browser might take it for a page.
  if (!hashes.every((hash) => /^[0-9a-f]{1,128}$/i.test(hash))) return 'A certificate hash is not hexadecimal';
  return hashes;
}

function refuse(response: ServerResponse, text: string): void {
  response.writeHead(500, 'Server Error', { 'Content-Length': Buffer.byteLength(text) }).end(text);
}

function multipart(boundary: string, responses: readonly Uint8Array[]): Buffer {
  const pieces: Uint8Array[] = [];
  responses.forEach((response, index) => {
    const before = index === 0 ? '' : '\r\n';
    pieces.push(Buffer.from(`${before}--${boundary}\r\nContent-Type: ${OCSP_RESPONSE}\r\n\r\n`), response);
  });
  pieces.push(Buffer.from(`\r\n--${boundary}--\r\n`));
  return Buffer.concat(pieces);
}
