import { digestNameOfUri, type DigestName } from '#certs/algorithms.ts';
import { drumError, type ErrorCode } from '../errors.ts';
import { CANONICALIZATION, type CanonicalizationUri, type XmlElement } from '../xml/document.ts';
import { attributeOf, childrenOf } from '../xml/read.ts';
import { decodeBase64 } from './base64.ts';
import { DS } from './names.ts';

export interface Digest {
  readonly algorithm: DigestName;
  readonly value: Uint8Array;
}

/**
 * The digest that a `ds:DigestMethod` names. SHA-1 is refused: with its chosen-prefix collisions two messages could share
 * one signature, and X-Road has not used it there since its beginnings.
 */
export function digestMethodOf(element: XmlElement, errorCode: ErrorCode): DigestName {
  const uri = attributeOf(element, 'Algorithm') ?? '';
  const name = digestNameOfUri(uri);
  if (name === undefined || name === 'SHA-1')
    throw drumError(errorCode, `Digest algorithm "${shown(uri)}" is not accepted`);
  return name;
}

/** The bytes of an element that holds base64. */
export function base64Of(element: XmlElement, errorCode: ErrorCode): Buffer {
  const bytes = decodeBase64(element.text);
  if (bytes === undefined) throw drumError(errorCode, `${element.name} does not hold base64`);
  return bytes;
}

/** A canonicalisation algorithm with its parameter (XML-EXC-C14N §4). */
export interface Canonicalization {
  readonly algorithm: CanonicalizationUri;
  readonly inclusivePrefixes: readonly string[];
}

export const INCLUSIVE_C14N = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315' satisfies CanonicalizationUri;
const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';

/** Reads a `ds:CanonicalizationMethod` or a `ds:Transform` that canonicalises. */
export function canonicalizationOf(element: XmlElement, errorCode: ErrorCode): Canonicalization {
  const uri = attributeOf(element, 'Algorithm') ?? '';
  if (!isCanonicalization(uri))
    throw drumError(errorCode, `Algorithm "${shown(uri)}" is not accepted in ${element.name}`);
  const [list, ...more] = childrenOf(element, 'InclusiveNamespaces', EXCLUSIVE);
  if (element.children.length > (list === undefined ? 0 : 1) || more.length > 0) {
    throw drumError(errorCode, `${element.name} has a parameter that is not accepted`);
  }
  const prefixes = list === undefined ? undefined : attributeOf(list, 'PrefixList');
  return { algorithm: uri, inclusivePrefixes: prefixes?.split(/[ \t\r\n]+/).filter((prefix) => prefix !== '') ?? [] };
}

const isCanonicalization = (uri: string): uri is CanonicalizationUri => Object.hasOwn(CANONICALIZATION, uri);

/** The canonicalisations in a `ds:Transforms`, in order. Nothing else is accepted there. */
export function transformsOf(element: XmlElement | undefined, errorCode: ErrorCode): Canonicalization[] {
  if (element === undefined) return [];
  return childrenOf(element, 'Transform', DS).map((transform) => canonicalizationOf(transform, errorCode));
}

const SHOWN_CHARACTERS_MAX = 200;

/** Text of strangers, cut for messages. */
export const shown = (text: string): string => text.slice(0, SHOWN_CHARACTERS_MAX);
