/** What an OpenAPI document describes, without the words in which it does so. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const theirFolder = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'admin-api');
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

type Node = Readonly<Record<string, unknown>>;

export interface Described {
  /** By operation id: everything that a caller must know, one fact a line. */
  readonly operations: ReadonlyMap<string, readonly string[]>;
  readonly schemas: ReadonlyMap<string, readonly string[]>;
  readonly securitySchemes: readonly string[];
}

/** Why nothing can be compared with X-Road's definitions, if so. */
export function missingDefinitions(): string | undefined {
  return existsSync(theirFolder) ? undefined : '../shared/admin-api is absent';
}

export function theirText(name: string): string {
  return readFileSync(join(theirFolder, name), 'utf8');
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function child(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>((node, key) => (isNode(node) ? node[key] : undefined), value);
}

function entries(value: unknown): readonly (readonly [string, unknown])[] {
  return isNode(value) ? Object.entries(value) : [];
}

/** Follows references, which may lead to another document. References to schemas stay, as their names are compared. */
function follow(value: unknown, document: unknown, others: Node): unknown {
  const reference = child(value, '$ref');
  if (typeof reference !== 'string') return value;
  const [file = '', pointer = ''] = reference.split('#');
  if (file === '' && pointer.startsWith('/components/schemas/')) return value;
  const target = file === '' ? document : others[file];
  return follow(child(target, ...pointer.split('/').slice(1)), target, others);
}

function isWords(key: string, value: unknown): boolean {
  return (
    ((key === 'description' || key === 'summary') && typeof value === 'string') ||
    key === 'example' ||
    key === 'examples' ||
    key.startsWith('x-')
  );
}

/** One line for each fact. What is a set in OpenAPI (required, enum, tags) has a line for each element. */
function facts(value: unknown, at: string, names = false): string[] {
  if (Array.isArray(value)) {
    const isList = value.some(isNode);
    return value.length === 0 ? [`${at}: []`] : value.flatMap((item, i) => facts(item, isList ? `${at}[${i}]` : at));
  }
  if (!isNode(value)) return [`${at}: ${JSON.stringify(value)}`];
  // Properties may be called "description" or "example"; those are names and no words.
  const told = entries(value).filter(([key, inner]) => names || !isWords(key, inner));
  if (told.length === 0) return [`${at}: {}`];
  return told.flatMap(([key, inner]) => facts(inner, at === '' ? key : `${at}.${key}`, !names && key === 'properties'));
}

function operationFacts(path: string, method: string, item: Node, document: unknown, others: Node): string[] {
  const operation = item[method];
  const parameters = [item.parameters, child(operation, 'parameters')]
    .flatMap((list): unknown[] => (Array.isArray(list) ? list : []))
    .map((parameter) => follow(parameter, document, others));
  const answers = entries(child(operation, 'responses')).map(([status, answer]) => [
    status,
    follow(answer, document, others),
  ]);
  const body = child(operation, 'requestBody');
  return [
    `address: ${method.toUpperCase()} ${path}`,
    ...facts(child(operation, 'tags'), 'tag'),
    ...parameters.flatMap((parameter) =>
      facts(parameter, `parameter ${String(child(parameter, 'in'))} ${String(child(parameter, 'name'))}`),
    ),
    ...(body === undefined ? [] : facts(body, 'body')),
    ...facts(Object.fromEntries(answers), 'answer'),
  ];
}

/** @param others the documents that references of `text` lead to, by the name used there */
export function describedBy(text: string, others: Readonly<Record<string, string>> = {}): Described {
  const document = parse(text) as unknown;
  const parsed = Object.fromEntries(Object.entries(others).map(([name, other]) => [name, parse(other) as unknown]));
  const operations = entries(child(document, 'paths')).flatMap(([path, item]) =>
    METHODS.filter((method) => child(item, method) !== undefined).map(
      (method) =>
        [
          String(child(item, method, 'operationId')),
          operationFacts(path, method, item as Node, document, parsed),
        ] as const,
    ),
  );
  const schemas = entries(child(document, 'components', 'schemas')).map(
    ([name, schema]) => [name, facts(follow(schema, document, parsed), '')] as const,
  );
  const securitySchemes = facts(child(document, 'components', 'securitySchemes'), '');
  return { operations: new Map(operations), schemas: new Map(schemas), securitySchemes };
}

/** Every summary, description and example of several words in a document, in small letters, without marks of HTML and doubled spaces. */
export function sentencesOf(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  const look = (value: unknown): void => {
    for (const [key, inner] of Array.isArray(value) ? Object.entries(value) : entries(value)) {
      const isText = key === 'description' || key === 'summary' || (key === 'example' && String(inner).includes(' '));
      if (isText && typeof inner === 'string') {
        found.add(plain(inner));
      } else {
        look(inner);
      }
    }
  };
  look(parse(text));
  return found;
}

function plain(sentence: string): string {
  return sentence
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/\.$/, '')
    .toLowerCase();
}
