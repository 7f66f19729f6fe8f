import { drumError, type ErrorCode } from '../errors.ts';
import type { XmlElement } from './document.ts';

/** The children of that name, in document order. */
export function childrenOf(parent: XmlElement, name: string, namespace = ''): XmlElement[] {
  return parent.children.filter((child) => child.name === name && child.namespace === namespace);
}

/** The only child of that name, or undefined where there is none; more than one is refused. */
export function optionalChild(
  parent: XmlElement,
  name: string,
  namespace = '',
  errorCode: ErrorCode = 'invalid_xml',
): XmlElement | undefined {
  const found = childrenOf(parent, name, namespace);
  if (found.length > 1) throw drumError(errorCode, `Element ${parent.name} has more than one ${name}`);
  return found[0];
}

/** The only child of that name; none or more than one is refused. */
export function requiredChild(
  parent: XmlElement,
  name: string,
  namespace = '',
  errorCode: ErrorCode = 'invalid_xml',
): XmlElement {
  const found = optionalChild(parent, name, namespace, errorCode);
  if (found === undefined) throw drumError(errorCode, `Element ${parent.name} has no ${name}`);
  return found;
}

export function attributeOf(element: Pick<XmlElement, 'attributes'>, name: string, namespace = ''): string | undefined {
  return element.attributes.find((attribute) => attribute.name === name && attribute.namespace === namespace)?.value;
}
