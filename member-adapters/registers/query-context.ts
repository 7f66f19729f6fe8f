import { Refusal, type Bilingual } from './refusal.ts';

/**
 * Who asks, and why: what every query to a register carries. X-Road's two headers and four of ours travel in the header part
 * of the message, which both security servers sign and keep (PR-REST §4.3), so each answer can be traced to its reason.
 *
 * | header | RegiX CallContext | value |
 * | --- | --- | --- |
 * | `X-Road-Client` | (the consumer certificate) | member or subsystem that asks; its security server vouches for it |
 * | `X-Road-Id` | ServiceCallID | id of the message |
 * | `X-Road-Issue` | ServiceURI | case number |
 * | `X-Road-UserId` | EmployeeIdentifier | the official who asks |
 * | `X-Drum-Responsible-Person` | ResponsiblePersonIdentifier | who answers for a call that no official makes |
 * | `X-Drum-Purpose` | ServiceType | `CODE` or `CODE;text`, the code one of PURPOSES |
 * | `X-Drum-Legal-Basis` | LawReason | `CODE[,CODE…]` or `CODE[,CODE…];text`, the codes those that the register approves |
 * | `X-Drum-Employee-Names` | EmployeeNames | optional |
 * | `X-Drum-Employee-Position` | EmployeePosition | optional |
 *
 * HTTP headers are ASCII by rule (RFC 9110 §5.5), so other characters are percent-encoded UTF-8 as in RFC 8187 §3.2.1, with
 * no charset in front, and `%` itself is `%25`. Raw UTF-8 is read too.
 */
export interface QueryContext {
  readonly client: string;
  readonly messageId: string;
  readonly caseNumber: string;
  readonly purpose: { readonly code: PurposeCode; readonly text?: string };
  readonly legalBasis: { readonly codes: readonly string[]; readonly text?: string };
  readonly official?: string;
  readonly responsiblePerson?: string;
  readonly employeeNames?: string;
  readonly employeePosition?: string;
}

type PartialContext = { readonly [Field in keyof QueryContext]?: QueryContext[Field] | undefined };

/** What a query may be for, as RegiX tells it apart. */
export const PURPOSES = {
  'administrative-service': { en: 'for an administrative service', bg: 'за административна услуга' },
  inspection: { en: 'for an inspection', bg: 'за проверовъчна дейност' },
  other: { en: 'other, described in the text', bg: 'друга, описана в текста' },
} as const satisfies Record<string, Bilingual>;
type PurposeCode = keyof typeof PURPOSES;

export const VALUE_LENGTH_MAX = 255;
const CLIENT_LENGTH_MAX = 1024;
const LEGAL_BASES_MAX = 8;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** Control characters and those that turn the direction of text: a journal must read as it was written. */
const HIDDEN = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

const MISSING_WORDS: Readonly<Record<string, Bilingual>> = {
  'X-Road-Client': { en: 'who asks', bg: 'кой пита' },
  'X-Road-Id': { en: 'the message id', bg: 'номерът на съобщението' },
  'X-Road-Issue': { en: 'the case number', bg: 'номерът на преписката' },
  'X-Drum-Purpose': { en: 'the purpose', bg: 'целта' },
  'X-Drum-Legal-Basis': { en: 'the legal basis', bg: 'правното основание' },
  'X-Road-UserId': { en: 'the official, or the responsible person', bg: 'служителят или отговорното лице' },
};

/** Headers of which either will do. */
const HEADERS_FOR: Readonly<Record<string, string>> = { 'X-Road-UserId': 'X-Road-UserId, X-Drum-Responsible-Person' };

/**
 * Reads the context from raw headers (`name, value, name, value…` as Node.js gives them). `known` holds what could be read,
 * for the journal, also where the query is refused. The refusal is `query_context_malformed` (with `fields`: header and
 * rule), else `query_context_missing` (with `missing`: header names; `X-Road-UserId` where nobody is named, though
 * `X-Drum-Responsible-Person` would do as well).
 */
export function readQueryContext(
  rawHeaders: readonly string[],
): { readonly known: PartialContext } & ({ readonly context: QueryContext } | { readonly refusal: Refusal }) {
  const headers = new ContextHeaders(rawHeaders);
  const known = {
    client: headers.read((from) => from.client()),
    messageId: headers.read((from) => from.text('X-Road-Id')),
    caseNumber: headers.read((from) => from.text('X-Road-Issue')),
    purpose: headers.read((from) => from.purpose()),
    legalBasis: headers.read((from) => from.legalBasis()),
    official: headers.read((from) => from.text('X-Road-UserId')),
    responsiblePerson: headers.read((from) => from.text('X-Drum-Responsible-Person')),
    employeeNames: headers.read((from) => from.text('X-Drum-Employee-Names')),
    employeePosition: headers.read((from) => from.text('X-Drum-Employee-Position')),
  };
  const missing = [
    ...headers.missing('X-Road-Client', 'X-Road-Id', 'X-Road-Issue', 'X-Drum-Purpose', 'X-Drum-Legal-Basis'),
    ...(headers.missing('X-Road-UserId', 'X-Drum-Responsible-Person').length === 2 ? ['X-Road-UserId'] : []),
  ];
  if (headers.faults.length > 0) return { known, refusal: malformed(headers.faults, missing) };
  const { client, messageId, caseNumber, purpose, legalBasis } = known;
  if (missing.length > 0 || !client || !messageId || !caseNumber || !purpose || !legalBasis) {
    return { known, refusal: absent(missing) };
  }
  return { known, context: { ...given(known), client, messageId, caseNumber, purpose, legalBasis } };
}

/** The optional fields that were given. */
function given({ official, responsiblePerson, employeeNames, employeePosition }: PartialContext) {
  return {
    ...(official === undefined ? {} : { official }),
    ...(responsiblePerson === undefined ? {} : { responsiblePerson }),
    ...(employeeNames === undefined ? {} : { employeeNames }),
    ...(employeePosition === undefined ? {} : { employeePosition }),
  };
}

interface HeaderFault {
  readonly field: string;
  readonly rule: string;
  readonly ruleBg: string;
}

class BadHeader extends Error {
  readonly fault: HeaderFault;

  constructor(field: string, { en, bg }: Bilingual) {
    super(`${field} ${en}`);
    this.fault = { field, rule: en, ruleBg: bg };
  }
}

class ContextHeaders {
  readonly faults: HeaderFault[] = [];
  private readonly values = new Map<string, string[]>();

  constructor(rawHeaders: readonly string[]) {
    for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
      const name = (rawHeaders[index] ?? '').toLowerCase();
      const values = this.values.get(name) ?? [];
      values.push((rawHeaders[index + 1] ?? '').trim());
      this.values.set(name, values);
    }
  }

  /** What `take` reads, or undefined where that is absent or bad; what is bad is noted, and the reading goes on. */
  read<T>(take: (headers: this) => T | undefined): T | undefined {
    try {
      return take(this);
    } catch (error) {
      if (!(error instanceof BadHeader)) throw error;
      this.faults.push(error.fault);
      return undefined;
    }
  }

  /** Those of the headers that are not there or say nothing. */
  missing(...names: string[]): string[] {
    return names.filter((name) => (this.values.get(name.toLowerCase()) ?? []).every((value) => value === ''));
  }

  /** A header's text, or undefined when there is none. */
  text(name: string): string | undefined {
    const value = this.single(name);
    return value === undefined ? undefined : this.decoded(name, value);
  }

  /** Kept as it came: an identifier is percent-encoded part by part. */
  client(): string | undefined {
    const name = 'X-Road-Client';
    const value = this.single(name);
    if (value === undefined) return undefined;
    if (value.length <= CLIENT_LENGTH_MAX && /^[!-~]+$/.test(value) && /^[^/]+(\/[^/]+){2,3}$/.test(value))
      return value;
    throw new BadHeader(name, {
      en: 'must be INSTANCE/CLASS/MEMBER or INSTANCE/CLASS/MEMBER/SUBSYSTEM',
      bg: 'трябва да е ИНСТАНЦИЯ/КЛАС/ЧЛЕН или ИНСТАНЦИЯ/КЛАС/ЧЛЕН/ПОДСИСТЕМА',
    });
  }

  purpose(): QueryContext['purpose'] | undefined {
    const name = 'X-Drum-Purpose';
    const parts = this.codeAndText(name);
    if (parts === undefined) return undefined;
    const { code, text } = parts;
    if (!Object.hasOwn(PURPOSES, code)) {
      const codes = Object.keys(PURPOSES).join(', ');
      throw new BadHeader(name, { en: `must begin with one of ${codes}`, bg: `трябва да започва с едно от ${codes}` });
    }
    if (code === 'other' && text === undefined) {
      throw new BadHeader(name, {
        en: 'must describe another purpose: other;TEXT',
        bg: 'трябва да описва друга цел: other;ТЕКСТ',
      });
    }
    return { code: code as PurposeCode, ...(text === undefined ? {} : { text }) };
  }

  legalBasis(): QueryContext['legalBasis'] | undefined {
    const name = 'X-Drum-Legal-Basis';
    const parts = this.codeAndText(name);
    if (parts === undefined) return undefined;
    const codes = [...new Set(parts.code.split(',').map((code) => code.trim()))].filter((code) => code !== '');
    if (codes.length === 0 || codes.length > LEGAL_BASES_MAX) {
      throw new BadHeader(name, {
        en: `must begin with 1 to ${LEGAL_BASES_MAX} codes of approved legal bases`,
        bg: `трябва да започва с 1 до ${LEGAL_BASES_MAX} кода на одобрени основания`,
      });
    }
    return { codes, ...(parts.text === undefined ? {} : { text: parts.text }) };
  }

  private codeAndText(name: string): { code: string; text?: string } | undefined {
    const value = this.single(name);
    if (value === undefined) return undefined;
    const cut = value.indexOf(';');
    const code = this.decoded(name, cut < 0 ? value : value.slice(0, cut));
    const rest = cut < 0 ? '' : value.slice(cut + 1).trim();
    const text = rest === '' ? undefined : this.decoded(name, rest);
    return { code, ...(text === undefined ? {} : { text }) };
  }

  /** A header may stand once: of two that differ, nobody could say which one was meant. */
  private single(name: string): string | undefined {
    const values = (this.values.get(name.toLowerCase()) ?? []).filter((value) => value !== '');
    if (values.length <= 1) return values[0];
    throw new BadHeader(name, { en: 'must stand only once', bg: 'трябва да се среща само веднъж' });
  }

  private decoded(name: string, value: string): string {
    let text: string;
    try {
      // Node.js gives each byte of a header as one character.
      text = decodeURIComponent(utf8.decode(Buffer.from(value, 'latin1'))).trim();
    } catch {
      throw new BadHeader(name, {
        en: 'must be UTF-8, percent-encoded outside ASCII, with % itself as %25',
        bg: 'трябва да е UTF-8 с процентно кодиране извън ASCII, а самият знак % да е %25',
      });
    }
    if (text === '' || text.length > VALUE_LENGTH_MAX) {
      const [en, bg] = [
        `must have 1 to ${VALUE_LENGTH_MAX} characters`,
        `трябва да има от 1 до ${VALUE_LENGTH_MAX} знака`,
      ];
      throw new BadHeader(name, { en, bg });
    }
    if (!HIDDEN.test(text)) return text;
    throw new BadHeader(name, { en: 'must hold no control characters', bg: 'не може да съдържа управляващи знаци' });
  }
}

function malformed(faults: readonly HeaderFault[], missing: readonly string[]): Refusal {
  const text = {
    en: `The query cannot be explained: ${faults.map(({ field, rule }) => `${field} ${rule}`).join('; ')}.`,
    bg: `Справката не е обяснена: ${faults.map(({ field, ruleBg }) => `${field} ${ruleBg}`).join('; ')}.`,
  };
  const extra = { fields: faults, ...(missing.length === 0 ? {} : { missing }) };
  return new Refusal(400, 'query_context_malformed', { text, extra });
}

function absent(missing: readonly string[]): Refusal {
  const listed = (language: 'en' | 'bg') =>
    missing.map((name) => `${MISSING_WORDS[name]?.[language] ?? name} (${HEADERS_FOR[name] ?? name})`).join(', ');
  const text = { en: `The query does not say ${listed('en')}.`, bg: `В справката липсва: ${listed('bg')}.` };
  return new Refusal(400, 'query_context_missing', { text, extra: { missing } });
}
