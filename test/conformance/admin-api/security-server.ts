/** Where the security server's definition differs from X-Road's. */
import { CERTIFICATE_DETAILS, type Difference, type Differences } from './compared.ts';

/** The software answers with other statuses than its definition; what is in the answer stays. */
const answers = (reason: string, stated: number, given: readonly number[], content: readonly string[]): Difference => ({
  reason,
  facts: [
    ...given.flatMap((status) => content.map((fact) => `+ answer.${status}${fact}`)),
    ...content.map((fact) => `- answer.${stated}${fact}`),
  ],
});
const EMPTY = [': {}'];
const BYTES = ['octet-stream.schema.format: "binary"', 'octet-stream.schema.type: "string"'].map(
  (fact) => `.content.application/${fact}`,
);
const anObject = (name: string) => [`.content.application/json.schema.$ref: "#/components/schemas/${name}"`];

const csr = answers('', 201, [200], BYTES);

const operations: Differences = {
  addKeyAndCsr: answers('the reference answers 200', 201, [200], anObject('KeyWithCertificateSigningRequestId')),
  addServiceServiceClients: answers(
    'the reference answers 200',
    201,
    [200],
    [
      '.content.application/json.schema.items.$ref: "#/components/schemas/ServiceClient"',
      '.content.application/json.schema.type: "array"',
      '.content.application/json.schema.uniqueItems: true',
    ],
  ),
  disableServiceDescription: answers('the reference answers 200', 204, [200], EMPTY),
  downloadCsr: { ...csr, reason: 'the reference answers 200' },
  enableServiceDescription: answers('the reference answers 200', 204, [200], EMPTY),
  generateCsr: {
    reason: 'the reference answers 200, and 204 where the certificate is ordered at once',
    facts: [...csr.facts.slice(0, 2), '+ answer.204: {}', ...csr.facts.slice(2)],
  },
  generateSystemCertificateRequest: { ...csr, reason: 'the reference answers 200' },
  generateSystemTlsKeyAndCertificate: answers('the reference answers 201', 204, [201], EMPTY),
  orderAcmeCertificate: answers('the reference answers 204', 200, [204], EMPTY),
  previewAnchor: answers('the reference answers 200', 201, [200], anObject('Anchor')),
  registerCertificate: answers('the reference answers 204', 200, [204], EMPTY),
};

const ownLanguage: Difference = {
  reason: 'people describe in their own language, whose letters X-Road refuses',
  facts: ['- properties.description.pattern: "^[a-zA-Z0-9-_,.;:!? ]*$"'],
};
const notAlways = (reason: string, ...names: readonly string[]): Difference => ({
  reason,
  facts: names.map((name) => `- required: "${name}"`),
});

const schemas: Differences = {
  CertificateDetails: CERTIFICATE_DETAILS,
  Client: {
    reason: 'the reference keeps the name of a new client for its registration',
    facts: ['- properties.subsystem_name.readOnly: true'],
  },
  ConnectionStatus: notAlways('has no error where there is none', 'error'),
  GroupMember: notAlways('has no name where the network does not know the member', 'member_name'),
  LocalGroupAdd: ownLanguage,
  LocalGroupDescription: ownLanguage,
  MaintenanceModeMessage: {
    ...ownLanguage,
    facts: ['- properties.message.pattern: "^[a-zA-Z0-9-_,.;:!? ]*$"'],
  },
  ServiceDescription: notAlways('has no notice where nobody has written one', 'disabled_notice'),
  TimestampingServiceDiagnostics: notAlways('has no time before the service was asked', 'prev_update_at'),
  TokenCertificate: notAlways(
    'has no owner where it authenticates a server, and no OCSP status before it is registered',
    'ocsp_status',
    'owner_id',
  ),
  TokenCertificateSigningRequest: notAlways('has no owner where it is to authenticate a server', 'owner_id'),
};

export const SECURITY_SERVER = { operations, schemas };
