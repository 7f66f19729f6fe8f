import { isIP } from 'node:net';
import { connect, type ConnectionOptions } from 'node:tls';
import { toPem } from '#certs/pem.ts';
import type { TlsIdentity } from '#certs/tls-identity.ts';

const HANDSHAKE_MS_MAX = 10_000;
const HTTPS_PORT = 443;
/** Failures before there is any TLS. */
const UNREACHED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
]);

/** `untrusted`: there is a TLS server, and calls of the service would end at its handshake. */
type TlsFinding = 'trusted' | 'untrusted' | 'unreached';

/** Whether a call of a service would trust what stands at its address: one of the client's certificates, as calls check it. */
export async function tlsFinding(
  url: string,
  { identity, trusted }: { readonly identity: TlsIdentity; readonly trusted: readonly Uint8Array[] },
): Promise<TlsFinding> {
  const { hostname, port } = new URL(url);
  const options: ConnectionOptions = {
    host: hostname,
    port: port === '' ? HTTPS_PORT : Number(port),
    ...(isIP(hostname) === 0 ? { servername: hostname } : {}),
    ...{ key: identity.key, cert: identity.certificate, rejectUnauthorized: true },
    ca: trusted.map((der) => toPem('CERTIFICATE', der)),
  };
  const { promise, resolve } = Promise.withResolvers<TlsFinding>();
  const socket = connect(options, () => {
    resolve('trusted');
  });
  socket.setTimeout(HANDSHAKE_MS_MAX, () => {
    resolve('unreached');
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    resolve(UNREACHED.has(error.code ?? '') ? 'unreached' : 'untrusted');
  });
  try {
    return await promise;
  } finally {
    socket.destroy();
  }
}
