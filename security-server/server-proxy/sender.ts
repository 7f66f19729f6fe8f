import type { Certificate } from '#certs/certificate.ts';
import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import { asDrumError, drumError } from '#protocol/errors.ts';
import { clientOfService, sameIdentifier } from '#protocol/identifiers/compare.ts';
import type { ClientId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import type { ExchangeServices } from '../exchange/services.ts';
import type { Asked } from './protocol.ts';

/** Who delivers a message, and what it proves itself with. */
interface Sender {
  readonly configuration: GlobalConfiguration;
  /** The certificates that it has shown. */
  readonly peer: readonly Certificate[];
  /** Of the message: for these certificates. */
  readonly ocspResponses: readonly Uint8Array[];
}

/** Before a byte of a body is read: is the provider ours, is the peer who it must be, is its configuration valid. */
export async function checkSender(
  side: ExchangeServices,
  { configuration, peer, ocspResponses }: Sender,
  { clientId, serviceId, securityServerId }: Pick<Asked, 'clientId' | 'serviceId' | 'securityServerId'>,
): Promise<void> {
  const at = side.context.clock.now();
  configuration.assertValid(at, clientId.instance);
  if (securityServerId !== undefined && !sameIdentifier(securityServerId, side.context.serverId)) {
    const [asked, own] = [securityServerId, side.context.serverId].map(keyOf);
    throw drumError('invalid_security_server', `Invalid security server identifier '${asked}' expected '${own}'`);
  }
  const provider = clientOfService(serviceId);
  side.context.serverConfiguration().registeredClient(provider);
  // An answer that could not be signed must not cost the provider a call, which may have changed something.
  await side.signing.assertReady(provider);
  if (ocspResponses.length === 0) {
    throw drumError(
      'ssl_authentication_failed',
      'Cannot verify TLS certificate, corresponding OCSP response is missing',
    );
  }
  try {
    checkPeer(side, configuration, peer, clientId, ocspResponses, at);
  } catch (error) {
    // On this side X-Road tells the reason in the text and not in the code.
    throw drumError('ssl_authentication_failed', asDrumError(error).message, error);
  }
}

/** The peer's certificate is good, and it is that of a server which the sender is a client of (PR-MESSTRANSP §4). */
function checkPeer(
  side: ExchangeServices,
  configuration: GlobalConfiguration,
  peer: readonly Certificate[],
  client: ClientId,
  ocspResponses: readonly Uint8Array[],
  at: Date,
): void {
  const [certificate, ...additional] = peer;
  if (certificate?.isAuthentication() !== true) {
    throw drumError('ssl_authentication_failed', 'Peer certificate is not an authentication certificate');
  }
  side.certificates.verify({
    certificate,
    additional,
    ocspResponses,
    trust: configuration.trust(client.instance),
    at,
    purpose: 'authentication',
  });
  if (configuration.authenticationCertificateServes(certificate, client)) return;
  const server = configuration.serverOfAuthenticationCertificate(certificate);
  throw drumError(
    'ssl_authentication_failed',
    server === undefined
      ? 'The authentication certificate is not associated with any security server'
      : `Client '${keyOf(client)}' is not registered at security server ${keyOf(server)}`,
  );
}
