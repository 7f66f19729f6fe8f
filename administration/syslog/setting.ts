import { resolve } from 'node:path';
import { z } from 'zod';
import { readNamedFile } from '#config/named-file.ts';
import { asDrumError } from '#protocol/errors.ts';

const PEM_BYTES_MAX = 1_048_576;

/** Where events of the audit log are sent, as a configuration file declares it. */
export const syslogSchema = z
  .strictObject({
    host: z.string().min(1).max(255),
    port: z.int().min(1).max(65_535),
    transport: z.enum(['tls', 'tcp', 'udp']).default('tls'),
    format: z.enum(['cef', 'json']).default('cef'),
    /** File with the certificates (PEM) that the collector's must lead to; without it those that Node.js trusts. */
    ca: z.string().optional(),
    /** What the collector knows this server by. */
    clientCertificate: z.strictObject({ certificate: z.string(), key: z.string() }).optional(),
  })
  .refine(({ transport, ca, clientCertificate: own }) => transport === 'tls' || (ca ?? own) === undefined, {
    message: 'ca and clientCertificate are for transport: tls',
  });

export type SyslogSetting = z.infer<typeof syslogSchema>;

export interface SyslogTarget {
  readonly host: string;
  readonly port: number;
  readonly transport: 'tls' | 'tcp' | 'udp';
  readonly format: 'cef' | 'json';
  /** PEM. */
  readonly ca?: Buffer;
  readonly clientCertificate?: { readonly certificate: Buffer; readonly key: Buffer };
}

/** A target with what its files hold; their names are relative to `folder`. Throws what `readNamedFile` throws, with the field. */
export async function syslogTarget(setting: SyslogSetting, folder: string): Promise<SyslogTarget> {
  const { ca, clientCertificate, ...target } = setting;
  const read = async (name: string, field: string): Promise<Buffer> => {
    try {
      return await readNamedFile(resolve(folder, name), PEM_BYTES_MAX);
    } catch (error) {
      throw asDrumError(error).at(`auditLog.syslog.${field}`);
    }
  };
  return {
    ...target,
    ...(ca === undefined ? {} : { ca: await read(ca, 'ca') }),
    ...(clientCertificate === undefined
      ? {}
      : {
          clientCertificate: {
            certificate: await read(clientCertificate.certificate, 'clientCertificate.certificate'),
            key: await read(clientCertificate.key, 'clientCertificate.key'),
          },
        }),
  };
}

/** What a target is called, in the database and to people. */
export const targetName = ({ host, port }: Pick<SyslogTarget, 'host' | 'port'>): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
