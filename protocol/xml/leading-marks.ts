import { XmlAttribute, type XmlDocument, type XmlNode } from 'libxml2-wasm';
import { drumError, type ErrorCode } from '../errors.ts';

const MARK = '\ufeff';
const REFERENCE = /&#(?:0*65279|x0*feff);/i;
const TEXTS = `//text()[starts-with(., '${MARK}')]`;
const ATTRIBUTES = `//@*[starts-with(., '${MARK}')]`;
const LENGTH = 'string-length(.)';
const MARKED_NAME = `[starts-with(local-name(), '${MARK}') or starts-with(namespace-uri(), '${MARK}')]`;
const NAMES = `boolean(//*${MARKED_NAME} | //@*${MARKED_NAME})`;

/**
 * The library leaves out a U+FEFF at the beginning of a long string, as if it were a byte order mark, so that we would
 * read another text than others do. This puts it back, in nodes that are asked about in document order.
 */
export class LeadingMarks {
  /** Nodes that begin with one, the next one last. */
  private readonly texts: XmlNode[];
  private readonly attributes: XmlNode[];

  /**
   * Undefined for nearly every document: none of its texts can begin with one. A name that does (XML 1.0 §2.3 allows it)
   * cannot be told from the name without it: throws `errorCode`.
   */
  static of(xml: Buffer, document: XmlDocument, errorCode: ErrorCode): LeadingMarks | undefined {
    const hasMark = xml.indexOf(MARK, Buffer.byteLength(MARK), 'utf8') > 0 || REFERENCE.test(xml.toString('latin1'));
    return hasMark ? new LeadingMarks(document, errorCode) : undefined;
  }

  private constructor({ root }: XmlDocument, errorCode: ErrorCode) {
    if (root.eval(NAMES) === true) throw drumError(errorCode, 'A name in the XML document begins with U+FEFF');
    this.texts = root.find(TEXTS).reverse();
    this.attributes = root.find(ATTRIBUTES).reverse();
  }

  /** The text that a node really has. */
  restored(node: XmlNode, text: string): string {
    const awaited = node instanceof XmlAttribute ? this.attributes : this.texts;
    if (awaited.at(-1)?.isSameNode(node) !== true) return text;
    awaited.pop();
    // Of one that shows a mark, another may have been left out.
    const isWhole = text.startsWith(MARK) && node.eval(LENGTH) === Array.from(text).length;
    return isWhole ? text : MARK + text;
  }
}
