import {
  addCertificationService,
  certificationServiceCertificate,
  deleteCertificationService,
  getCertificationService,
  listCertificationServices,
  updateCertificationService,
  type CertificationService,
  type CertificationServiceEntry,
  type CertificationServiceSettings,
} from '../../trust/certification-services.ts';
import {
  addIntermediateCa,
  deleteIntermediateCa,
  getIntermediateCa,
  listIntermediateCas,
  type IntermediateCa,
} from '../../trust/intermediate-cas.ts';
import { numberOf, requiredFile } from '#administration/http/shapes.ts';
import type { CatalogueHandlers } from './shapes.ts';

const entryShape = ({ number, name, notBefore, notAfter }: CertificationServiceEntry) => ({
  ...{ id: number, name },
  not_before: notBefore.toISOString(),
  not_after: notAfter.toISOString(),
});

const serviceShape = (service: CertificationService) => ({
  ...entryShape(service),
  issuer_distinguished_name: service.issuerDistinguishedName,
  subject_distinguished_name: service.subjectDistinguishedName,
  certificate_profile_info: service.certificateProfileInfo,
  tls_auth: service.tlsAuth,
  default_csr_format: service.defaultCsrFormat,
  acme_server_directory_url: service.acmeServerDirectoryUrl,
  acme_server_ip_address: service.acmeServerIpAddress,
  authentication_certificate_profile_id: service.authenticationCertificateProfileId,
  signing_certificate_profile_id: service.signingCertificateProfileId,
});

const intermediateShape = ({ number, certificate }: IntermediateCa) => ({ id: number, ca_certificate: certificate });

interface SettingsBody {
  readonly certificate_profile_info?: string;
  /** A text in forms and in JSON, as the definition has it. */
  readonly tls_auth?: string;
  readonly default_csr_format?: 'PEM' | 'DER';
  readonly acme_server_directory_url?: string;
  readonly acme_server_ip_address?: string;
  readonly authentication_certificate_profile_id?: string;
  readonly signing_certificate_profile_id?: string;
}

const settingsIn = (body: SettingsBody): CertificationServiceSettings => ({
  certificateProfileInfo: body.certificate_profile_info,
  tlsAuth: body.tls_auth === undefined ? undefined : body.tls_auth === 'true',
  defaultCsrFormat: body.default_csr_format,
  acmeServerDirectoryUrl: body.acme_server_directory_url,
  acmeServerIpAddress: body.acme_server_ip_address,
  authenticationCertificateProfileId: body.authentication_certificate_profile_id,
  signingCertificateProfileId: body.signing_certificate_profile_id,
});

/** Certification services and their intermediate authorities. `changed`: after each change of what is published. */
export const certificationServices = (changed: () => void): CatalogueHandlers => ({
  getCertificationServices: {
    run: async (_call, catalogue) => ({ body: (await listCertificationServices(catalogue)).map(entryShape) }),
  },
  getCertificationService: {
    run: async ({ path }, catalogue) => ({
      body: serviceShape(await getCertificationService(catalogue, numberOf(path.certification_service_id))),
    }),
  },
  getCertificationServiceCertificate: {
    run: async ({ path }, catalogue) => ({
      body: await certificationServiceCertificate(catalogue, numberOf(path.certification_service_id)),
    }),
  },
  addCertificationService: {
    event: 'Add certification service',
    run: async (call, change) => {
      const body = call.body as SettingsBody & { readonly default_csr_format: 'PEM' | 'DER' };
      const audit = await addCertificationService(change, {
        ...settingsIn(body),
        defaultCsrFormat: body.default_csr_format,
        certificateProfileInfo: body.certificate_profile_info ?? '',
        certificate: requiredFile(call, 'certificate'),
      });
      return { body: serviceShape(audit.after), audit };
    },
    afterwards: changed,
  },
  updateCertificationService: {
    event: 'Edit certification service settings',
    run: async ({ path, body }, change) => {
      const number = numberOf(path.certification_service_id);
      const audit = await updateCertificationService(change, { number, ...settingsIn(body as SettingsBody) });
      return { body: serviceShape(audit.after), audit };
    },
    afterwards: changed,
  },
  deleteCertificationService: {
    event: 'Delete certification service',
    run: async ({ path }, change) => ({
      audit: await deleteCertificationService(change, numberOf(path.certification_service_id)),
    }),
    afterwards: changed,
  },
  getCertificationServiceIntermediateCas: {
    run: async ({ path }, catalogue) => ({
      body: (await listIntermediateCas(catalogue, numberOf(path.certification_service_id))).map(intermediateShape),
    }),
  },
  addCertificationServiceIntermediateCa: {
    event: 'Add intermediate CA',
    run: async (call, change) => {
      const certificate = requiredFile(call, 'certificate');
      const service = numberOf(call.path.certification_service_id);
      const audit = await addIntermediateCa(change, { service, certificate });
      return { body: intermediateShape(audit.after), audit };
    },
    afterwards: changed,
  },
  getIntermediateCa: {
    run: async ({ path }, catalogue) => ({
      body: intermediateShape(await getIntermediateCa(catalogue, numberOf(path.intermediate_ca_id))),
    }),
  },
  deleteIntermediateCa: {
    event: 'Delete intermediate CA',
    run: async ({ path }, change) => ({ audit: await deleteIntermediateCa(change, numberOf(path.intermediate_ca_id)) }),
    afterwards: changed,
  },
});
