import {
  ParseOption,
  XmlC14NMode,
  XmlCData,
  XmlDocument,
  XmlElement as LibElement,
  XmlText,
  XmlTreeNode,
  type XmlNode,
} from 'libxml2-wasm';
import { drumError, type ErrorCode } from '../errors.ts';
import { LeadingMarks } from './leading-marks.ts';
import { hasDoctype } from './prolog.ts';

/** Bounds of one XML document. What goes beyond is refused, never cut. */
export interface XmlLimits {
  readonly bytesMax: number;
  readonly depthMax: number;
  readonly elementsMax: number;
  readonly attributesPerElementMax: number;
  /** Namespace declarations in force at one element; canonical forms cost the square of them at every element. */
  readonly namespacesInForceMax: number;
}

export const XML_LIMITS: XmlLimits = {
  bytesMax: 10 * 1024 * 1024,
  depthMax: 64,
  elementsMax: 200_000,
  attributesPerElementMax: 64,
  namespacesInForceMax: 256,
};

export interface XmlAttribute {
  readonly name: string;
  readonly namespace: string;
  readonly value: string;
}

/** An element as plain data: it outlives the parser's document. Comments and processing instructions are left out. */
export interface XmlElement {
  readonly name: string;
  readonly namespace: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlElement[];
  /** The text of this element and all below it, in document order, as XPath's string() gives it. */
  readonly text: string;
  /** Whether it has text of its own, beside that of its children, which is more than white space. */
  readonly hasOwnText: boolean;
}

/** Canonicalisation algorithms that we accept, by URI (XMLDSIG core §6.5). */
export const CANONICALIZATION = {
  'http://www.w3.org/TR/2001/REC-xml-c14n-20010315': { mode: XmlC14NMode.XML_C14N_1_0, withComments: false },
  'http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments': {
    mode: XmlC14NMode.XML_C14N_1_0,
    withComments: true,
  },
  'http://www.w3.org/2006/12/xml-c14n11': { mode: XmlC14NMode.XML_C14N_1_1, withComments: false },
  'http://www.w3.org/2001/10/xml-exc-c14n#': { mode: XmlC14NMode.XML_C14N_EXCLUSIVE_1_0, withComments: false },
  'http://www.w3.org/2001/10/xml-exc-c14n#WithComments': {
    mode: XmlC14NMode.XML_C14N_EXCLUSIVE_1_0,
    withComments: true,
  },
} as const;

export type CanonicalizationUri = keyof typeof CANONICALIZATION;

export interface CanonicalizableDocument {
  readonly root: XmlElement;
  /**
   * The canonical form of an element of this document, with the namespaces that it has from its ancestors. Throws the
   * document's error code where there is none.
   */
  canonicalize(element: XmlElement, algorithm: CanonicalizationUri, inclusivePrefixes?: readonly string[]): Buffer;
}

/** Parses a document into plain data. Throws `errorCode` (default `invalid_xml`). */
export function readXml(
  xml: Uint8Array,
  limits: XmlLimits = XML_LIMITS,
  errorCode: ErrorCode = 'invalid_xml',
): XmlElement {
  return withXml(xml, limits, errorCode, (document) => document.root);
}

/**
 * Parses a document and lends it to `use`, for as long as canonical forms are needed. UTF-8 only; any DOCTYPE is refused
 * before the parser sees it; the parser's memory is freed whatever happens.
 */
export function withXml<T>(
  xml: Uint8Array,
  limits: XmlLimits,
  errorCode: ErrorCode,
  use: (document: CanonicalizableDocument) => T,
): T {
  requireReadable(xml, limits, errorCode);
  const document = parseXml(xml, errorCode);
  try {
    const nodes = new Map<XmlElement, LibElement>();
    const bytes = Buffer.from(xml.buffer, xml.byteOffset, xml.byteLength);
    const marks = LeadingMarks.of(bytes, document, errorCode);
    const countsNamespaces = hasMoreThan(limits.namespacesInForceMax, 'xmlns', bytes);
    const reader = new Reader(limits, errorCode, nodes, marks, countsNamespaces);
    const root = toElement(document.root, { depth: 1, namespaces: 0 }, reader);
    return use({
      root,
      canonicalize(element, algorithm, inclusivePrefixes = []) {
        const node = nodes.get(element);
        if (node === undefined) throw new TypeError('The element is not of this document');
        const { mode, withComments } = CANONICALIZATION[algorithm];
        const inclusive = inclusivePrefixes.length > 0 ? { inclusiveNamespacePrefixes: [...inclusivePrefixes] } : {};
        const written = new WrittenBytes();
        try {
          node.canonicalize(written, { mode, withComments, ...inclusive });
        } catch (error) {
          // Canonical XML 1.0 §1.3: documents with relative namespace URIs have none.
          throw drumError(errorCode, `The element ${element.name.slice(0, 100)} has no canonical form`, error);
        }
        return Buffer.concat(written.chunks);
      },
    });
  } finally {
    document.dispose();
  }
}

function hasMoreThan(count: number, text: string, bytes: Buffer): boolean {
  let left = count;
  for (let at = bytes.indexOf(text); at >= 0 && left >= 0; at = bytes.indexOf(text, at + text.length)) left -= 1;
  return left < 0;
}

/** Throws `errorCode` where the parser is not to see it: it is too long, or has a DOCTYPE. */
export function requireReadable(xml: Uint8Array, { bytesMax }: XmlLimits, errorCode: ErrorCode): void {
  if (xml.byteLength > bytesMax) {
    throw drumError(errorCode, `The XML document has ${xml.byteLength} bytes; at most ${bytesMax} are allowed`);
  }
  if (hasDoctype(xml)) throw drumError(errorCode, 'A document type declaration (DOCTYPE) is not allowed');
}

/** Throws `errorCode` where a document is not well-formed. Whoever calls it has refused a DOCTYPE. */
export function judgeXml(xml: Uint8Array, errorCode: ErrorCode): void {
  // Nobody sees the tree, so that white space between elements need not be in it.
  parseXml(xml, errorCode, ParseOption.XML_PARSE_NOBLANKS).dispose();
}

/** Throws `errorCode`. Whoever calls it has refused a DOCTYPE, and disposes of the document. */
export function parseXml(xml: Uint8Array, errorCode: ErrorCode, also = ParseOption.XML_PARSE_DEFAULT): XmlDocument {
  try {
    return XmlDocument.fromBuffer(xml, {
      encoding: 'UTF-8',
      option: ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_NO_XXE | also,
    });
  } catch (error) {
    throw drumError(errorCode, 'The document is not well-formed XML in UTF-8', error);
  }
}

/** What the library writes, kept as bytes: its own way through text breaks characters between two chunks. */
class WrittenBytes {
  readonly chunks: Buffer[] = [];

  write(chunk: Uint8Array): number {
    this.chunks.push(Buffer.from(chunk));
    return chunk.byteLength;
  }

  close(): boolean {
    return true;
  }
}

class Reader {
  private elements = 0;
  readonly limits: XmlLimits;
  readonly errorCode: ErrorCode;
  readonly nodes: Map<XmlElement, LibElement>;
  /** Asking the parser costs more than the rest of reading: only where the text could have too many. */
  readonly countsNamespaces: boolean;
  private readonly marks: LeadingMarks | undefined;

  constructor(
    limits: XmlLimits,
    errorCode: ErrorCode,
    nodes: Map<XmlElement, LibElement>,
    marks: LeadingMarks | undefined,
    countsNamespaces: boolean,
  ) {
    this.countsNamespaces = countsNamespaces;
    this.limits = limits;
    this.errorCode = errorCode;
    this.nodes = nodes;
    this.marks = marks;
  }

  textOf(node: XmlNode, text: string): string {
    return this.marks === undefined ? text : this.marks.restored(node, text);
  }

  count({ depth, namespaces }: Place): void {
    this.elements += 1;
    if (this.elements > this.limits.elementsMax) {
      throw drumError(this.errorCode, `The XML document has more than ${this.limits.elementsMax} elements`);
    }
    if (depth > this.limits.depthMax) {
      throw drumError(this.errorCode, `The XML document is nested deeper than ${this.limits.depthMax} elements`);
    }
    if (namespaces > this.limits.namespacesInForceMax) {
      throw drumError(
        this.errorCode,
        `An XML element has more than ${this.limits.namespacesInForceMax} namespace declarations in force`,
      );
    }
  }
}

/** Where an element stands: the root is of depth 1. */
interface Place {
  readonly depth: number;
  readonly namespaces: number;
}

const NOT_WHITE_SPACE = /[^\t\n\r ]/;

function toElement(node: LibElement, { depth, namespaces: inherited }: Place, reader: Reader): XmlElement {
  const namespaces = reader.countsNamespaces ? inherited + Object.keys(node.nsDeclarations).length : 0;
  reader.count({ depth, namespaces });
  const attributes = node.attrs.map((attribute) => {
    const { name, namespaceUri, value } = attribute;
    return { name, namespace: namespaceUri, value: reader.textOf(attribute, value) };
  });
  if (attributes.length > reader.limits.attributesPerElementMax) {
    throw drumError(
      reader.errorCode,
      `An XML element has more than ${reader.limits.attributesPerElementMax} attributes`,
    );
  }
  const children: XmlElement[] = [];
  let text = '';
  let hasOwnText = false;
  for (const child of contentOf(node)) {
    if (child instanceof LibElement) {
      const element = toElement(child, { depth: depth + 1, namespaces }, reader);
      children.push(element);
      text += element.text;
    } else if (child instanceof XmlText || child instanceof XmlCData) {
      const own = reader.textOf(child, child.content);
      hasOwnText ||= NOT_WHITE_SPACE.test(own);
      text += own;
    }
  }
  const { name, namespaceUri: namespace } = node;
  const element: XmlElement = { name, namespace, attributes, children, text, hasOwnText };
  reader.nodes.set(element, node);
  return element;
}

const WITHOUT_INSTRUCTIONS = 'node()[not(self::processing-instruction())]';

/** The library's processing instructions know no sibling, so where one stands XPath leaves them out. */
function contentOf(node: LibElement): XmlNode[] {
  const content: XmlNode[] = [];
  for (let child: XmlNode | null = node.firstChild; child !== null; child = child.next) {
    if (!(child instanceof XmlTreeNode)) return node.find(WITHOUT_INSTRUCTIONS);
    content.push(child);
  }
  return content;
}
