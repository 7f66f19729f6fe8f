import type { Certificate } from '#certs/certificate.ts';
import { drumError } from '#protocol/errors.ts';
import type { ClientId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import {
  nextPosition,
  requireClient,
  requireOwn,
  type ConfigurationReader,
  type ConfigurationTransaction,
  type Mutation,
} from './change.ts';

/** Which TLS certificate of an information system is told in the audit log, of which client. */
interface ClientCertificate {
  readonly client: ClientId;
  /** SHA-256, lower-case hexadecimal. */
  readonly sha256: string;
}

/** The TLS certificates of a client's information systems, DER. Throws `client_not_found`. */
export async function tlsCertificatesOf(configuration: ConfigurationReader, client: ClientId): Promise<Buffer[]> {
  await requireClient(configuration, client);
  const rows = await certificateRows(configuration, client).orderBy('position').execute();
  return rows.map(({ certificate }) => certificate);
}

/** DER; `sha256` in whichever case. Throws `client_not_found`, `certificate_not_found`. */
export async function tlsCertificateOf(configuration: ConfigurationReader, wanted: ClientCertificate): Promise<Buffer> {
  return (await requireCertificate(configuration, wanted)).certificate;
}

/** Throws `client_not_found`, `certificate_already_exists`. */
export async function addTlsCertificate(
  change: ConfigurationTransaction,
  client: ClientId,
  { der, sha256Hex }: Certificate,
): Promise<Mutation<undefined, ClientCertificate>> {
  await requireClient(change, client);
  const added = await change
    .insertInto('client_certificate')
    .values({
      ...{ client_key: keyOf(client), sha256: sha256Hex, certificate: Buffer.from(der), declared: 0 },
      position: await nextPosition(change, 'client_certificate'),
    })
    .onConflict((conflict) => conflict.columns(['client_key', 'sha256']).doNothing())
    .returning('sha256')
    .executeTakeFirst();
  if (added === undefined) throw drumError('certificate_already_exists', `${keyOf(client)} has that certificate`);
  return { before: undefined, after: { client, sha256: sha256Hex } };
}

/** Throws `client_not_found`, `certificate_not_found`, `declared_in_file`. */
export async function deleteTlsCertificate(
  change: ConfigurationTransaction,
  wanted: ClientCertificate,
): Promise<Mutation<ClientCertificate, undefined>> {
  const row = await requireCertificate(change, wanted);
  requireOwn(row, `The certificate ${row.sha256}`);
  await change
    .deleteFrom('client_certificate')
    .where('client_key', '=', keyOf(wanted.client))
    .where('sha256', '=', row.sha256)
    .execute();
  return { before: { client: wanted.client, sha256: row.sha256 }, after: undefined };
}

const certificateRows = (configuration: ConfigurationReader, client: ClientId) =>
  configuration
    .selectFrom('client_certificate')
    .select(['sha256', 'certificate', 'declared'])
    .where('client_key', '=', keyOf(client));

async function requireCertificate(configuration: ConfigurationReader, { client, sha256 }: ClientCertificate) {
  await requireClient(configuration, client);
  const row = await certificateRows(configuration, client)
    .where('sha256', '=', sha256.toLowerCase())
    .executeTakeFirst();
  if (row === undefined) throw drumError('certificate_not_found', `${keyOf(client)} has no certificate ${sha256}`);
  return row;
}
