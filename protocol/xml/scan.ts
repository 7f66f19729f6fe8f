import { drumError, type ErrorCode } from '../errors.ts';
import type { XmlAttribute, XmlElement, XmlLimits } from './document.ts';

const TAB = 0x09;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const EXCLAMATION = 0x21;
const AMPERSAND = 0x26;
const APOSTROPHE = 0x27;
const HYPHEN = 0x2d;
const SLASH = 0x2f;
const LESS = 0x3c;
const EQUALS = 0x3d;
const GREATER = 0x3e;
const QUESTION = 0x3f;

const NO_ATTRIBUTES: readonly XmlAttribute[] = [];
const NO_CHILDREN: readonly XmlElement[] = [];
const NAMED_CHARACTERS: ReadonlyMap<string, string> = new Map([
  ...([
    ['amp', '&'],
    ['lt', '<'],
    ['gt', '>'],
    ['quot', '"'],
    ['apos', "'"],
  ] as const),
]);
const XML_NAMESPACE = ['xml', 'http://www.w3.org/XML/1998/namespace'] as const;

/** The root of a document whose children are read one by one, so that they need not all be in memory at once. */
export interface ScannedRoot extends Pick<XmlElement, 'name' | 'namespace' | 'attributes'> {
  /** The next child; undefined after the last. */
  next(): XmlElement | undefined;
  /** As of an `XmlElement`, for what has been read so far. */
  readonly hasOwnText: boolean;
}

/**
 * Reads a document into plain data in one pass over its bytes. It judges nothing: the document must be well-formed (XML 1.0), with
 * namespaces that are, in UTF-8 and without a DOCTYPE, which a parser has found out. It and what it returns throw `errorCode` beyond
 * the limits.
 */
export function scanWellFormed(xml: Uint8Array, limits: XmlLimits, errorCode: ErrorCode): ScannedRoot {
  return new Scanner(Buffer.from(xml.buffer, xml.byteOffset, xml.byteLength), limits, errorCode).root();
}

const isSpace = (byte: number | undefined): boolean =>
  byte === SPACE || byte === LINE_FEED || byte === TAB || byte === RETURN;

const endsName = (byte: number | undefined): boolean =>
  byte === GREATER || byte === SLASH || byte === EQUALS || byte === undefined || isSpace(byte);

interface QualifiedName {
  readonly name: string;
  readonly namespace: string;
}

interface ElementName extends QualifiedName {
  /** As it is written, with its prefix. */
  readonly bytes: Buffer;
}

interface StartTag extends QualifiedName {
  readonly attributes: readonly XmlAttribute[];
  /** What is in force inside. */
  readonly scope: Scope;
  readonly isEmpty: boolean;
}

/** What has been seen of an element's content. */
class Content {
  hasOwnText: boolean;
  /** Whether there is more than text and references. */
  isMarkedUp = false;

  constructor(hasOwnText: boolean) {
    this.hasOwnText = hasOwnText;
  }
}

const HASH_FACTOR = 31;

/** The namespaces in force, and what they make of qualified names. */
class Scope {
  private readonly namespaces: ReadonlyMap<string, string>;
  /** By a hash of their bytes: a document has few names, and each many times. */
  private readonly elements = new Map<number, ElementName>();

  constructor(namespaces: ReadonlyMap<string, string>) {
    this.namespaces = namespaces;
  }

  with(declared: ReadonlyMap<string, string>): Scope {
    return new Scope(new Map([...this.namespaces, ...declared]));
  }

  /** How many namespaces are in force, `xml` not among them. */
  get size(): number {
    return this.namespaces.size - 1;
  }

  /** The name of an element, from behind the `<` on. */
  element(bytes: Buffer, start: number): ElementName {
    let hash = 0;
    let end = start;
    for (let byte = bytes[end] ?? SPACE; !endsName(byte); byte = bytes[end] ?? SPACE) {
      hash = (hash * HASH_FACTOR + byte) | 0;
      end += 1;
    }
    const known = this.elements.get(hash);
    if (known !== undefined && isAt(known.bytes, bytes, start, end)) return known;
    const name = bytes.subarray(start, end);
    const made = { ...this.resolved(name.toString('utf8'), this.namespaces.get('') ?? ''), bytes: name };
    this.elements.set(hash, made);
    return made;
  }

  /** An attribute without a prefix is in no namespace (Namespaces in XML 1.0 §6.2). */
  attribute(qualified: string): QualifiedName {
    return this.resolved(qualified, '');
  }

  private resolved(qualified: string, withoutPrefix: string): QualifiedName {
    const colon = qualified.indexOf(':');
    if (colon < 0) return { name: qualified, namespace: withoutPrefix };
    return { name: qualified.slice(colon + 1), namespace: this.namespaces.get(qualified.slice(0, colon)) ?? '' };
  }
}

function isAt(name: Buffer, bytes: Buffer, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let at = 0; at < name.length; at += 1) if (name[at] !== bytes[start + at]) return false;
  return true;
}

class Scanner {
  private readonly bytes: Buffer;
  private readonly limits: XmlLimits;
  private readonly errorCode: ErrorCode;
  private at = 0;
  private elements = 0;

  constructor(bytes: Buffer, limits: XmlLimits, errorCode: ErrorCode) {
    this.bytes = bytes;
    this.limits = limits;
    this.errorCode = errorCode;
  }

  root(): ScannedRoot {
    for (;;) {
      this.at = this.find('<', this.at);
      const next = this.bytes[this.at + 1];
      if (next !== QUESTION && next !== EXCLAMATION) break;
      this.skipMarkup(next);
    }
    const { name, namespace, attributes, scope, isEmpty } = this.startTag(1, new Scope(new Map([XML_NAMESPACE])));
    const content = new Content(isEmpty ? false : this.isTextBefore());
    let isAtEnd = isEmpty;
    const next = (): XmlElement | undefined => {
      const child = isAtEnd ? undefined : this.child(2, scope, content);
      isAtEnd ||= child === undefined;
      return child;
    };
    return {
      ...{ name, namespace, attributes, next },
      get hasOwnText() {
        return content.hasOwnText;
      },
    };
  }

  /** From its start tag's `<` to behind its end. */
  private element(depth: number, outer: Scope): XmlElement {
    const { name, namespace, attributes, scope, isEmpty } = this.startTag(depth, outer);
    if (isEmpty) return { name, namespace, attributes, children: NO_CHILDREN, text: '', hasOwnText: false };
    const { bytes, at: start } = this;
    const content = new Content(this.isTextBefore());
    let children = NO_CHILDREN as XmlElement[];
    for (let child = this.child(depth + 1, scope, content); child !== undefined;) {
      if (children === NO_CHILDREN) children = [child];
      else children.push(child);
      child = this.child(depth + 1, scope, content);
    }
    const { hasOwnText, isMarkedUp } = content;
    const stretch = { bytes, start, end: this.at };
    this.at = this.find('>', this.at) + 1;
    const read = { name, namespace, attributes, children, hasOwnText };
    return isMarkedUp ? new MarkedUp(read, stretch) : { ...read, text: textIn(stretch) };
  }

  /** From its `<` to behind its `>` or `/>`. */
  private startTag(depth: number, outer: Scope): StartTag {
    this.count(depth);
    const { bytes } = this;
    const nameStart = this.at + 1;
    const outside = outer.element(bytes, nameStart);
    this.at = nameStart + outside.bytes.length;
    let attributes = NO_ATTRIBUTES;
    let scope = outer;
    if (isSpace(bytes[this.at])) ({ attributes, scope } = this.attributes(outer));
    const { name, namespace } = scope === outer ? outside : scope.element(bytes, nameStart);
    const isEmpty = bytes[this.at] === SLASH;
    this.at += isEmpty ? '/>'.length : '>'.length;
    return { name, namespace, attributes, scope, isEmpty };
  }

  /** The next element of some content, and on to the `<` behind it; undefined before the end tag. */
  private child(depth: number, scope: Scope, content: Content): XmlElement | undefined {
    const { bytes } = this;
    for (let next = bytes[this.at + 1]; next !== SLASH; next = bytes[this.at + 1]) {
      content.isMarkedUp = true;
      if (next !== EXCLAMATION && next !== QUESTION) {
        const child = this.element(depth, scope);
        if (this.isTextBefore()) content.hasOwnText = true;
        return child;
      }
      if (this.skipMarkup(next)) content.hasOwnText = true;
      if (this.isTextBefore()) content.hasOwnText = true;
    }
    return undefined;
  }

  /** Goes on to the next `<`. Whether what stands before it is more than white space. */
  private isTextBefore(): boolean {
    const { bytes } = this;
    let { at } = this;
    let isText = false;
    for (let byte = bytes[at]; byte !== LESS; byte = bytes[at]) {
      if (byte === undefined) throw this.beyond();
      if (byte === AMPERSAND) {
        const end = this.find(';', at) + 1;
        isText ||= !/[\t\n\r ]/.test(characterOf(bytes.toString('latin1', at, end)));
        at = end;
      } else {
        isText ||= !isSpace(byte);
        at += 1;
      }
    }
    this.at = at;
    return isText;
  }

  /** Goes behind a comment, a processing instruction, or a CDATA section. Whether it is one of these, with more than white space. */
  private skipMarkup(second: number): boolean {
    const { bytes } = this;
    const start = this.at;
    const isComment = second === EXCLAMATION && bytes[start + 2] === HYPHEN;
    const isCharacters = second === EXCLAMATION && !isComment;
    const opening = isCharacters ? '<![CDATA['.length : isComment ? '<!--'.length : '<?'.length;
    const closing = isCharacters ? ']]>' : isComment ? '-->' : '?>';
    const end = this.find(closing, start + opening);
    this.at = end + closing.length;
    return isCharacters && bytes.subarray(start + opening, end).some((byte) => !isSpace(byte));
  }

  /** From behind the element's name to its `>` or `/>`. */
  private attributes(outer: Scope): { readonly attributes: readonly XmlAttribute[]; readonly scope: Scope } {
    const declared = new Map<string, string>();
    const found: { readonly qualified: string; readonly value: string }[] = [];
    while (this.isAttributeNext()) {
      const { qualified, value } = this.attribute();
      if (qualified === 'xmlns') declared.set('', value);
      else if (qualified.startsWith('xmlns:')) declared.set(qualified.slice('xmlns:'.length), value);
      else found.push({ qualified, value });
    }
    const { attributesPerElementMax, namespacesInForceMax } = this.limits;
    if (found.length > attributesPerElementMax) {
      throw drumError(this.errorCode, `An XML element has more than ${attributesPerElementMax} attributes`);
    }
    const scope = declared.size === 0 ? outer : outer.with(declared);
    if (scope.size > namespacesInForceMax) {
      throw drumError(
        this.errorCode,
        `An XML element has more than ${namespacesInForceMax} namespace declarations in force`,
      );
    }
    return { scope, attributes: found.map(({ qualified, value }) => ({ ...scope.attribute(qualified), value })) };
  }

  private attribute(): { readonly qualified: string; readonly value: string } {
    const { bytes } = this;
    const nameStart = this.at;
    const equals = this.find('=', nameStart);
    const qualified = bytes.toString('utf8', nameStart, equals).trimEnd();
    this.at = equals + 1;
    this.skipSpace();
    const start = this.at + 1;
    const end = this.find(bytes[this.at] === APOSTROPHE ? "'" : '"', start);
    this.at = end + 1;
    return { qualified, value: normalised(bytes.toString('utf8', start, end)) };
  }

  private isAttributeNext(): boolean {
    this.skipSpace();
    return !endsName(this.bytes[this.at]);
  }

  private skipSpace(): void {
    while (isSpace(this.bytes[this.at])) this.at += 1;
  }

  /** Where that next stands. What the parser let pass has it; a scanner that is wrong must end all the same. */
  private find(text: string, from: number): number {
    const found = this.bytes.indexOf(text, from, 'latin1');
    if (found < 0) throw this.beyond();
    return found;
  }

  private beyond() {
    return drumError(this.errorCode, 'The XML document ends where more must follow');
  }

  private count(depth: number): void {
    this.elements += 1;
    if (this.elements > this.limits.elementsMax) {
      throw drumError(this.errorCode, `The XML document has more than ${this.limits.elementsMax} elements`);
    }
    if (depth > this.limits.depthMax) {
      throw drumError(this.errorCode, `The XML document is nested deeper than ${this.limits.depthMax} elements`);
    }
  }
}

/** Where something stands in the bytes of a document. */
interface Stretch {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

/** An element with others in it, or with comments and the like: nearly nobody asks for its text. */
class MarkedUp implements XmlElement {
  readonly name: string;
  readonly namespace: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlElement[];
  readonly hasOwnText: boolean;
  private readonly content: Stretch;

  constructor({ name, namespace, attributes, children, hasOwnText }: Omit<XmlElement, 'text'>, content: Stretch) {
    this.name = name;
    this.namespace = namespace;
    this.attributes = attributes;
    this.children = children;
    this.hasOwnText = hasOwnText;
    this.content = content;
  }

  get text(): string {
    return textIn(this.content);
  }
}

/** What is not text as it stands: CDATA sections, comments, instructions, tags, references, line ends of other systems. */
const NOT_AS_IT_STANDS =
  /<!\[CDATA\[(?<characters>.*?)\]\]>|<!--.*?-->|<\?.*?\?>|<(?:[^"'<>]|"[^"]*"|'[^']*')*>|&[^;]*;|\r\n?/gs;

function textIn({ bytes, start, end }: Stretch): string {
  const text = bytes.toString('utf8', start, end);
  if (!/[<&\r]/.test(text)) return text;
  return text.replaceAll(NOT_AS_IT_STANDS, (found, characters: string | undefined) => {
    if (characters !== undefined) return characters.replaceAll(/\r\n?/g, '\n');
    if (found.startsWith('<')) return '';
    return found.startsWith('&') ? characterOf(found) : '\n';
  });
}

/** The value of an attribute (XML 1.0 §3.3.3). */
const normalised = (value: string): string =>
  /[&\t\n\r]/.test(value)
    ? value.replaceAll(/&[^;]*;|\r\n|[\t\n\r]/g, (found) => (found.startsWith('&') ? characterOf(found) : ' '))
    : value;

/** Of a reference, such as `&amp;` or `&#x41;`. */
function characterOf(reference: string): string {
  const name = reference.slice('&'.length, -';'.length);
  if (!name.startsWith('#')) return NAMED_CHARACTERS.get(name) ?? reference;
  return String.fromCodePoint(
    name.startsWith('#x') ? Number.parseInt(name.slice('#x'.length), 16) : Number.parseInt(name.slice('#'.length), 10),
  );
}
