import type { Log } from '#config/log.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import { serverConfigurationDatabase, type SecurityServerFile } from '../file.ts';
import { foldersOf } from '../folders.ts';
import type { ClientStatus } from '../server-configuration/model.ts';
import { ServerConfigurationRepository } from '../server-configuration/repository.ts';
import type { CertificateStatusName } from '../signer/key-configuration.ts';
import { certificateOf } from '../signer/selection.ts';
import { withSigner } from '../signer/provision.ts';
import { authenticationCertificates } from './certificate-registrations.ts';

interface RegistrationState {
  readonly kind: 'client' | 'authentication certificate';
  /** The client's identifier, or the certificate's SHA-256 in hexadecimal. */
  readonly of: string;
  readonly status: ClientStatus | CertificateStatusName;
}

/** What a security server has registered, or is about to; it may run or not. */
export async function registrationStates(file: SecurityServerFile, log: Log): Promise<RegistrationState[]> {
  const folders = foldersOf(file.data);
  const repository = await ServerConfigurationRepository.open(serverConfigurationDatabase(file, folders.data));
  try {
    const { clients } = await repository.load();
    const clientTimeoutMs = file.parameters['signer.client-timeout'];
    const certificates = await withSigner(
      { directory: folders.signer, devices: file.tokens, clientTimeoutMs, log },
      authenticationCertificates,
    );
    return [
      ...clients.map(({ id, status }) => ({ kind: 'client', of: keyOf(id), status }) as const),
      ...certificates.map(
        (entry) =>
          ({ kind: 'authentication certificate', of: certificateOf(entry).sha256Hex, status: entry.status }) as const,
      ),
    ];
  } finally {
    await repository.close();
  }
}
