import { TlsKey } from '#administration/certificates/tls-key.ts';
import { newTlsIdentity, replaceTlsIdentity, tlsIdentity, type TlsIdentity } from '#certs/tls-identity.ts';
import type { Clock } from '#config/clock.ts';
import type { SecurityServerFile } from './file.ts';

const NAME = 'internal';

type Of = Pick<SecurityServerFile, 'serverId' | 'address'>;

/** What information systems know the server by, and provider systems that ask for a certificate. Made at the first start. */
export const internalIdentity = (folder: string, { serverId, address }: Of, clock: Clock): Promise<TlsIdentity> =>
  tlsIdentity(folder, { name: NAME, commonName: serverId.serverCode, address, clock });

/** The same, for administrators to replace. `folder` is the server's data. */
export async function openInternalTlsKey(folder: string, of: Of, clock: Clock): Promise<TlsKey> {
  return new TlsKey({
    identity: await internalIdentity(folder, of, clock),
    renewed: () => newTlsIdentity(of.serverId.serverCode, of.address, clock.now()),
    keep: (identity) => replaceTlsIdentity(folder, NAME, identity),
    holder: { name: 'the server', case: 'internal_tls' },
    codes: { unreadable: 'invalid_certificate', disordered: 'import_internal_cert_failed' },
  });
}
