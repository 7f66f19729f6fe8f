import { drumError } from '../errors.ts';
import type { XmlLimits } from '../xml/document.ts';
import { readSoapHeader } from './header.ts';
import { attributesOf, tagsOf, type Tag } from './markup.ts';
import { REPRESENTATION, SOAP, XROAD } from './namespaces.ts';

/** Header elements that say who asked whom for what. Others are the services' own and may say anything. */
const KEPT: ReadonlySet<string> = new Set([XROAD, REPRESENTATION]);

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

interface Element {
  readonly depth: number;
  readonly open: Tag;
  /** Behind its end tag. */
  readonly end: number;
  readonly namespace: string | undefined;
  readonly local: string;
}

/**
 * What is left of a SOAP message where only its metadata may be kept (UG-SS §11): its X-Road header elements byte for byte, and
 * its body's only element, empty, whose name tells a request from a response. The same again when applied to its result.
 * Throws as `readSoapHeader` does, and `invalid_soap` for a message that is not UTF-8.
 */
export function soapMetadata(bytes: Uint8Array, limits?: XmlLimits): Buffer {
  readSoapHeader(bytes, limits);
  const text = decoded(bytes);
  const elements = [...outerElements(text)];
  const envelope = elements.find(({ depth }) => depth === 0);
  const header = elements.find((each) => each.depth === 1 && each.namespace === SOAP && each.local === 'Header');
  const body = elements.find((each) => each.depth === 1 && each.namespace === SOAP && each.local === 'Body');
  const content = elements.find((each) => each.depth === 2 && body !== undefined && isWithin(each, body));
  if (envelope === undefined || header === undefined || body === undefined || content === undefined) {
    throw drumError('invalid_soap', 'Malformed SOAP message: header or body missing');
  }
  const kept = elements.filter((each) => each.depth === 2 && isWithin(each, header) && KEPT.has(each.namespace ?? ''));
  return Buffer.from(
    text.slice(0, envelope.open.start) +
      opening(text, envelope) +
      opening(text, header) +
      kept.map(({ open, end }) => text.slice(open.start, end)).join('') +
      `</${header.open.name}>` +
      opening(text, body) +
      opening(text, content) +
      `</${content.open.name}></${body.open.name}></${envelope.open.name}>`,
  );
}

const isWithin = ({ open }: Element, outer: Element): boolean => open.start >= outer.open.end && open.start < outer.end;

function decoded(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch (error) {
    throw drumError('invalid_soap', 'The SOAP message is not UTF-8', error);
  }
}

/** The start tag with its namespaces alone: an attribute of the service's own may say anything. */
function opening(text: string, { open }: Element): string {
  const namespaces = attributesOf(text, open).filter(({ name }) => isDeclaration(name));
  return `<${open.name}${namespaces.map(({ name, value }) => ` ${name}="${value.replaceAll('"', '&quot;')}"`).join('')}>`;
}

const isDeclaration = (name: string): boolean => name === 'xmlns' || name.startsWith('xmlns:');

type Scope = ReadonlyMap<string, string>;

const DEPTH_MAX = 2;
/** Of what is deeper, which may be a million elements, nobody asks the namespace. */
const NO_SCOPE: Scope = new Map();

/** Namespaces by their prefixes. */
function scopeOf(text: string, tag: Tag, outer: Scope = NO_SCOPE): Scope {
  const scope = new Map(outer);
  for (const { name, value } of attributesOf(text, tag)) {
    if (isDeclaration(name)) scope.set(name === 'xmlns' ? '' : name.slice('xmlns:'.length), value);
  }
  return scope;
}

/** Envelope, its children, and theirs. */
function* outerElements(text: string): Generator<Element> {
  const opened: { open: Tag; scope: Scope }[] = [];
  for (const tag of tagsOf(text)) {
    if (tag.kind !== 'close') {
      opened.push({
        open: tag,
        scope: opened.length > DEPTH_MAX ? NO_SCOPE : scopeOf(text, tag, opened.at(-1)?.scope),
      });
      if (tag.kind === 'open') continue;
    }
    const closed = opened.pop();
    if (closed === undefined) continue;
    const [local = '', prefix = ''] = closed.open.name.split(':').toReversed();
    const { open, scope } = closed;
    if (opened.length <= DEPTH_MAX) {
      yield { depth: opened.length, open, end: tag.end, namespace: scope.get(prefix), local };
    }
  }
}
