/** Where the central server's definition differs from X-Road's. */
import { CERTIFICATE_DETAILS, type Difference, type Differences } from './compared.ts';

const answers200 = 'the reference answers 200';
const noSuchProperty = 'the schema has no such property, and the reference neither sends nor asks for it';
const untyped = 'nullable says nothing without a type';
const ownLanguage = 'people describe in their own language, whose letters X-Road refuses';

/** The reference's own screen sends none where the authority signs itself. */
const RESPONDER_WITHOUT_CERTIFICATE: Difference = {
  reason: 'a responder need not have a certificate of its own',
  facts: [
    '+ body.content.multipart/form-data.schema.allOf[2].properties.certificate.format: "binary"',
    '+ body.content.multipart/form-data.schema.allOf[2].properties.certificate.type: "string"',
    '+ body.content.multipart/form-data.schema.allOf[2].type: "object"',
    '- body.content.multipart/form-data.schema.allOf[2].$ref: "#/components/schemas/CertificateFile"',
  ],
};

const operations: Differences = {
  addCertificationServiceOcspResponder: RESPONDER_WITHOUT_CERTIFICATE,
  addIntermediateCaOcspResponder: RESPONDER_WITHOUT_CERTIFICATE,
  initCentralServer: {
    reason: 'the reference answers 200, and 409 the second time',
    facts: ['+ answer.200: {}', '+ answer.409: {}', '- answer.201: {}'],
  },
  addKey: {
    reason: answers200,
    facts: [
      '+ answer.200.content.application/json.schema.$ref: "#/components/schemas/ConfigurationSigningKey"',
      '- answer.201.content.application/json.schema.$ref: "#/components/schemas/ConfigurationSigningKey"',
    ],
  },
  generateCertificateRequest: {
    reason: answers200,
    facts: [
      '+ answer.200.content.application/octet-stream.schema.format: "binary"',
      '+ answer.200.content.application/octet-stream.schema.type: "string"',
      '- answer.201.content.application/octet-stream.schema.format: "binary"',
      '- answer.201.content.application/octet-stream.schema.type: "string"',
    ],
  },
  revokeManagementRequest: { reason: answers200, facts: ['+ answer.200: {}', '- answer.204: {}'] },
};

const schemas: Differences = {
  ...Object.fromEntries(
    ['GlobalGroupCodeAndDescription', 'GlobalGroupDescription', 'MemberClassDescription'].map((name) => [
      name,
      { reason: ownLanguage, facts: ['- properties.description.pattern: "^[a-zA-Z0-9-_,.;:!? ]*$"'] },
    ]),
  ),
  Client: { reason: 'tells the name of a subsystem, too', facts: ['+ properties.subsystem_name.type: "string"'] },
  GroupMemberListView: {
    reason: 'tells the name of a subsystem, too',
    facts: ['+ properties.subsystem_name.type: "string"'],
  },
  ClientDeletionRequest: { reason: noSuchProperty, facts: ['- required: "clientId"'] },
  ClientDisableRequest: { reason: noSuchProperty, facts: ['- required: "clientId"'] },
  ClientRenameRequest: { reason: noSuchProperty, facts: ['- required: "client_name"'] },
  CertificateDetails: CERTIFICATE_DETAILS,
  ConfigurationSigningKeyAdd: {
    reason: 'X-Road’s scripts name the token by a number, which the reference takes',
    facts: [
      '+ properties.token_id.oneOf[0].format: "text"',
      '+ properties.token_id.oneOf[0].minLength: 1',
      '+ properties.token_id.oneOf[0].type: "string"',
      '+ properties.token_id.oneOf[1].type: "integer"',
      '- properties.token_id.format: "text"',
      '- properties.token_id.minLength: 1',
      '- properties.token_id.type: "string"',
    ],
  },
  InitializationStatus: {
    reason: 'the reference answers empty texts before they are set',
    facts: [
      '+ properties.central_server_address.format: "text"',
      '+ properties.central_server_address.type: "string"',
      '+ properties.instance_identifier.format: "text"',
      '+ properties.instance_identifier.maxLength: 255',
      '+ properties.instance_identifier.type: "string"',
      '+ required: "central_server_address"',
      '+ required: "instance_identifier"',
      '- allOf[0].$ref: "#/components/schemas/InstanceIdentifier"',
      '- allOf[1].$ref: "#/components/schemas/CentralServerAddress"',
    ],
  },
  ConfigurationPart: {
    reason: 'has neither version nor time before the part is there',
    facts: ['- required: "file_updated_at"', '- required: "version"'],
  },
  ManagementServicesConfiguration: {
    reason: 'has no provider and no server at first, and no addresses before the central server has one',
    facts: [
      '- properties.security_server_id.minLength: 1',
      '- properties.services_address.minLength: 1',
      '- properties.wsdl_address.minLength: 1',
      '- required: "security_server_id"',
      '- required: "service_provider_name"',
    ],
  },
  PagedClients: { reason: noSuchProperty, facts: ['- required: "items"'] },
  Token: { reason: noSuchProperty, facts: ['- required: "keys"'] },
  TrustedAnchor: { reason: noSuchProperty, facts: ['- required: "created_at"'] },
  GroupMembersFilter: {
    reason: untyped,
    facts: ['+ properties.paging_sorting.type: "object"', '+ properties.types.type: "array"'],
  },
  ManagementRequestsFilter: {
    reason: untyped,
    facts: [
      '+ properties.origin.type: "string"',
      '+ properties.status.type: "string"',
      '+ properties.types.type: "array"',
    ],
  },
};

export const CENTRAL_SERVER = { operations, schemas };
