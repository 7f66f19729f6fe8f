import { X509Certificate } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { keyOf } from '#protocol/identifiers/text.ts';
import { drumError } from '#protocol/errors.ts';
import type { Client } from '../server-configuration/model.ts';

export interface AuthenticationPolicy {
  /** The server's own internal certificate (DER): its own programs may speak for any client. */
  readonly internalCertificate: Uint8Array;
  readonly enforceValidity: boolean;
  readonly at: Date;
}

/**
 * Whether this connection may speak for the client, by the connection type that the client's owner has chosen: HTTP, TLS,
 * or TLS with a registered certificate. Throws `ssl_authentication_failed`.
 */
export function authenticateClient(request: IncomingMessage, client: Client, policy: AuthenticationPolicy): void {
  if (client.connectionType === 'HTTP') return;
  const { socket } = request;
  if (!(socket instanceof TLSSocket)) {
    throw refused(client, 'must connect with TLS (HTTPS), and has connected without');
  }
  if (client.connectionType === 'HTTPS_NO_AUTH') return;
  const shown = socket.getPeerX509Certificate();
  if (shown === undefined) throw refused(client, 'must show a TLS certificate, and has shown none');
  if (shown.raw.equals(policy.internalCertificate)) return;
  if (!client.tlsCertificates.some((registered) => shown.raw.equals(registered))) {
    throw refused(client, 'has shown a TLS certificate that is not registered for it');
  }
  if (policy.enforceValidity && !isValidAt(shown, policy.at)) {
    throw refused(client, 'has shown a TLS certificate that is not valid now');
  }
}

function isValidAt(certificate: X509Certificate, at: Date): boolean {
  return certificate.validFromDate <= at && at <= certificate.validToDate;
}

function refused(client: Client, reason: string) {
  return drumError('ssl_authentication_failed', `The information system of ${keyOf(client.id)} ${reason}`);
}
