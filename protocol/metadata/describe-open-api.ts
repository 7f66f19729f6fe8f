import { drumError } from '../errors.ts';
import {
  DESCRIPTION_BYTES_MAX,
  given,
  nameOf,
  OPERATIONS_MAX,
  summaryOf,
  textOf,
  titleOf,
  type DescribedOperation,
  type ServiceDescription,
} from './description.ts';
import { isObject, member, objectOf, OPERATION_NAMES, readTree, type Tree } from './open-api-tree.ts';

const REFERENCES_MAX = 8;
const SAMPLE_LENGTH_MAX = 4_000;

/** What an OpenAPI 3.0 or 3.1 description, in JSON or YAML, says to people. Throws `invalid_request`. */
export function describeOpenApi(bytes: Uint8Array): ServiceDescription {
  if (bytes.byteLength > DESCRIPTION_BYTES_MAX) throw notOpenApi(`it has more than ${DESCRIPTION_BYTES_MAX} bytes`);
  const tree = readTree(bytes, notOpenApi);
  if (!/^3\.[01](\.|$)/.test(String(member(tree, 'openapi')))) throw notOpenApi('its version is not 3.0 or 3.1');
  const info = objectOf(member(tree, 'info'));
  const operations = operationsOf(tree);
  return given<ServiceDescription>({
    title: titleOf(member(info, 'title')),
    text: textOf(member(info, 'description')) ?? textOf(member(info, 'summary')),
    contact: contactOf(objectOf(member(info, 'contact'))),
    operations: operations.map(({ described }) => described),
    sample: operations.map(({ operation }) => sampleOf(operation, tree)).find((sample) => sample !== undefined),
  });
}

interface FoundOperation {
  readonly described: DescribedOperation;
  readonly operation: Tree;
}

function operationsOf(tree: Tree): FoundOperation[] {
  const found: FoundOperation[] = [];
  for (const [path, item] of Object.entries(objectOf(member(tree, 'paths')))) {
    for (const method of OPERATION_NAMES) {
      const operation = member(objectOf(item), method);
      const name = nameOf(`${method.toUpperCase()} ${path}`);
      if (!isObject(operation) || name === undefined) continue;
      const summary = summaryOf(member(operation, 'summary')) ?? summaryOf(member(operation, 'description'));
      found.push({ described: given<DescribedOperation>({ name, summary }), operation });
      if (found.length === OPERATIONS_MAX) return found;
    }
  }
  return found;
}

function contactOf(contact: Tree): string | undefined {
  const parts = ['name', 'email', 'url'].map((name) => titleOf(member(contact, name)));
  return titleOf(parts.filter((part) => part !== undefined).join(', '));
}

/** The first example of what is asked, or else of what is answered when it goes well. */
function sampleOf(operation: Tree, tree: Tree): string | undefined {
  const answers = Object.entries(objectOf(member(operation, 'responses'))).filter(([status]) => status.startsWith('2'));
  for (const body of [member(operation, 'requestBody'), ...answers.map(([, answer]) => answer)]) {
    for (const media of Object.values(objectOf(member(resolved(body, tree), 'content')))) {
      const sample = writtenSample(exampleIn(objectOf(media), tree));
      if (sample !== undefined) return sample;
    }
  }
  return undefined;
}

function exampleIn(media: Tree, tree: Tree): unknown {
  const [first] = Object.values(objectOf(member(media, 'examples')));
  const schema = resolved(member(media, 'schema'), tree);
  const listed = member(schema, 'examples');
  return (
    member(media, 'example') ??
    member(resolved(first, tree), 'value') ??
    member(schema, 'example') ??
    (Array.isArray(listed) ? (listed[0] as unknown) : undefined)
  );
}

function writtenSample(example: unknown): string | undefined {
  if (example === undefined || example === null) return undefined;
  const text = typeof example === 'string' ? example : writtenJson(example);
  // A part of an example would be none.
  return text === undefined || text.length > SAMPLE_LENGTH_MAX ? undefined : textOf(text);
}

function writtenJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value, undefined, 2);
  } catch {
    // An alias that leads to what it stands in.
    return undefined;
  }
}

/** What a reference within the document leads to (`#/components/…`); of any other, nothing is known. */
function resolved(value: unknown, tree: Tree): Tree {
  let current = objectOf(value);
  for (let hops = 0; hops < REFERENCES_MAX; hops += 1) {
    const reference = member(current, '$ref');
    if (typeof reference !== 'string') return current;
    if (!reference.startsWith('#/')) return {};
    const names = reference.slice(2).split('/').slice(0, REFERENCES_MAX);
    current = objectOf(
      names.reduce<unknown>((at, name) => member(objectOf(at), name.replaceAll('~1', '/').replaceAll('~0', '~')), tree),
    );
  }
  return {};
}

const notOpenApi = (why: string, cause?: unknown) =>
  drumError('invalid_request', `The service's description is no OpenAPI description: ${why}`, cause);
