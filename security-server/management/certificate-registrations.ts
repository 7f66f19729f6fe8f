import type { Log } from '#config/log.ts';
import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import type { ServerId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import type { SignerClient } from '../signer/client.ts';
import type { CertificateEntry } from '../signer/key-configuration.ts';
import { certificateOf } from '../signer/selection.ts';
import { certificateStatusSeen } from './registration.ts';

type Certificates = Pick<SignerClient, 'keys' | 'changeCertificate'>;

export interface CertificateRegistrationsOptions {
  readonly serverId: ServerId;
  readonly signer: Certificates;
  readonly configuration: GlobalConfiguration;
  readonly log: Log;
}

/** The certificates of a server's authentication keys. */
export async function authenticationCertificates(signer: Pick<SignerClient, 'keys'>): Promise<CertificateEntry[]> {
  const { tokens } = await signer.keys();
  return tokens
    .flatMap(({ keys }) => keys)
    .filter(({ usage }) => usage === 'AUTHENTICATION')
    .flatMap(({ certificates }) => certificates);
}

/** Gives each authentication certificate the status that global configuration gives it. */
export async function followCertificates({
  serverId,
  signer,
  configuration,
  log,
}: CertificateRegistrationsOptions): Promise<void> {
  for (const entry of await authenticationCertificates(signer)) {
    const { status: before } = entry;
    const certificate = certificateOf(entry);
    const server = configuration.serverOfAuthenticationCertificate(certificate);
    const status = certificateStatusSeen(before, server !== undefined && keyOf(server) === keyOf(serverId));
    if (status === before) continue;
    const { sha256Hex: sha256 } = certificate;
    await signer.changeCertificate({ sha256, status });
    log.info('The status of an authentication certificate has changed', { sha256, before, status });
  }
}
