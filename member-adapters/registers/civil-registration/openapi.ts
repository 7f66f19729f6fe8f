import { z } from 'zod';
import { ERRORS, type ErrorCode } from '#protocol/errors.ts';
import { PURPOSES, VALUE_LENGTH_MAX } from '../query-context.ts';
import { OPERATION_FORMS, OPERATION_NAMES, type OperationName } from './operations.ts';

const JSON_TYPE = 'application/json';

interface HeaderForm {
  readonly name: string;
  readonly required: boolean;
  readonly description: string;
  readonly example: string;
}

const PERCENT =
  'Outside ASCII percent-encoded UTF-8 (RFC 8187 §3.2.1 without the charset in front); % itself is %25. ' +
  `At most ${VALUE_LENGTH_MAX} characters.`;

const HEADERS: Readonly<Record<string, HeaderForm>> = {
  client: {
    name: 'X-Road-Client',
    required: true,
    description:
      'The member or subsystem that asks: INSTANCE/CLASS/MEMBER/SUBSYSTEM. Its security server vouches for it.',
    example: 'BG-SANDBOX/MUN/000696327/permits',
  },
  messageId: {
    name: 'X-Road-Id',
    required: true,
    description: 'Id of the message. The security server makes one where the caller gives none.',
    example: 'BG-SANDBOX-0b5f6b6e-5c1c-4a53-9c0e-0f2a4f0c9b11',
  },
  issue: {
    name: 'X-Road-Issue',
    required: true,
    description: `Case number, in whatever form the caller's office numbers cases. ${PERCENT}`,
    example: '%D0%A1%D0%9E%D0%9026-%D0%A3%D0%A066-1234/22.11.2026',
  },
  userId: {
    name: 'X-Road-UserId',
    required: false,
    description: `The official who asks. Required unless X-Drum-Responsible-Person is given. ${PERCENT}`,
    example: 'i.ivanova@sofia.example',
  },
  responsiblePerson: {
    name: 'X-Drum-Responsible-Person',
    required: false,
    description: `Who answers for a call that no official makes. Required unless X-Road-UserId is given. ${PERCENT}`,
    example: 'head.of.services@sofia.example',
  },
  purpose: {
    name: 'X-Drum-Purpose',
    required: true,
    description:
      `CODE or CODE;TEXT. Codes: ${Object.entries(PURPOSES)
        .map(([code, { en }]) => `${code} (${en})`)
        .join(', ')}. The text names the service, or the other purpose. ` + PERCENT,
    example: 'administrative-service;2107',
  },
  legalBasis: {
    name: 'X-Drum-Legal-Basis',
    required: true,
    description:
      'CODE, or several separated by commas, each approved by the register for the operation; then ;TEXT where more is to be said. ' +
      `A refusal lists the approved ones. ${PERCENT}`,
    example: 'ZEU-2-1,ZGR-106-1-2',
  },
  employeeNames: {
    name: 'X-Drum-Employee-Names',
    required: false,
    description: `Names of the official. ${PERCENT}`,
    example: '%D0%98%D1%80%D0%B8%D0%BD%D0%B0%20%D0%98%D0%B2%D0%B0%D0%BD%D0%BE%D0%B2%D0%B0',
  },
  employeePosition: {
    name: 'X-Drum-Employee-Position',
    required: false,
    description: `Post of the official. ${PERCENT}`,
    example: '%D0%B3%D0%BB%D0%B0%D0%B2%D0%B5%D0%BD%20%D0%B5%D0%BA%D1%81%D0%BF%D0%B5%D1%80%D1%82',
  },
};

const fieldRule = z.strictObject({ field: z.string(), rule: z.string(), ruleBg: z.string() });

/** What a refused query is told: `type`, `message` and `detail` as X-Road's own errors have them (PR-REST §4.6). */
export const errorForm = z.strictObject({
  type: z.string().describe('Stable code: `register.` and a code of the error registry.'),
  message: z.string(),
  messageBg: z.string(),
  detail: z.string().describe('Ties the refusal to the register’s journal and log.'),
  next: z.strictObject({ en: z.string(), bg: z.string() }).describe('What to do about it.'),
  missing: z.array(z.string()).optional().describe('Headers that the query lacks.'),
  fields: z.array(fieldRule).optional().describe('Headers or fields that break a rule.'),
  approved: z
    .array(z.strictObject({ code: z.string(), text: z.string() }))
    .optional()
    .describe('Approved legal bases.'),
  allow: z.string().optional(),
});

export const healthForm = z.strictObject({
  status: z.enum(['ok', 'failing']),
  register: z.literal('civil-registration'),
  demo: z.literal(true),
  persons: z.number(),
  failing: z.array(z.string()).describe('What does not work: register, access-journal.'),
});

const REFUSALS: readonly (readonly [status: number, codes: readonly ErrorCode[]])[] = [
  [
    400,
    [
      'query_context_missing',
      'query_context_malformed',
      'invalid_identifier',
      'invalid_field',
      'invalid_json',
      'bad_request',
    ],
  ],
  [403, ['legal_basis_not_approved']],
  [405, ['method_not_allowed']],
  [408, ['request_timeout']],
  [413, ['body_too_large']],
  [415, ['unsupported_media_type']],
  [500, ['internal_error']],
  [503, ['access_journal_unavailable']],
];

/** The register's description (OpenAPI 3.1), made from the forms that queries and answers are held to. */
export function openapiDescription() {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Civil registration (demo)',
      version: '1.0.0',
      summary: 'Регистър на населението (ДЕМО): лични данни, валидност на идентификатор, постоянен адрес',
      description:
        'A register of invented persons for demonstrations, after the questions that RegiX offers of ГРАО. Every query says in ' +
        'which case, for what purpose, on what legal basis and on whose behalf it is made, in headers that X-Road signs, and ' +
        'is recorded in the access journal before it is answered. Identifiers travel in bodies only.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths: {
      ...Object.fromEntries(OPERATION_NAMES.map((name) => [`/${name}`, { post: operation(name) }])),
      '/health': {
        get: plain('health', 'Whether the register works', 'Health', { '503': 'Something does not work.' }),
      },
      '/openapi.json': { get: plain('description', 'This description', 'Description', {}) },
    },
    components: {
      parameters: Object.fromEntries(Object.entries(HEADERS).map(([key, header]) => [key, parameter(header)])),
      schemas: {
        ...Object.fromEntries(
          OPERATION_NAMES.flatMap((name) => [
            [`${capital(name)}Query`, jsonSchema(OPERATION_FORMS[name].query, 'input')],
            [`${capital(name)}Answer`, jsonSchema(OPERATION_FORMS[name].answer, 'output')],
          ]),
        ),
        Error: jsonSchema(errorForm, 'output'),
        Health: jsonSchema(healthForm, 'output'),
        Description: { type: 'object' },
      },
    },
  };
}

function operation(name: OperationName) {
  const { id, summary, summaryBg } = OPERATION_FORMS[name];
  return {
    operationId: id,
    summary,
    description: summaryBg,
    parameters: Object.keys(HEADERS).map((key) => reference('parameters', key)),
    requestBody: {
      required: true,
      content: content(`${capital(name)}Query`, { identifierType: 'EGN', identifier: '3523126407' }),
    },
    responses: {
      '200': {
        description: 'The answer; `found` says whether there is one.',
        content: content(`${capital(name)}Answer`),
      },
      ...Object.fromEntries(
        REFUSALS.map(([status, codes]) => [
          String(status),
          {
            description: codes.map((code) => `register.${code}: ${ERRORS[code].en}`).join('\n\n'),
            content: content('Error'),
          },
        ]),
      ),
    },
  };
}

function plain(operationId: string, summary: string, schema: string, others: Readonly<Record<string, string>>) {
  const responses = Object.entries({ '200': summary, ...others });
  return {
    operationId,
    summary,
    responses: Object.fromEntries(
      responses.map(([status, description]) => [status, { description, content: content(schema) }]),
    ),
  };
}

function parameter({ name, required, description, example }: HeaderForm) {
  return { name, in: 'header', required, description, schema: { type: 'string' }, example };
}

function content(schema: string, example?: unknown) {
  return { [JSON_TYPE]: { schema: reference('schemas', schema), ...(example === undefined ? {} : { example }) } };
}

function reference(kind: 'parameters' | 'schemas', name: string) {
  return { $ref: `#/components/${kind}/${name}` };
}

function jsonSchema(form: z.ZodType, io: 'input' | 'output') {
  // OpenAPI 3.1 declares its dialect once, for all schemas (OAS 3.1 §4.8.24.5).
  const schema = z.toJSONSchema(form, { target: 'draft-2020-12', io });
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$schema'));
}

/** `person-data` as `PersonData`. */
function capital(name: string): string {
  return name.replaceAll(/(^|-)([a-z])/g, (_match, _dash: string, letter: string) => letter.toUpperCase());
}
