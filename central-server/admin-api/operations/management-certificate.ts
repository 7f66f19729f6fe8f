import { drumError } from '#protocol/errors.ts';
import { certificateArchive } from '../../management/certificate-archive.ts';
import type { ManagementTlsKey, NextIdentity } from '../../management/tls-key.ts';
import { certificateDetails } from '#administration/certificates/details.ts';
import { requiredFile } from '#administration/http/shapes.ts';
import type { CatalogueHandlers } from './shapes.ts';

/** The TLS key and certificate of the management service. */
export function managementCertificate(key: () => ManagementTlsKey): CatalogueHandlers {
  const details = () => certificateDetails(key().certificate.der);
  const told = ({ hash, subject_distinguished_name }: ReturnType<typeof details>) => ({
    ...{ hash, hash_algorithm: 'SHA-256', subject_distinguished_name },
  });
  const taking = ({ certificate, take }: NextIdentity) => {
    const after = certificateDetails(certificate.der);
    return { after, audit: { before: told(details()), after: told(after) }, outside: take };
  };
  return {
    getCertificate: { run: () => ({ body: details() }) },
    downloadCertificate: {
      run: ({ now }) => {
        const bytes = certificateArchive(key().certificate.der, now);
        return { file: { name: 'management-service.tar.gz', type: 'application/gzip', bytes } };
      },
    },
    generateKeyAndCertificate: {
      event: 'Generate management service TLS key and self-sign certificate',
      run: async () => {
        const { audit, outside } = taking(await key().renew());
        return { audit, outside };
      },
    },
    generateCertificateRequest: {
      event: 'Generate management service TLS certificate signing request',
      run: async ({ body, now }) => {
        const { name } = body as { name?: string };
        if (name === undefined) throw drumError('invalid_distinguished_name', 'name: is missing');
        const day = now.toISOString().slice(0, 10).replaceAll('-', '');
        const bytes = await key().request(name);
        return {
          file: { name: `management_service_tls_cert_request_${day}.p10`, type: 'application/octet-stream', bytes },
          audit: { after: { subject_name: name } },
        };
      },
    },
    uploadCertificate: {
      event: 'Upload management service TLS certificate',
      run: (call) => {
        const { after, audit, outside } = taking(key().certified(requiredFile(call, 'certificate')));
        return { body: after, audit, outside };
      },
    },
  };
}
