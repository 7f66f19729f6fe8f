import type { Schemas } from '../../api/definitions/all.d.ts';
import type { Translate } from '../../texts/texts.ts';

type Change = Schemas['Change'];

const SHA256 = /\b[0-9a-f]{64}\b/g;
const SHORT = 8;

/** A change as a sentence. */
export function changeInWords(
  { kind, subject, name, before, after, server }: Pick<Change, 'kind' | 'subject'> & Partial<Change>,
  t: Translate,
): string {
  const shown = subject.replaceAll(SHA256, (hash) => `${hash.slice(0, SHORT).toUpperCase()}…`);
  return t(`changes:${kind}`, {
    what: name === undefined || name === subject ? shown : `${name} (${shown})`,
    before: told(before),
    after: told(after),
    server: server ?? '',
  });
}

function told(value: Change['before']): string {
  if (value === undefined) return '–';
  if (typeof value !== 'object') return String(value);
  return Object.entries(value)
    .map(([field, each]) => `${field} ${String(each)}`)
    .join(', ');
}

/** The sign that a kind of change stands with. */
export const signOf = (kind: Change['kind']): '+' | '−' | '~' =>
  /_(ADDED|BEGUN)$/.test(kind) ? '+' : /_(REMOVED|ENDED)$/.test(kind) ? '−' : '~';
