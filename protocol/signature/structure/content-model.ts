import { drumError, type ErrorCode } from '../../errors.ts';
import type { XmlElement } from '../../xml/document.ts';
import { decodeBase64 } from '../base64.ts';

/**
 * What the content of an element may be, as far as XML Schema says it: enough to hold the schemas of XMLDSIG, XAdES and
 * X-Road's hash chains. A model is data, so that it can be laid beside the schema it stands for.
 */
export interface ElementModel {
  readonly attributes?: Readonly<Record<string, AttributeModel>>;
  readonly anyAttribute?: true;
  readonly content: TextType | readonly Particle[] | Lax;
  /** Whether text may stand between the child elements. */
  readonly mixed?: true;
}

interface AttributeModel {
  readonly type: TextType;
  readonly required?: true;
}

type TextType = 'string' | 'base64' | 'integer' | 'boolean' | 'dateTime' | readonly [string, ...string[]];

/** Anything; elements that are declared globally are checked all the same (`processContents="lax"`). */
type Lax = 'lax';

/** One place in a sequence: one of the elements, `min` to `max` times. */
export interface Particle {
  readonly elements: ReadonlyMap<string, () => ElementModel>;
  /** Elements of any namespace but this one may stand here too (`##other`). */
  readonly otherThan?: string;
  readonly min: number;
  readonly max: number;
}

/** The name under which a model holds an element. */
export const nameIn = (namespace: string, name: string): string => `{${namespace}}${name}`;

interface Validation {
  readonly errorCode: ErrorCode;
  readonly globals: ReadonlyMap<string, () => ElementModel>;
}

/** Checks an element and all below it. Throws `errorCode` with the place where it breaks the model. */
export function checkStructure(
  element: XmlElement,
  model: ElementModel,
  globals: ReadonlyMap<string, () => ElementModel>,
  errorCode: ErrorCode,
): void {
  check(element, model, { errorCode, globals });
}

function check(element: XmlElement, model: ElementModel, validation: Validation): void {
  checkAttributes(element, model, validation);
  if (model.content === 'lax') {
    checkLax(element, validation);
  } else if (typeof model.content === 'string' || isEnumeration(model.content)) {
    if (element.children.length > 0) throw fault(validation, `${element.name} may hold text only`);
    if (!isText(element.text, model.content)) throw fault(validation, `${element.name} holds a malformed value`);
  } else {
    if (model.mixed !== true && hasOwnText(element)) throw fault(validation, `${element.name} may hold no text`);
    checkSequence(element, model.content, validation);
  }
}

function checkAttributes(element: XmlElement, model: ElementModel, validation: Validation): void {
  const declared = model.attributes ?? {};
  for (const { name, namespace, value } of element.attributes) {
    // XML Schema allows its own attributes everywhere (xsi:schemaLocation and the like).
    if (namespace === XML_SCHEMA_INSTANCE) continue;
    const attribute = namespace === '' && Object.hasOwn(declared, name) ? declared[name] : undefined;
    if (attribute === undefined) {
      if (model.anyAttribute !== true) throw fault(validation, `${element.name} may have no attribute ${name}`);
    } else if (!isText(value, attribute.type)) {
      throw fault(validation, `Attribute ${name} of ${element.name} is malformed`);
    }
  }
  for (const [name, { required }] of Object.entries(declared)) {
    if (required === true && !element.attributes.some((found) => found.namespace === '' && found.name === name)) {
      throw fault(validation, `${element.name} lacks its attribute ${name}`);
    }
  }
}

const XML_SCHEMA_INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance';

function checkLax(element: XmlElement, validation: Validation): void {
  for (const child of element.children) {
    const model = validation.globals.get(nameIn(child.namespace, child.name));
    if (model === undefined) checkLax(child, validation);
    else check(child, model(), validation);
  }
}

/** The particles of a schema never compete for an element (Unique Particle Attribution), so greedy matching is exact. */
function checkSequence(element: XmlElement, particles: readonly Particle[], validation: Validation): void {
  let at = 0;
  for (const particle of particles) {
    let count = 0;
    for (let child = element.children[at]; child !== undefined && count < particle.max; child = element.children[at]) {
      const model = particle.elements.get(nameIn(child.namespace, child.name));
      if (model !== undefined) check(child, model(), validation);
      else if (particle.otherThan !== undefined && child.namespace !== particle.otherThan) checkLax(child, validation);
      else break;
      at += 1;
      count += 1;
    }
    if (count < particle.min)
      throw fault(validation, `${element.name} is not complete: ${listed(particle)} is expected`);
  }
  const unexpected = element.children[at];
  if (unexpected !== undefined) throw fault(validation, `${unexpected.name} may not stand there in ${element.name}`);
}

const listed = ({ elements }: Particle): string =>
  [...elements.keys()].map((name) => name.replace(/^.*}/, '')).join(' or ');

/** Text of the element itself: what is left when the text of its children is counted off. White space does not count. */
function hasOwnText(element: XmlElement): boolean {
  const ink = (text: string): number => text.replace(/[ \t\r\n]+/g, '').length;
  return ink(element.text) > element.children.reduce((sum, child) => sum + ink(child.text), 0);
}

const isEnumeration = (content: readonly string[] | readonly Particle[]): content is readonly [string, ...string[]] =>
  typeof content[0] === 'string';

const INTEGER = /^[+-]?\d+$/;
const DATE_TIME = /^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$/;

function isText(value: string, type: TextType): boolean {
  if (typeof type !== 'string') return type.includes(value);
  const trimmed = value.trim();
  switch (type) {
    case 'string':
      return true;
    case 'base64':
      return decodeBase64(value) !== undefined;
    case 'integer':
      return INTEGER.test(trimmed);
    case 'boolean':
      return ['true', 'false', '0', '1'].includes(trimmed);
    case 'dateTime':
      return DATE_TIME.test(trimmed);
  }
}

const fault = ({ errorCode }: Validation, what: string) =>
  drumError(errorCode, `The document breaks its schema: ${what}`);

/** An element at a place: its name and, by a function so that models may refer to each other, its model. */
export type Declaration = readonly [name: string, model: () => ElementModel];

export const one = (...choice: readonly Declaration[]): Particle => ({ elements: new Map(choice), min: 1, max: 1 });
export const optional = (...choice: readonly Declaration[]): Particle => ({
  elements: new Map(choice),
  min: 0,
  max: 1,
});
/** `min` or more of them, in any order. */
export const several = (min: number, ...choice: readonly Declaration[]): Particle => ({
  elements: new Map(choice),
  min,
  max: Number.POSITIVE_INFINITY,
});
