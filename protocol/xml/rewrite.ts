import { XmlAttribute } from 'libxml2-wasm';
import type { ErrorCode } from '../errors.ts';
import { parseXml, readXml, type XmlLimits } from './document.ts';

/** An attribute of elements of one name. */
export interface AttributeOf {
  readonly namespace: string;
  readonly element: string;
  readonly attribute: string;
}

/** The document with these attributes set to `value` wherever they stand; all else stays, comments too. Throws `errorCode`. */
export function withAttributes(
  xml: Uint8Array,
  attributes: readonly AttributeOf[],
  value: string,
  limits: XmlLimits,
  errorCode: ErrorCode,
): Buffer {
  readXml(xml, limits, errorCode);
  const document = parseXml(xml, errorCode);
  try {
    for (const { namespace, element, attribute } of attributes) {
      for (const node of document.root.find(`//n:${element}/@${attribute}`, { n: namespace })) {
        if (node instanceof XmlAttribute) node.value = value;
      }
    }
    return Buffer.from(document.toString({ format: false }), 'utf8');
  } finally {
    document.dispose();
  }
}
