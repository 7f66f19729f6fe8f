import { certificateDetails } from '#administration/certificates/details.ts';
import {
  authenticationCertificates,
  changeServerAddress,
  deleteAuthenticationCertificate,
  deleteServer,
  findServers,
  getServer,
} from '../../membership/security-servers.ts';
import { numberOf, pageOf, pagingIn, pagingShape } from '#administration/http/shapes.ts';
import { serverIdOf, serverShape, type CatalogueHandlers } from './shapes.ts';

/** `changed`: after each change of what is published. */
export const securityServers = (changed: () => void): CatalogueHandlers => ({
  findSecurityServers: {
    run: async ({ query }, catalogue) => {
      const request = pageOf(pagingIn(query));
      const page = await findServers(catalogue, (query as { q?: string }).q, request);
      return { body: { items: page.items.map(serverShape), paging_metadata: pagingShape(page, request) } };
    },
  },
  getSecurityServer: {
    run: async ({ path }, catalogue) => ({ body: serverShape(await getServer(catalogue, serverIdOf(path.server_id))) }),
  },
  updateSecurityServerAddress: {
    event: 'Edit security server address',
    run: async ({ path, body, now }, change) => {
      const { server_address: address } = body as { server_address: string };
      const audit = await changeServerAddress(change, { server: serverIdOf(path.server_id), address }, now);
      return { body: serverShape(audit.after), audit };
    },
    afterwards: changed,
  },
  deleteSecurityServer: {
    event: 'Delete security server',
    run: async ({ path, now }, change) => ({ audit: await deleteServer(change, serverIdOf(path.server_id), now) }),
    afterwards: changed,
  },
  getSecurityServerAuthCerts: {
    run: async ({ path }, catalogue) => {
      const certificates = await authenticationCertificates(catalogue, serverIdOf(path.server_id));
      return {
        body: certificates.map(({ number, certificate }) => ({ id: number, ...certificateDetails(certificate) })),
      };
    },
  },
  deleteSecurityServerAuthCert: {
    event: 'Delete authentication certificate of security server',
    run: async ({ path, now }, change) => {
      const wanted = { server: serverIdOf(path.server_id), number: numberOf(path.certificate_id) };
      const { number, certificate } = (await deleteAuthenticationCertificate(change, wanted, now)).before;
      return { audit: { before: { number, certificate: certificate.toString('base64') } } };
    },
    afterwards: changed,
  },
});
