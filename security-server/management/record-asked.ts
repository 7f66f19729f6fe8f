import { Certificate } from '#certs/certificate.ts';
import type { ClientId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import type { ManagementRequest } from '#protocol/management/requests.ts';
import type { ServerConfigurationRepository } from '../server-configuration/repository.ts';
import type { SignerClient } from '../signer/client.ts';
import { certificateOf } from '../signer/selection.ts';
import { authenticationCertificates } from './certificate-registrations.ts';
import { certificateStatusAsked, clientStatusAsked } from './registration.ts';

/** Global configuration changes a status at the same moment at most once. */
const ATTEMPTS_MAX = 3;

/** Where a security server keeps what it has asked for. */
export interface ManagementRecords {
  readonly clients: ServerConfigurationRepository;
  readonly signer: Pick<SignerClient, 'keys' | 'changeCertificate'>;
}

/** Notes what the central server has taken: the status of the client or certificate that it was asked about. */
export async function recordAsked({ clients, signer }: ManagementRecords, request: ManagementRequest): Promise<void> {
  if ('client' in request) await recordClient(clients, request.client, request.kind);
  if ('authenticationCertificate' in request) await recordCertificate(signer, request);
}

async function recordClient(
  clients: ServerConfigurationRepository,
  client: ClientId,
  kind: ManagementRequest['kind'],
): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    const before = (await clients.statuses()).get(keyOf(client));
    if (before === undefined) return;
    const status = clientStatusAsked(before, kind);
    if (status === before || (await clients.changeStatus(client, before, status))) return;
  }
}

async function recordCertificate(
  signer: ManagementRecords['signer'],
  request: Extract<ManagementRequest, { authenticationCertificate: Uint8Array }>,
): Promise<void> {
  const { sha256Hex: sha256 } = Certificate.fromDer(Buffer.from(request.authenticationCertificate));
  const entry = (await authenticationCertificates(signer)).find((each) => certificateOf(each).sha256Hex === sha256);
  if (entry === undefined) return;
  const status = certificateStatusAsked(entry.status, request.kind);
  if (status !== entry.status) await signer.changeCertificate({ sha256, status });
}
