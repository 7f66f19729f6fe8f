import { expect } from 'chai';
import { accountsDefinition, definition } from '#central-server/admin-api/definition.ts';
import { describedBy, missingDefinitions, sentencesOf, theirText } from './described.ts';
import { isLeftOut } from '../../left-out.ts';

/** What ours states of every operation: X-Road's has refusals that its software gives and its definition does not name. */
const OTHER_REFUSALS = '+ answer.4XX.content.application/json.schema.$ref: "#/components/schemas/ErrorInfo"';

interface Difference {
  readonly reason: string;
  /** Facts that only our definition states (+), and that only X-Road's states (-). */
  readonly facts: readonly string[];
}

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

const OPERATION_DIFFERENCES: Readonly<Record<string, Difference>> = {
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

const SCHEMA_DIFFERENCES: Readonly<Record<string, Difference>> = {
  ...Object.fromEntries(
    ['GlobalGroupCodeAndDescription', 'GlobalGroupDescription', 'MemberClassDescription'].map((name) => [
      name,
      { reason: ownLanguage, facts: ['- properties.description.pattern: "^[a-zA-Z0-9-_,.;:!? ]*$"'] },
    ]),
  ),
  ClientDeletionRequest: { reason: noSuchProperty, facts: ['- required: "clientId"'] },
  ClientDisableRequest: { reason: noSuchProperty, facts: ['- required: "clientId"'] },
  ClientRenameRequest: { reason: noSuchProperty, facts: ['- required: "client_name"'] },
  CertificateDetails: {
    reason:
      'has no alternative names where there are none, no RSA modulus where the key is of an elliptic curve, and room for keys and signatures of RSA',
    facts: [
      '+ properties.rsa_public_key_modulus.maxLength: 4096',
      '+ properties.signature.maxLength: 4096',
      '- properties.rsa_public_key_modulus.maxLength: 1000',
      '- properties.signature.maxLength: 255',
      ...['rsa_public_key_exponent', 'rsa_public_key_modulus', 'subject_alternative_names'].map(
        (name) => `- required: "${name}"`,
      ),
    ],
  },
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

function differences(ours: readonly string[] | undefined = [], theirs: readonly string[] | undefined = []): string[] {
  const added = ours
    .filter((fact) => !theirs.includes(fact))
    .map((fact) => `+ ${fact}`)
    .filter((fact) => fact !== OTHER_REFUSALS);
  const missing = theirs.filter((fact) => !ours.includes(fact)).map((fact) => `- ${fact}`);
  return [...added, ...missing].sort();
}

function compareEach(
  kind: string,
  ours: ReadonlyMap<string, readonly string[]>,
  theirs: ReadonlyMap<string, readonly string[]>,
  known: Readonly<Record<string, Difference>>,
): void {
  for (const name of new Set([...theirs.keys(), ...ours.keys(), ...Object.keys(known)])) {
    const difference = known[name];
    it(`${kind} ${name}${difference === undefined ? '' : `, but that ${difference.reason}`}`, () => {
      expect(theirs.has(name), `X-Road has ${name}`).to.equal(true);
      expect(differences(ours.get(name), theirs.get(name))).to.deep.equal(difference?.facts ?? []);
    });
  }
}

describe("the central server's admin API states what X-Road's definition states:", () => {
  if (isLeftOut(missingDefinitions(), 'CONFORMANCE NOT TESTED')) return;
  const common = 'common-openapi-definition.yaml';
  const ours = describedBy(definition().text);
  const theirs = describedBy(theirText('central-server.yaml'), { [`./${common}`]: theirText(common) });

  compareEach('operation', ours.operations, theirs.operations, OPERATION_DIFFERENCES);
  compareEach('schema', ours.schemas, theirs.schemas, SCHEMA_DIFFERENCES);

  it('how callers authenticate', () => {
    expect(ours.securitySchemes).to.have.members(theirs.securitySchemes);
  });

  it('in 102 operations and 112 schemas', () => {
    expect([theirs.operations.size, theirs.schemas.size]).to.deep.equal([102, 112]);
  });
});

describe("the central server's admin API has words of its own", () => {
  if (isLeftOut(missingDefinitions(), 'CONFORMANCE NOT TESTED')) return;
  const theirs = ['central-server.yaml', 'common-openapi-definition.yaml', 'security-server.yaml'].map((name) =>
    sentencesOf(theirText(name)),
  );

  for (const [name, text] of [
    ['openapi.yaml', definition().text],
    ['accounts.yaml', accountsDefinition().text],
  ] as const) {
    it(`in ${name}`, () => {
      const sentences = [...sentencesOf(text)];
      expect(sentences).to.not.be.empty;
      expect(sentences.filter((sentence) => theirs.some((others) => others.has(sentence)))).to.deep.equal([]);
    });
  }
});
