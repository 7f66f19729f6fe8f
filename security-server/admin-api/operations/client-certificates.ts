import { certificateDetails } from '#administration/certificates/details.ts';
import { uploadedCertificate } from '#administration/certificates/uploaded.ts';
import { requiredBytes } from '#administration/http/shapes.ts';
import {
  addTlsCertificate,
  deleteTlsCertificate,
  tlsCertificateOf,
  tlsCertificatesOf,
} from '../../server-configuration/client-certificates.ts';
import { clientIdOf } from './encoded-ids.ts';
import { configurationChange, type ServerHandlers, type ServerParts } from './parts.ts';

/** The certificates by which information systems of a client are known. */
export const clientCertificateOperations = (parts: Pick<ServerParts, 'changed'>): ServerHandlers => ({
  getClientTlsCertificates: {
    run: async ({ path }, configuration) => ({
      body: (await tlsCertificatesOf(configuration, clientIdOf(path.id))).map(certificateDetails),
    }),
  },
  addClientTlsCertificate: configurationChange(parts, {
    event: 'Add internal TLS certificate',
    run: async (call, change) => {
      const certificate = uploadedCertificate(requiredBytes(call));
      const audit = await addTlsCertificate(change, clientIdOf(call.path.id), certificate);
      return { body: certificateDetails(certificate.der), audit };
    },
  }),
  getClientTlsCertificate: {
    run: async ({ path }, configuration) => {
      const wanted = { client: clientIdOf(path.id), sha256: path.hash ?? '' };
      return { body: certificateDetails(await tlsCertificateOf(configuration, wanted)) };
    },
  },
  deleteClientTlsCertificate: configurationChange(parts, {
    event: 'Delete internal TLS certificate',
    run: async ({ path }, change) => {
      const wanted = { client: clientIdOf(path.id), sha256: path.hash ?? '' };
      return { audit: await deleteTlsCertificate(change, wanted) };
    },
  }),
});
