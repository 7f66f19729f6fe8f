import { asDrumError, drumError, type ErrorCode } from '../errors.ts';
import type { ClientId } from '../identifiers/identifier.ts';
import { clientIdFromXml, identifierToXml, IDENTIFIERS_NAMESPACE } from '../identifiers/xml.ts';
import { XML_LIMITS, type XmlElement, type XmlLimits } from '../xml/document.ts';
import { readLargeXml } from '../xml/large.ts';
import { xmlAttribute, xmlText } from '../xml/write.ts';
import { Sequence } from './sequence.ts';

/** Namespace of the root elements of configuration files; their children have none (PR-GCONF annexes). */
const XROAD_NAMESPACE = 'http://x-road.eu/xsd/xroad.xsd';

/** A large instance lists tens of thousands of members and subsystems; more than this is not read. */
export const CONFIGURATION_XML_LIMITS: XmlLimits = {
  ...XML_LIMITS,
  bytesMax: 32 * 1024 * 1024,
  depthMax: 16,
  elementsMax: 1_000_000,
};

/** The root of a configuration file, which must have that name. Throws `code`. */
export function readRoot(xml: Uint8Array, name: string, code: ErrorCode, limits = CONFIGURATION_XML_LIMITS): Sequence {
  return readRootOf({ name, namespace: XROAD_NAMESPACE }, xml, code, limits);
}

/** The root of a file that is not X-Road's. Throws `code`. */
export function readRootOf(
  { name, namespace }: { readonly name: string; readonly namespace: string },
  xml: Uint8Array,
  code: ErrorCode,
  limits = CONFIGURATION_XML_LIMITS,
): Sequence {
  const root = readLargeXml(xml, limits, code);
  if (root.name !== name || root.namespace !== namespace) {
    throw drumError(code, `The root element is ${root.name.slice(0, 100)}, not ${name} of ${namespace}`);
  }
  return new Sequence(root, code);
}

const INDENT = '    ';

/** A piece of a document to be written: an element's tag, attributes and content. */
export interface Node {
  readonly tag: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly content: string | readonly Node[];
  /** The element's XML as it is, in place of all else. */
  readonly raw?: string;
}

/** An element; parts that are `undefined` or false are left out, so that optional ones can stand in their place. */
export function node(tag: string, content: string | readonly (Node | undefined)[]): Node {
  return { tag, content: typeof content === 'string' ? content : content.filter((part) => part !== undefined) };
}

export function optionalNode(tag: string, content: string | undefined): Node | undefined {
  return content === undefined ? undefined : node(tag, content);
}

export function bytesNode(tag: string, bytes: Uint8Array): Node {
  return node(tag, Buffer.from(bytes).toString('base64'));
}

/** An identifier inside a configuration file. Throws `code`, whatever is wrong with it. */
export function clientIdOf(element: XmlElement, code: ErrorCode): ClientId {
  try {
    return clientIdFromXml(element, code);
  } catch (error) {
    throw drumError(code, asDrumError(error).message, error);
  }
}

export function clientIdNode(tag: string, id: ClientId): Node {
  return { tag, content: '', raw: identifierToXml(tag, id) };
}

/** A whole configuration file: one element a line, as X-Road's own publishers write it. */
export function writeRoot(name: string, content: readonly (Node | undefined)[]): Buffer {
  const attributes = { 'xmlns:id': IDENTIFIERS_NAMESPACE, 'xmlns:xroad': XROAD_NAMESPACE };
  return writeDocument({ ...node(`xroad:${name}`, content), attributes });
}

/** A whole document of this element. */
export function writeDocument(root: Node): Buffer {
  const lines = ['<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'];
  print(root, '', lines);
  return Buffer.from(`${lines.join('\n')}\n`, 'utf8');
}

/** An element below a root, with its text made already: for one that is written again and again. */
export function printedNode(element: Node): Node {
  const lines: string[] = [];
  print(element, INDENT, lines);
  return { tag: element.tag, content: '', raw: lines.join('\n').slice(INDENT.length) };
}

/** An element to stand inside a document that is there, without a line break behind it. */
export function writeInside(element: Node): string {
  const lines: string[] = [];
  print(element, INDENT, lines);
  return lines.join('\n').trimStart();
}

function print(element: Node, indent: string, lines: string[]): void {
  if (element.raw !== undefined) {
    lines.push(indent + element.raw);
    return;
  }
  const { tag, attributes, content } = element;
  let open = `${indent}<${tag}`;
  if (attributes !== undefined) {
    for (const [name, value] of Object.entries(attributes)) open += ` ${name}="${xmlAttribute(value)}"`;
  }
  if (typeof content === 'string') {
    lines.push(`${open}>${xmlText(content)}</${tag}>`);
  } else if (content.length === 0) {
    lines.push(`${open}/>`);
  } else {
    lines.push(`${open}>`);
    for (const child of content) print(child, indent + INDENT, lines);
    lines.push(`${indent}</${tag}>`);
  }
}
