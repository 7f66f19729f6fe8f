import { certificateArchive } from '#administration/certificates/archive.ts';
import { certificateDetails } from '#administration/certificates/details.ts';
import { requiredBytes } from '#administration/http/shapes.ts';
import { requestFile, takenIdentity } from '#administration/operations/tls-certificate.ts';
import { drumError } from '#protocol/errors.ts';
import type { ServerHandlers, ServerParts } from './parts.ts';

/** The TLS key and certificate that information systems know the server by. */
export const internalCertificate = ({ tlsKey }: Pick<ServerParts, 'tlsKey'>): ServerHandlers => ({
  getSystemCertificate: { run: () => ({ body: certificateDetails(tlsKey.certificate.der) }) },
  downloadSystemCertificate: {
    run: ({ now }) => {
      const bytes = certificateArchive('cert', tlsKey.certificate.der, now);
      return { file: { name: 'certs.tar.gz', type: 'application/gzip', bytes } };
    },
  },
  generateSystemTlsKeyAndCertificate: {
    event: 'Generate new internal TLS key and certificate',
    run: async () => {
      const { audit, outside } = takenIdentity(tlsKey, await tlsKey.renew());
      return { audit, outside };
    },
  },
  generateSystemCertificateRequest: {
    event: 'Generate certificate request for TLS',
    run: async ({ body, now }) => {
      const { name } = body as { readonly name?: string };
      if (name === undefined) throw drumError('invalid_distinguished_name', 'name: is missing');
      const file = await requestFile(tlsKey, name, { service: 'internal', now });
      return { file, audit: { after: { subject_name: name } } };
    },
  },
  importSystemCertificate: {
    event: 'Import TLS certificate from file',
    run: (call) => {
      const { after, audit, outside } = takenIdentity(tlsKey, tlsKey.certified(requiredBytes(call)));
      return { body: after, audit, outside };
    },
  },
});
