import { certificateArchive } from '#administration/certificates/archive.ts';
import { certificateDetails } from '#administration/certificates/details.ts';
import type { TlsKey } from '#administration/certificates/tls-key.ts';
import { requiredFile } from '#administration/http/shapes.ts';
import { requestFile, takenIdentity } from '#administration/operations/tls-certificate.ts';
import { drumError } from '#protocol/errors.ts';
import type { CatalogueHandlers } from './shapes.ts';

/** The TLS key and certificate of the management service. */
export const managementCertificate = (key: () => TlsKey): CatalogueHandlers => ({
  getCertificate: { run: () => ({ body: certificateDetails(key().certificate.der) }) },
  downloadCertificate: {
    run: ({ now }) => {
      const bytes = certificateArchive('management-service', key().certificate.der, now);
      return { file: { name: 'management-service.tar.gz', type: 'application/gzip', bytes } };
    },
  },
  generateKeyAndCertificate: {
    event: 'Generate management service TLS key and self-sign certificate',
    run: async () => {
      const { audit, outside } = takenIdentity(key(), await key().renew());
      return { audit, outside };
    },
  },
  generateCertificateRequest: {
    event: 'Generate management service TLS certificate signing request',
    run: async ({ body, now }) => {
      const { name } = body as { name?: string };
      if (name === undefined) throw drumError('invalid_distinguished_name', 'name: is missing');
      const file = await requestFile(key(), name, { service: 'management_service', now });
      return { file, audit: { after: { subject_name: name } } };
    },
  },
  uploadCertificate: {
    event: 'Upload management service TLS certificate',
    run: (call) => {
      const next = key().certified(requiredFile(call, 'certificate'));
      const { after, audit, outside } = takenIdentity(key(), next);
      return { body: after, audit, outside };
    },
  },
});
