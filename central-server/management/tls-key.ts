import { createPrivateKey, X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { TlsKey } from '#administration/certificates/tls-key.ts';
import { newTlsIdentity, tlsIdentity, type TlsIdentity } from '#certs/tls-identity.ts';
import { replaceFile } from '#config/atomic-file.ts';
import type { Clock } from '#config/clock.ts';
import { readNamedFile } from '#config/named-file.ts';
import { asDrumError, drumError } from '#protocol/errors.ts';

/** Key and certificates in one file, so that they are of one another whenever the power goes. */
const FILE = 'management-service.pem';
const FILE_BYTES_MAX = 1024 * 1024;

/** Of which central server. */
interface Place {
  /** Its data folder. */
  readonly folder: string;
  /** Host, or host:port. */
  readonly publicAddress: string;
  readonly clock: Clock;
}

/**
 * The TLS key and certificate of the management service. Until the first of its own is made, it has those of the registration
 * service, which are published and stay what they are.
 */
export async function openManagementTlsKey(place: Place): Promise<TlsKey> {
  const path = join(place.folder, FILE);
  const address = addressOf(place);
  return new TlsKey({
    identity: (await kept(path)) ?? (await registrationIdentity(place)),
    renewed: () => newTlsIdentity(address, address, place.clock.now()),
    keep: ({ key, certificate }) => replaceFile(path, key + certificate),
    holder: { name: 'the management service', case: 'management_service' },
    codes: { unreadable: 'cannot_convert_bytes_to_certificate', disordered: 'certificate_import_failed' },
  });
}

const addressOf = ({ publicAddress }: Place): string => publicAddress.replace(/:\d+$/, '');

/** Of the registration service; private parameters tell its certificate to everybody. */
export function registrationIdentity(place: Place): Promise<TlsIdentity> {
  const { folder, clock } = place;
  const address = addressOf(place);
  return tlsIdentity(folder, { name: 'management', commonName: address, address, clock });
}

async function kept(path: string): Promise<TlsIdentity | undefined> {
  try {
    const text = (await readNamedFile(path, FILE_BYTES_MAX)).toString('utf8');
    const at = text.indexOf('-----BEGIN CERTIFICATE-----');
    const identity = { key: text.slice(0, at), certificate: text.slice(at) };
    if (!new X509Certificate(identity.certificate).checkPrivateKey(createPrivateKey(identity.key))) {
      throw drumError('file_not_usable', `${path}: the first certificate is not that of the key`);
    }
    return identity;
  } catch (error) {
    if (asDrumError(error).code === 'file_not_found') return undefined;
    throw error;
  }
}
