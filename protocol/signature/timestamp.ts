import { drumError } from '../errors.ts';
import { readSignature } from './read.ts';

const PATH = ['Signature', 'Object', 'QualifyingProperties', 'UnsignedProperties', 'UnsignedSignatureProperties'];

/**
 * Puts a time-stamp token (DER) into a signature as the first of its unsigned properties (ETSI EN 319 132-1 §5.3). All
 * other bytes stay as they are, because they are what was signed and sent. Throws `malformed_signature`.
 */
export function addSignatureTimestamp(xml: Uint8Array, token: Uint8Array): Buffer {
  const { unsigned } = readSignature(xml);
  const text = Buffer.from(xml).toString('utf8');
  const tag = unsigned === undefined ? undefined : findStartTag(text, PATH);
  if (tag === undefined) throw drumError('malformed_signature', 'The signature has no unsigned properties');
  const prefix = tag.name.includes(':') ? `${tag.name.split(':', 1).join('')}:` : '';
  const stamp =
    `<${prefix}SignatureTimeStamp><${prefix}EncapsulatedTimeStamp>${Buffer.from(token).toString('base64')}` +
    `</${prefix}EncapsulatedTimeStamp></${prefix}SignatureTimeStamp>`;
  if (!tag.isEmpty) return Buffer.from(text.slice(0, tag.end) + stamp + text.slice(tag.end));
  const slash = text.lastIndexOf('/', tag.end);
  return Buffer.from(`${text.slice(0, slash)}>${stamp}</${tag.name}>${text.slice(tag.end)}`);
}

interface StartTag {
  readonly name: string;
  /** Index behind its `>`. */
  readonly end: number;
  readonly isEmpty: boolean;
}

// Comments, CDATA, processing instructions and declarations first: what looks like a tag in them is none. The text is
// well-formed, the parser has said so.
const MARKUP = /<!--[^]*?-->|<!\[CDATA\[[^]*?\]\]>|<\?[^]*?\?>|<(\/?)([^\s/>]+)(?:[^>"']|"[^"]*"|'[^']*')*>/g;

/** The start tag of the element at the end of a path of local names that begins anywhere above. */
function findStartTag(text: string, path: readonly string[]): StartTag | undefined {
  const open: string[] = [];
  for (const match of text.matchAll(MARKUP)) {
    const [markup, slash, name] = match;
    if (name === undefined) continue;
    if (slash === '/') {
      open.pop();
      continue;
    }
    const isEmpty = markup.endsWith('/>');
    const way = [...open, name.replace(/^.*:/, '')];
    if (way.slice(-path.length).join('/') === path.join('/'))
      return { name, end: match.index + markup.length, isEmpty };
    if (!isEmpty) open.push(name.replace(/^.*:/, ''));
  }
  return undefined;
}
