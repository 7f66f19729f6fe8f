import { request as httpsRequest } from 'node:https';
import { connect, type TLSSocket } from 'node:tls';
import { drumError } from '#protocol/errors.ts';

const CONNECT_MS_MAX = 20_000;
const ANSWER_MS_MAX = 60_000;
const ANSWER_BYTES_MAX = 262_144;

export interface PinnedRequest {
  readonly url: URL;
  /** The one certificate (DER) that the other end may show. */
  readonly certificate: Uint8Array;
  /** What is shown to it, in PEM. */
  readonly identity?: { readonly key: string; readonly certificate: string };
  readonly contentType: string;
  /** Absent: nothing is sent but the question. */
  readonly body?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface PinnedAnswer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly body: Buffer;
}

/**
 * Posts to, or asks, somebody whom we know by the certificate itself; not a byte leaves before it was shown. Throws `network_error`,
 * `ssl_authentication_failed`.
 */
export async function postPinned(request: PinnedRequest): Promise<PinnedAnswer> {
  const socket = await connected(request);
  try {
    return await exchanged(request, socket);
  } finally {
    socket.destroy();
  }
}

function connected({ url, certificate, identity }: PinnedRequest): Promise<TLSSocket> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>();
  const socket = connect({
    host,
    port: Number(url.port || 443),
    // Known by the certificate itself, below; no authority is asked.
    rejectUnauthorized: false,
    minVersion: 'TLSv1.2',
    ...(identity === undefined ? {} : { key: identity.key, cert: identity.certificate }),
  });
  socket.setTimeout(CONNECT_MS_MAX, () => {
    socket.destroy(new Error('late'));
  });
  socket.once('error', (error) => {
    reject(drumError('network_error', `${url.host} cannot be reached`, error));
  });
  socket.once('secureConnect', () => {
    socket.setTimeout(0);
    if (socket.getPeerX509Certificate()?.raw.equals(certificate) === true) {
      resolve(socket);
      return;
    }
    socket.destroy();
    reject(drumError('ssl_authentication_failed', `${url.host} has shown another TLS certificate than it must have`));
  });
  return promise;
}

function exchanged({ url, contentType, body, headers = {} }: PinnedRequest, socket: TLSSocket): Promise<PinnedAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<PinnedAnswer>();
  const failed = (error: unknown) => {
    reject(drumError('network_error', `${url.host} did not answer`, error));
  };
  const request = httpsRequest(
    url,
    {
      method: body === undefined ? 'GET' : 'POST',
      createConnection: () => socket,
      headers: {
        ...(body === undefined
          ? { accept: contentType }
          : { 'content-type': contentType, 'content-length': body.length, SOAPAction: '""' }),
        ...headers,
        connection: 'close',
      },
      timeout: ANSWER_MS_MAX,
    },
    (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > ANSWER_BYTES_MAX) response.destroy(new Error('too large'));
        else chunks.push(chunk);
      });
      response.once('error', failed);
      response.once('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          contentType: response.headers['content-type'],
          body: Buffer.concat(chunks),
        });
      });
    },
  );
  request.once('timeout', () => {
    request.destroy(new Error('late'));
  });
  request.once('error', failed);
  request.end(body);
  return promise;
}
