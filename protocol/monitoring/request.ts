import { drumError } from '../errors.ts';
import type { ClientId } from '../identifiers/identifier.ts';
import { clientIdFromXml } from '../identifiers/xml.ts';
import type { XmlElement } from '../xml/document.ts';

/** Namespace of X-Road's operational monitoring (PR-OPMON annex A). */
export const OP_MONITORING = 'http://x-road.eu/xsd/op-monitoring.xsd';

/** Of xs:long. */
const LONG_MAX = 2n ** 63n - 1n;

/** The one element of a request's body. Throws `invalid_request` where it has another name. */
export function requestElement(body: XmlElement | undefined, name: string): XmlElement {
  const element = body?.children[0];
  if (element?.name !== name || element.namespace !== OP_MONITORING) {
    throw drumError('invalid_request', `The body must have an element ${name} in the namespace ${OP_MONITORING}`);
  }
  return element;
}

/**
 * The children of an element, each at most once and in the order of `names`, as the schema demands. Throws `invalid_request`,
 * also where one of `required` is missing.
 */
export function sequenceOf<Name extends string, Required extends Name = never>(
  parent: XmlElement,
  names: readonly Name[],
  required: readonly Required[] = [],
): Partial<Record<Name, XmlElement>> & Record<Required, XmlElement> {
  const found: Partial<Record<string, XmlElement>> = {};
  let before = -1;
  for (const child of parent.children) {
    const at = child.namespace === OP_MONITORING ? names.findIndex((name) => name === child.name) : -1;
    if (at <= before) {
      const expected = names.slice(before + 1).join(', ') || 'nothing';
      throw drumError('invalid_request', `${parent.name}: ${child.name} stands where ${expected} may stand`);
    }
    found[child.name] = child;
    before = at;
  }
  const missing = required.find((name) => found[name] === undefined);
  if (missing !== undefined) throw drumError('invalid_request', `${parent.name}: ${missing} is missing`);
  return found as Partial<Record<Name, XmlElement>> & Record<Required, XmlElement>;
}

/** An xs:long that is no point in time before 1970. Throws `invalid_request`. */
export function secondsOf({ name, text }: XmlElement): number {
  const digits = text.trim();
  if (!/^[+-]?\d{1,30}$/.test(digits) || BigInt(digits) > LONG_MAX) {
    throw drumError('invalid_request', `${name} must be a whole number of seconds since 1970`);
  }
  const seconds = Number(digits);
  if (seconds < 0) throw drumError('invalid_request', `${name} is a negative number`);
  return seconds;
}

/** Throws `invalid_request`. */
export function clientOf(element: XmlElement | undefined): ClientId | undefined {
  return element && clientIdFromXml(element, 'invalid_request');
}
