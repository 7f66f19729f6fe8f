import { readOcspResponse } from '#certs/ocsp/response.ts';
import { readTimestampToken } from '#certs/timestamp/token.ts';
import { ENTRY, ENTRY_KEYS, type EntryKey } from '#protocol/container/entries.ts';
import {
  chainRule,
  ENTRY_RULES,
  OCSP_PARTS,
  OCSP_PATH,
  signatureRule,
  TOKEN_PARTS,
  TOKEN_PATH,
  tokenRule,
  type Rule,
} from './coverage-rules.ts';

/** Something in a container that can be changed, and the row of docs/evidence.md that it belongs to. */
export interface Place {
  readonly entry: string;
  /** Element, attribute or part; empty for an entry as a whole. */
  readonly element: string;
  readonly rule: Rule;
  /** How many single changes there are. */
  readonly size: number;
  /** The bytes of the entry after the n-th change. */
  readonly changed: (index: number) => Buffer;
}

/** All places of an entry. */
export function placesOf(key: EntryKey | 'attachment', name: string, bytes: Buffer): Place[] {
  if (key === 'signature') return signaturePlaces(bytes);
  if (key === 'signedChain' || key === 'stampedChain') return chainPlaces(key, bytes);
  if (key === 'timestamp') return derPlaces(name, bytes, tokenParts(bytes), tokenRule, (changed) => changed);
  if (key === 'mimetype') return [mimetypePlace(name, bytes)];
  const rule = ENTRY_RULES[key];
  if (rule === undefined) throw new Error(`no rule for ${name}`);
  return [{ entry: name, element: '', rule, size: bytes.length, changed: (index) => withByte(bytes, index) }];
}

/** Its letters may be of either case, and nothing else. */
function mimetypePlace(entry: string, bytes: Buffer): Place {
  const text = bytes.toString('latin1');
  const changed = (index: number) =>
    Buffer.from(text.slice(0, index) + text.charAt(index).toUpperCase() + text.slice(index + 1));
  return { entry, element: '', rule: { alone: 'nobody', batch: 'nobody' }, size: bytes.length, changed };
}

export const entryName = (key: EntryKey): string => ENTRY[key];
export const allKeys = ENTRY_KEYS;

function withByte(bytes: Buffer, index: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[index] = (copy[index] ?? 0) ^ (1 << (index % 8));
  return copy;
}

/** Another letter or digit in place of one character. */
function withCharacter(text: string, index: number): Buffer {
  const other = text.charAt(index) === 'A' ? 'B' : 'A';
  return Buffer.from(text.slice(0, index) + other + text.slice(index + 1));
}

interface Spot {
  /** Local names from the root's only child down; with `@name` for an attribute. */
  readonly path: string;
  readonly kind: 'attribute' | 'text' | 'space';
  readonly start: number;
  readonly end: number;
}

const TAG = /<(\/?)([^\s/>?!]+)([^>]*?)(\/?)>|<\?[^]*?\?>/g;
const ATTRIBUTE = /([^\s=]+)="([^"]*)"/g;

/** Attributes and text of a document as our writers make them. Namespace declarations are no attributes. */
function spotsOf(text: string, rootsLeftOut: number): Spot[] {
  const spots: Spot[] = [];
  const open: string[] = [];
  let behind = 0;
  for (const match of text.matchAll(TAG)) {
    const [markup, slash, name, attributes = '', empty] = match;
    const between = text.slice(behind, match.index);
    const path = open.slice(rootsLeftOut).join('/');
    if (between !== '') {
      spots.push({ path, kind: between.trim() === '' ? 'space' : 'text', start: behind, end: match.index });
    }
    behind = match.index + markup.length;
    if (name === undefined) continue;
    if (slash === '/') {
      open.pop();
      continue;
    }
    open.push(name.replace(/^.*:/, ''));
    const own = open.slice(rootsLeftOut).join('/');
    const offset = match.index + 1 + name.length;
    for (const attribute of attributes.matchAll(ATTRIBUTE)) {
      const [whole, attributeName = '', value = ''] = attribute;
      if (attributeName.startsWith('xmlns')) continue;
      const end = offset + attribute.index + whole.length - 1;
      spots.push({ path: `${own}@${attributeName}`, kind: 'attribute', start: end - value.length, end });
    }
    if (empty === '/') open.pop();
  }
  return spots;
}

const DECODED = new Set([
  'SignatureValue',
  'KeyInfo/X509Data/X509Certificate',
  'Object/QualifyingProperties/UnsignedProperties/UnsignedSignatureProperties/CertificateValues/EncapsulatedX509Certificate',
]);

function signaturePlaces(bytes: Buffer): Place[] {
  const entry = ENTRY.signature;
  const text = bytes.toString('utf8');
  return spotsOf(text, 2).flatMap((spot): Place[] => {
    const { path, kind, start, end } = spot;
    const value = text.slice(start, end);
    const rewritten = (changed: Buffer) =>
      Buffer.from(text.slice(0, start) + changed.toString('base64') + text.slice(end));
    if (kind === 'space') return [spacePlace(entry, text, spot, signatureRule(spacePath(path)))];
    const decoded = Buffer.from(value.replaceAll('&#13;', ''), 'base64');
    if (path === TOKEN_PATH) {
      return derPlaces(entry, decoded, tokenParts(decoded), (part) => signatureRule(path, part), rewritten, path);
    }
    if (path === OCSP_PATH) {
      return derPlaces(entry, decoded, ocspParts(decoded), (part) => signatureRule(path, part), rewritten, path);
    }
    const rule = signatureRule(path);
    if (DECODED.has(path)) {
      return [
        { entry, element: path, rule, size: decoded.length, changed: (index) => rewritten(withByte(decoded, index)) },
      ];
    }
    return [{ entry, element: path, rule, size: end - start, changed: (index) => withCharacter(text, start + index) }];
  });
}

/** White space counts where the canonical form keeps it, that is in what is signed; nowhere else. */
const spacePath = (path: string): string =>
  path.startsWith('SignedInfo') || path.includes('/SignedProperties') ? path : 'white space';

function spacePlace(entry: string, text: string, { path, start, end }: Spot, rule: Rule): Place {
  const isSigned = spacePath(path) === path;
  return {
    entry,
    element: isSigned ? `${path}: white space between its elements` : 'white space and all else',
    rule,
    size: end - start,
    changed: (index) => Buffer.from(`${text.slice(0, start + index)}\t${text.slice(start + index + 1)}`),
  };
}

function chainPlaces(key: EntryKey, bytes: Buffer): Place[] {
  const text = bytes.toString('utf8');
  return spotsOf(text, 0).map((spot) => {
    const { path, kind, start, end } = spot;
    if (kind === 'space') return spacePlace(ENTRY[key], text, spot, { alone: 'nobody', batch: 'nobody' });
    const changed = (index: number) => withCharacter(text, start + index);
    return { entry: ENTRY[key], element: path, rule: chainRule(key), size: end - start, changed };
  });
}

interface Part {
  readonly name: string;
  readonly indexes: readonly number[];
}

/** Divides the bytes of a DER value among the parts found in it; what is in none is the rest. */
function partsOf(der: Buffer, found: Readonly<Record<string, Buffer>>, rest: string): Part[] {
  const owner = new Array<string>(der.length).fill(rest);
  for (const [name, part] of Object.entries(found)) {
    const at = der.indexOf(part);
    if (at < 0) throw new Error(`${name} is not in the value`);
    owner.fill(name, at, at + part.length);
  }
  const names = [...Object.keys(found), rest];
  return names.map((name) => ({ name, indexes: owner.flatMap((each, index) => (each === name ? [index] : [])) }));
}

const SET_HEADER_BYTES = 4;

function tokenParts(der: Buffer): Part[] {
  const { content, signer } = readTimestampToken(der);
  return partsOf(
    der,
    {
      [TOKEN_PARTS.content]: content,
      // The attributes are signed as a SET, and stand in the token under another tag.
      [TOKEN_PARTS.attributes]: signer.signedBytes.subarray(SET_HEADER_BYTES),
      [TOKEN_PARTS.signature]: signer.signature,
    },
    TOKEN_PARTS.rest,
  );
}

function ocspParts(der: Buffer): Part[] {
  const { signedBytes, signature } = readOcspResponse(der);
  return partsOf(der, { [OCSP_PARTS.content]: signedBytes, [OCSP_PARTS.signature]: signature }, OCSP_PARTS.rest);
}

function derPlaces(
  entry: string,
  der: Buffer,
  parts: readonly Part[],
  ruleOf: (part: string) => Rule,
  packed: (der: Buffer) => Buffer,
  path = '',
): Place[] {
  return parts.map(({ name, indexes }) => ({
    entry,
    element: path === '' ? name : `${path}: ${name}`,
    rule: ruleOf(name),
    size: indexes.length,
    changed: (index) => packed(withByte(der, indexes[index] ?? 0)),
  }));
}
