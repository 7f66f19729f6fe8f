import { drumError, type ErrorCode } from '../errors.ts';
import type { XmlElement } from '../xml/document.ts';
import { attributeOf } from '../xml/read.ts';
import { xmlText } from '../xml/write.ts';
import { COMPONENTS, componentsOf, identifierOf, isIdentifierType, type IdentifierType } from './components.ts';
import type { ClientId, GlobalGroupId, Identifier, LocalGroupId, ServerId, ServiceId } from './identifier.ts';

/** The namespace of identifiers, conventionally bound to `id` (PR-MESS annex B). */
export const IDENTIFIERS_NAMESPACE = 'http://x-road.eu/xsd/identifiers';

/**
 * Reads an identifier element of any of the kinds given. The kind stands in its `id:objectType`; any order of children is
 * accepted, as X-Road does; a repeated child or one that the kind does not have is refused. Throws `errorCode`, or
 * `invalid_client_identifier` where only the subsystem contradicts the kind.
 */
export function identifierFromXml<T extends IdentifierType>(
  element: XmlElement,
  types: readonly T[],
  errorCode: ErrorCode = 'invalid_xml',
): Extract<Identifier, { type: T }> {
  const type = attributeOf(element, 'objectType', IDENTIFIERS_NAMESPACE);
  if (type === undefined) throw drumError(errorCode, `Element ${element.name} has no objectType`);
  if (!isIdentifierType(type)) throw drumError(errorCode, `Element ${element.name} has an unknown objectType`);
  if (!isOneOf(type, types)) {
    throw drumError(
      errorCode,
      `Element ${element.name} has objectType ${type}, where ${types.join(' or ')} is expected`,
    );
  }
  const components = COMPONENTS[type];
  const values = new Map<string, string>();
  for (const child of element.children) {
    const known = child.namespace === IDENTIFIERS_NAMESPACE && components.some((c) => c.element === child.name);
    if (!known && type === 'MEMBER' && child.name === 'subsystemCode') {
      throw drumError('invalid_client_identifier', 'A member identifier has a subsystem code');
    }
    if (!known) throw drumError(errorCode, `An identifier of type ${type} has an element ${child.name}`);
    if (values.has(child.name)) throw drumError(errorCode, `An identifier has more than one ${child.name}`);
    values.set(child.name, child.text);
  }
  if (type === 'SUBSYSTEM' && !values.has('subsystemCode')) {
    throw drumError('invalid_client_identifier', 'A subsystem identifier has no subsystem code');
  }
  const id = identifierOf(
    type,
    components.map((component) => values.get(component.element)),
  );
  if (id === undefined) throw drumError(errorCode, `Element ${element.name} lacks a part of its identifier`);
  return id;
}

function isOneOf<T extends IdentifierType>(type: IdentifierType, types: readonly T[]): type is T {
  return (types as readonly IdentifierType[]).includes(type);
}

export function clientIdFromXml(element: XmlElement, errorCode?: ErrorCode): ClientId {
  return identifierFromXml(element, ['MEMBER', 'SUBSYSTEM'], errorCode);
}

export function serviceIdFromXml(element: XmlElement, errorCode?: ErrorCode): ServiceId {
  return identifierFromXml(element, ['SERVICE'], errorCode);
}

export function serverIdFromXml(element: XmlElement, errorCode?: ErrorCode): ServerId {
  return identifierFromXml(element, ['SERVER'], errorCode);
}

export function groupIdFromXml(element: XmlElement, errorCode?: ErrorCode): GlobalGroupId | LocalGroupId {
  return identifierFromXml(element, ['GLOBALGROUP', 'LOCALGROUP'], errorCode);
}

/** An identifier as an element of that (prefixed) name. The prefix `id` must be bound to the identifiers' namespace. */
export function identifierToXml(tag: string, id: Identifier): string {
  const values = componentsOf(id);
  const children = COMPONENTS[id.type].map(({ element }, index) => {
    const value = values[index];
    return value === undefined ? '' : `<id:${element}>${xmlText(value)}</id:${element}>`;
  });
  return `<${tag} id:objectType="${id.type}">${children.join('')}</${tag}>`;
}
