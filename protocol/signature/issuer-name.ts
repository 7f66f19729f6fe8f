import type { DistinguishedName } from '#certs/distinguished-name.ts';

/** Keywords by which tools write attribute types (RFC 4514 §3 and common ones), upper-case. */
const KEYWORDS = new Map([
  ['CN', '2.5.4.3'],
  ['SERIALNUMBER', '2.5.4.5'],
  ['C', '2.5.4.6'],
  ['L', '2.5.4.7'],
  ['ST', '2.5.4.8'],
  ['STREET', '2.5.4.9'],
  ['O', '2.5.4.10'],
  ['OU', '2.5.4.11'],
  ['T', '2.5.4.12'],
  ['DC', '0.9.2342.19200300.100.1.25'],
  ['UID', '0.9.2342.19200300.100.1.1'],
  ['E', '1.2.840.113549.1.9.1'],
  ['EMAILADDRESS', '1.2.840.113549.1.9.1'],
  ['ORGANIZATIONIDENTIFIER', '2.5.4.97'],
]);

const NAME_CHARACTERS_MAX = 8_192;

/**
 * Whether the text of a `ds:X509IssuerName` means this name. Tools differ in keywords, spaces, escapes and order, so what
 * is not equal to the letter is compared by attributes; values in hexadecimal (`1.2.3=#0c…`) and types without a known
 * keyword count as fitting, because the digest beside the name already binds the certificate.
 */
export function issuerNameFits(text: string, issuer: DistinguishedName): boolean {
  if (text === issuer.toRfc2253()) return true;
  if (text.length > NAME_CHARACTERS_MAX) return false;
  const stated = splitUnescaped(text, /[,;+]/).map(readAttribute);
  const attributes = issuer.attributes;
  if (stated.length !== attributes.length) return false;
  return stated.every(
    ({ oid, value }) =>
      oid === undefined ||
      value === undefined ||
      attributes.some((attribute) => attribute.oid === oid && folded(attribute.value) === folded(value)),
  );
}

const folded = (value: string): string => value.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();

function splitUnescaped(text: string, separators: RegExp): string[] {
  const parts = [''];
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '"') quoted = !quoted;
    if (!quoted && separators.test(character)) {
      parts.push('');
      continue;
    }
    const taken = character === '\\' ? text.slice(at, at + 2) : character;
    parts.push(`${parts.pop() ?? ''}${taken}`);
    at += taken.length - 1;
  }
  return parts;
}

function readAttribute(text: string): { oid: string | undefined; value: string | undefined } {
  const equals = text.indexOf('=');
  const type = text
    .slice(0, Math.max(equals, 0))
    .trim()
    .replace(/^OID\./i, '');
  const oid = /^\d+(\.\d+)+$/.test(type) ? type : KEYWORDS.get(type.toUpperCase());
  const value = text.slice(equals + 1).trim();
  return { oid, value: value.startsWith('#') ? undefined : unescaped(value) };
}

/** RFC 4514 §2.4 and the quoted form of RFC 1779. */
function unescaped(value: string): string {
  const inner = value.length >= 2 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
  const bytes = inner.replace(/(?:\\[0-9A-Fa-f]{2})+/g, (run) =>
    Buffer.from(run.replaceAll('\\', ''), 'hex').toString('utf8'),
  );
  return bytes.replace(/\\(.)/g, '$1');
}
