import { isMap, parseDocument } from 'yaml';
import type { DrumError } from '../errors.ts';

/** More aliases than any description needs, and too few to make a small document large. */
const ALIASES_MAX = 100;

/** What a path of an OpenAPI description may have, each an operation. */
export const OPERATION_NAMES = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;

/** An object of an OpenAPI description, of which nothing is known yet. */
export type Tree = Readonly<Record<string, unknown>>;

/** What JSON or YAML says; throws what `refusal` makes of the reason where it is neither, or a bomb. */
export function readTree(bytes: Uint8Array, refusal: (why: string, cause?: unknown) => DrumError): Tree {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  const value = text.trimStart().startsWith('{') ? ofJson(text, refusal) : ofYaml(text, refusal);
  if (!isObject(value)) throw refusal('it is no object');
  return value;
}

function ofJson(text: string, refusal: (why: string, cause?: unknown) => DrumError): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refusal('it is not JSON', error);
  }
}

function ofYaml(text: string, refusal: (why: string, cause?: unknown) => DrumError): unknown {
  try {
    const document = parseDocument(text, { uniqueKeys: true, logLevel: 'silent' });
    if (document.errors.length > 0 || !isMap(document.contents)) throw document.errors[0] ?? new Error('no mapping');
    return document.toJS({ maxAliasCount: ALIASES_MAX });
  } catch (error) {
    throw refusal('it is not YAML, or has too many aliases', error);
  }
}

/** Of its own: what every object has by birth is not in the document. */
export const member = (tree: Tree, name: string): unknown => (Object.hasOwn(tree, name) ? tree[name] : undefined);

export const objectOf = (value: unknown): Tree => (isObject(value) ? value : {});

export const isObject = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
