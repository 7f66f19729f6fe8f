import { digest, digestUri } from '#certs/algorithms.ts';
import { drumError } from '../errors.ts';
import type { XmlElement } from '../xml/document.ts';
import { xmlDocumentText } from '../xml/encoding.ts';
import type { SoapEnvelope } from './envelope.ts';
import { XROAD } from './namespaces.ts';

/** What proves to a consumer which request a response answers: base64 of the digest of the request's SOAP message. */
export function soapRequestHash(request: Uint8Array): string {
  return digest('SHA-512', request).toString('base64');
}

/**
 * The response as the provider's security server signs and sends it (PR-MESS §2.3): in UTF-8, with the request's hash
 * right behind the header's `id`, in place of any that the service put there. All other text stays as the service wrote it.
 * `envelope` is what was read of `response`. Throws `missing_header`, `missing_header_field`.
 */
export function withRequestHash(response: Uint8Array, envelope: SoapEnvelope, requestHash: string): Buffer {
  const { header, headerAt } = envelope;
  if (header === undefined) throw drumError('missing_header', 'Malformed SOAP message: header missing');
  const at = header.children.findIndex((child) => isRoad(child, 'id'));
  if (at < 0) throw drumError('missing_header_field', "Required field 'id' is missing");
  const text = withoutDeclaration(xmlDocumentText(response, 'invalid_soap'));
  const { contentAt, fields } = headerIn(text, headerAt);
  const id = fields[at];
  if (id === undefined) throw new TypeError('The header was read in two ways');
  const indentation = /^\s*/.exec(text.slice(contentAt, fields[0]?.from))?.[0] ?? '';
  const added = indentation + hashElement(text.slice(id.from, id.contentAt), requestHash);
  const old = fields.filter((_, index) => isRoad(header.children[index], 'requestHash'));
  const edits = [{ from: id.to, to: id.to, put: added }, ...old.map(({ from, to }) => ({ from, to, put: '' }))];
  // From the end, so that what comes before keeps its place.
  edits.sort((a, b) => b.from - a.from);
  const edited = edits.reduce((all, { from, to, put }) => all.slice(0, from) + put + all.slice(to), text);
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${edited}\n`, 'utf8');
}

const isRoad = (element: XmlElement | undefined, name: string): boolean =>
  element?.name === name && element.namespace === XROAD;

const withoutDeclaration = (text: string): string => text.replace(/^<\?xml[ \t\r\n][^]*?\?>/, '').trim();

/** The same tag as that of `id`, so that prefix and namespaces hold, but for the name. */
function hashElement(idTag: string, requestHash: string): string {
  const [, prefix = '', attributes = ''] = /^<((?:[^\s/>:]+:)?)id([^]*?)\/?>$/.exec(idTag) ?? [];
  const name = `${prefix}requestHash`;
  const kept = attributes.replace(/\s+algorithmId\s*=\s*(?:"[^"]*"|'[^']*')/, '').trimEnd();
  return `<${name}${kept} algorithmId="${digestUri('SHA-512')}">${requestHash}</${name}>`;
}

/** An element of the header in the text. */
interface Field {
  readonly from: number;
  readonly to: number;
  /** Behind its start tag. */
  readonly contentAt: number;
}

/** Comments, CDATA sections and instructions, which may hold what looks like a tag; and tags, whose values may hold `>`. */
const MARKUP = /<!--[^]*?-->|<!\[CDATA\[[^]*?\]\]>|<\?[^]*?\?>|<(\/?)[^\s/>!?]+(?:[^"'>]|"[^"]*"|'[^']*')*?(\/?)>/g;
/** How deep the envelope's children and the header's fields stand. */
const CHILDREN = 1;
const FIELDS = 2;

/** Where the envelope's header begins, and its fields, in a text that was found well-formed and has no DOCTYPE. */
function headerIn(text: string, headerAt: number): { contentAt: number; fields: Field[] } {
  const fields: Field[] = [];
  let depth = 0;
  let child = -1;
  let contentAt = 0;
  let start = { from: 0, contentAt: 0 };
  for (const match of text.matchAll(MARKUP)) {
    const [tag, closing, selfClosing] = match;
    if (closing === undefined) continue;
    const end = match.index + tag.length;
    const opens = closing === '';
    if (opens && depth === CHILDREN) {
      child += 1;
      contentAt = end;
    }
    if (opens && depth === FIELDS) start = { from: match.index, contentAt: end };
    if (opens) depth += 1;
    if (!opens || selfClosing === '/') {
      depth -= 1;
      if (child !== headerAt) continue;
      if (depth === FIELDS) fields.push({ ...start, to: end });
      if (depth === CHILDREN) break;
    }
  }
  return { contentAt, fields };
}
