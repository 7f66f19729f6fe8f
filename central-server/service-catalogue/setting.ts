import { X509Certificate } from 'node:crypto';
import { resolve } from 'node:path';
import type { ConnectionOptions } from 'node:tls';
import { z } from 'zod';
import { readNamedFile } from '#config/named-file.ts';
import { asDrumError, drumError } from '#protocol/errors.ts';
import type { SubsystemId } from '#protocol/identifiers/identifier.ts';
import { clientIdSchema } from '#protocol/identifiers/schema.ts';

const PEM_BYTES_MAX = 1_048_576;
const INTERVAL_MINUTES_MAX = 10_080;

/** Through which security server, and as whom, a central server asks for the services of its instance. */
export const serviceCatalogueSchema = z
  .strictObject({
    /** Where information systems reach it. */
    securityServer: z.url({ protocol: /^https?$/, message: 'must be an http:// or https:// address' }),
    client: clientIdSchema.refine(
      (id) => id.type === 'SUBSYSTEM',
      'must be a subsystem: INSTANCE/CLASS/MEMBER/SUBSYSTEM',
    ),
    /** File with the certificates (PEM) that the security server's must lead to. */
    ca: z.string().optional(),
    /** File with the security server's own certificate, whatever name it has; in place of `ca`. */
    certificate: z.string().optional(),
    /** What the security server knows this client by. */
    clientCertificate: z.strictObject({ certificate: z.string(), key: z.string() }).optional(),
    intervalMinutes: z.int().min(1).max(INTERVAL_MINUTES_MAX).default(60),
  })
  .refine(
    ({ securityServer, ca, certificate, clientCertificate: own }) =>
      securityServer.startsWith('https:') || (ca ?? certificate ?? own) === undefined,
    { message: 'ca, certificate and clientCertificate are for an https:// address' },
  )
  .refine(({ ca, certificate }) => ca === undefined || certificate === undefined, {
    message: 'ca and certificate exclude each other',
  });

export type ServiceCatalogueSetting = z.infer<typeof serviceCatalogueSchema>;

export interface CatalogueSource {
  readonly securityServer: string;
  readonly client: SubsystemId;
  readonly intervalMinutes: number;
  readonly tls: Pick<ConnectionOptions, 'ca' | 'cert' | 'key' | 'checkServerIdentity' | 'allowPartialTrustChain'>;
}

/** With what its files hold; their names are relative to `folder`. Throws what `readNamedFile` throws, with the field. */
export async function catalogueSource(setting: ServiceCatalogueSetting, folder: string): Promise<CatalogueSource> {
  const { securityServer, client, ca, certificate, clientCertificate, intervalMinutes } = setting;
  const read = async (name: string, field: string): Promise<Buffer> => {
    try {
      return await readNamedFile(resolve(folder, name), PEM_BYTES_MAX);
    } catch (error) {
      throw asDrumError(error).at(`serviceCatalogue.${field}`);
    }
  };
  return {
    ...{ securityServer, client, intervalMinutes },
    tls: {
      ...(ca === undefined ? {} : { ca: await read(ca, 'ca') }),
      ...(certificate === undefined ? {} : only(await read(certificate, 'certificate'), certificate)),
      ...(clientCertificate === undefined
        ? {}
        : {
            cert: await read(clientCertificate.certificate, 'clientCertificate.certificate'),
            key: await read(clientCertificate.key, 'clientCertificate.key'),
          }),
    },
  };
}

/** Lets in one certificate, which names no address as a rule. Throws `malformed_server_conf`. */
function only(pem: Buffer, name: string): CatalogueSource['tls'] {
  let wanted: X509Certificate;
  try {
    wanted = new X509Certificate(pem);
  } catch (error) {
    throw drumError('malformed_server_conf', `serviceCatalogue.certificate: ${name} holds no certificate`, error);
  }
  return {
    ...{ ca: pem, allowPartialTrustChain: true },
    checkServerIdentity: (_host, { raw }) =>
      raw.equals(wanted.raw) ? undefined : new Error('It is not the certificate that the configuration file names'),
  };
}
