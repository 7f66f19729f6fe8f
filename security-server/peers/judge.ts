import type { Certificate } from '#certs/certificate.ts';
import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import { asDrumError, DrumError, drumError } from '#protocol/errors.ts';
import type { ClientId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import type { PeerCertificates } from '../certificate-status/peer-certificates.ts';

/**
 * Judges whom we have connected to, before a byte of a message is sent (PR-MESSTRANSP §4): an authentication certificate, good
 * by path and OCSP, registered for a server that the provider is a client of. Throws `ssl_authentication_failed…`.
 */
export function peerJudge(certificates: PeerCertificates, ocspPort: number) {
  return async (
    configuration: GlobalConfiguration,
    provider: ClientId,
    chain: readonly Certificate[],
    address: string,
  ): Promise<void> => {
    const [certificate, ...additional] = chain;
    if (certificate?.isAuthentication() !== true) {
      throw drumError('ssl_authentication_failed', 'Peer certificate is not an authentication certificate');
    }
    try {
      const trust = configuration.trust(provider.instance);
      await certificates.verify({ address, port: ocspPort, certificate, additional, trust });
    } catch (error) {
      const known: DrumError = asDrumError(error);
      // That the peer's OCSP service cannot be reached is a matter of the network, not of its certificate.
      throw known.code === 'network_error' ? known : known.withPrefix('ssl_authentication_failed');
    }
    if (!configuration.authenticationCertificateServes(certificate, provider)) {
      throw drumError(
        'ssl_authentication_failed',
        `The security server at ${address} is not one that ${keyOf(provider)} is a client of`,
      );
    }
  };
}
