import { Refusal, type Bilingual } from './refusal.ts';

/** An operation's body is a flat object; more levels are nobody's honest query. */
const DEPTH_MAX = 8;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const STRING = /"(?:[^"\\]|\\.)*"/y;
const COLON = /\s*:/y;

/**
 * Reads one JSON object (RFC 8259) from bytes. Stricter than JSON.parse: UTF-8 without byte order mark, no field twice in
 * one object (RFC 8259 §4 leaves open which would count, so two readers could see two queries), bounded depth. The caller
 * bounds the size. Throws Refusal 400 `invalid_json`.
 */
export function readStrictJson(bytes: Uint8Array): Record<string, unknown> {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch (error) {
    throw invalid({ en: 'it is not UTF-8', bg: 'не е UTF-8' }, error);
  }
  const value = parsed(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid({ en: 'it is not an object', bg: 'не е обект' });
  }
  expectFieldsOnce(text);
  return value as Record<string, unknown>;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own text quotes the body, which may hold a personal identifier.
    throw invalid({ en: 'it is not JSON', bg: 'не е JSON' });
  }
}

/** Walks text that JSON.parse has accepted, and looks at the names only. */
function expectFieldsOnce(text: string): void {
  const open: (Set<string> | undefined)[] = [];
  let position = 0;
  while (position < text.length) {
    const sign = text.charAt(position);
    if (sign === '"') {
      STRING.lastIndex = position;
      const [literal = '""'] = STRING.exec(text) ?? [];
      position += literal.length;
      const names = open.at(-1);
      COLON.lastIndex = position;
      if (names === undefined || !COLON.test(text)) continue;
      const name = JSON.parse(literal) as string;
      if (names.has(name)) throw invalid({ en: 'a field stands in it twice', bg: 'поле се повтаря' });
      names.add(name);
      continue;
    }
    if (sign === '{') open.push(new Set());
    else if (sign === '[') open.push(undefined);
    else if (sign === '}' || sign === ']') open.pop();
    if (open.length > DEPTH_MAX) {
      throw invalid({
        en: `it is nested deeper than ${DEPTH_MAX} levels`,
        bg: `вложен е по-дълбоко от ${DEPTH_MAX} нива`,
      });
    }
    position += 1;
  }
}

function invalid(why: Bilingual, cause?: unknown): Refusal {
  const text = { en: `The body cannot be read: ${why.en}.`, bg: `Тялото не може да бъде разчетено: ${why.bg}.` };
  return new Refusal(400, 'invalid_json', { text, cause });
}
