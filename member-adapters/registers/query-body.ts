import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { FAULT_TEXTS, IDENTIFIER_TYPES, personalIdentifierFault } from './identifiers/personal-identifier.ts';
import { Refusal } from './refusal.ts';
import { readStrictJson } from './strict-json.ts';

const FIELDS_SHOWN_MAX = 10;
const FIELD_NAME_SHOWN_MAX = 40;

/** What a field may break, for people. Schemas name these rules as their messages. */
const RULES: Readonly<Record<string, { readonly en: string; readonly bg: string }>> = {
  required: { en: 'is required', bg: 'е задължително' },
  text: { en: 'must be text', bg: 'трябва да е текст' },
  type: {
    en: `must be one of ${IDENTIFIER_TYPES.join(', ')}`,
    bg: `трябва да е едно от ${IDENTIFIER_TYPES.join(', ')}`,
  },
  date: { en: 'must be a date that exists, as YYYY-MM-DD', bg: 'трябва да е съществуваща дата, ГГГГ-ММ-ДД' },
  unknown: { en: 'is not a field of this operation', bg: 'не е поле на тази операция' },
};

/** A message for zod: `required` where nothing stands, else the rule. */
export const rule = (name: 'text' | 'type' | 'date') => ({
  error: (issue: { input?: unknown }) => (issue.input === undefined ? 'required' : name),
});

/** What every query about a person holds. */
export const personQuery = {
  identifierType: z
    .enum(IDENTIFIER_TYPES, rule('type'))
    .describe('EGN: ЕГН, единен граждански номер. LNCh: ЛНЧ, личен номер на чужденец.'),
  identifier: z.string(rule('text')).describe('The ten digits, as text: leading zeros count.'),
};
export interface PersonQuery {
  readonly identifierType: (typeof IDENTIFIER_TYPES)[number];
  readonly identifier: string;
}

/** Throws Refusal 415 for a body that is not declared as plain JSON. */
export function expectJson({ headers }: IncomingMessage): void {
  const declared = (headers['content-type'] ?? '').toLowerCase().replaceAll(/[\s"]/g, '');
  const encoding = (headers['content-encoding'] ?? 'identity').toLowerCase();
  if (/^application\/json(;charset=utf-8)?$/.test(declared) && encoding === 'identity') return;
  throw new Refusal(415, 'unsupported_media_type');
}

/** Reads the body. Throws Refusal 413 as soon as it is known to be too large, 408 when it breaks off. */
export async function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) throw tooLarge(bytesMax);
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > bytesMax) throw tooLarge(bytesMax);
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal(408, 'request_timeout', { cause: error });
  }
  return Buffer.concat(chunks);
}

/** Reads a query of the schema's form. Throws Refusal 400 `invalid_json`, or `invalid_field` with `fields`: name and rule. */
export function readQuery<T extends PersonQuery>(bytes: Buffer, schema: z.ZodType<T>): T {
  const result = schema.safeParse(readStrictJson(bytes));
  if (result.success) return result.data;
  const fields = result.error.issues
    .flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => broken(key, 'unknown'))
        : [broken(issue.path.map(String).join('.'), issue.message)],
    )
    .slice(0, FIELDS_SHOWN_MAX);
  const listed = (language: 'rule' | 'ruleBg') => fields.map((entry) => `${entry.field} ${entry[language]}`).join('; ');
  const text = {
    en: `The query breaks its form: ${listed('rule')}.`,
    bg: `Справката не е по образец: ${listed('ruleBg')}.`,
  };
  throw new Refusal(400, 'invalid_field', { text, extra: { fields } });
}

/** Throws Refusal 400 `invalid_identifier` for a number that nobody can have. */
export function expectIdentifier({ identifierType, identifier }: PersonQuery, at: Date): void {
  const fault = personalIdentifierFault(identifierType, identifier, at);
  if (fault === undefined) return;
  const why = FAULT_TEXTS[fault];
  const text = {
    en: `The ${identifierType} cannot exist: ${why.en}.`,
    bg: `Такъв ${identifierType === 'EGN' ? 'ЕГН' : 'ЛНЧ'} не може да съществува: ${why.bg}.`,
  };
  throw new Refusal(400, 'invalid_identifier', {
    text,
    extra: { fields: [{ field: 'identifier', rule: why.en, ruleBg: why.bg }] },
  });
}

function broken(field: string, name: string) {
  const { en, bg } = RULES[name] ?? { en: 'is not as described', bg: 'не е по описанието' };
  // A name that the caller made up may be anything; digits in it may be somebody's number.
  return { field: field.slice(0, FIELD_NAME_SHOWN_MAX).replaceAll(/[0-9]{6,}/g, '…'), rule: en, ruleBg: bg };
}

function tooLarge(bytesMax: number): Refusal {
  const text = {
    en: `The body is larger than ${bytesMax} bytes.`,
    bg: `Тялото е по-голямо от ${bytesMax} байта.`,
  };
  return new Refusal(413, 'body_too_large', { text });
}
