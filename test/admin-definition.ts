/** What holds of every definition of an admin API. */
import { expect } from 'chai';
import { parse } from 'yaml';
import type { AdminDefinition } from '#administration/definition.ts';

/** Every value in the definition, with the keys that lead to it. */
function* values(value: unknown, at: readonly string[] = []): Generator<readonly [readonly string[], unknown]> {
  yield [at, value];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) yield* values(inner, [...at, key]);
}

function hasValueAt(document: unknown, pointer: string): boolean {
  const keys = pointer.replace(/^#\//, '').split('/');
  return (
    keys.reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], document) !== undefined
  );
}

interface Described {
  readonly parameters?: readonly unknown[];
  readonly requestBody?: unknown;
  readonly responses: object;
}

interface Parameter {
  readonly name?: string;
  readonly in?: string;
  readonly $ref?: string;
}

interface Components {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components: { readonly parameters: Readonly<Record<string, { readonly name: string }>> };
}

/** @param held all permissions that some role has */
export function itIsSound(definition: AdminDefinition, size: number, held: ReadonlySet<string>): void {
  const { text, operations } = definition;
  const document = parse(text) as unknown;
  const all = [...values(document)];

  it(`has ${size} operations, each with an id and an address of its own`, () => {
    expect(operations).to.have.lengthOf(size);
    expect(new Set(operations.map(({ operationId }) => operationId)).size).to.equal(size);
    expect(new Set(operations.map(({ method, path }) => `${method} ${path}`)).size).to.equal(size);
  });

  it('names only permissions that some role has', () => {
    const named = operations.flatMap(({ permissions }) => permissions);
    expect(named.filter((permission) => !held.has(permission))).to.deep.equal([]);
  });

  it('says of each operation that takes anything that it may refuse it', () => {
    expect(silentOf(definition)).to.deep.equal([]);
  });

  it('summarises each operation in words of its own', () => {
    const summaries = all.filter(([at]) => at[0] === 'paths' && at.length === 4 && at[3] === 'summary');
    expect(new Set(summaries.map(([, summary]) => summary)).size).to.equal(size);
  });

  it('refers to nothing outside itself, and to nothing that is not there', () => {
    const references = all.filter(([at]) => at.at(-1) === '$ref').map(([, reference]) => String(reference));
    expect(references).to.not.be.empty;
    expect(references.filter((reference) => !reference.startsWith('#/') || !hasValueAt(document, reference))).to.be
      .empty;
  });

  it('lets nothing be null without saying of what type it is otherwise', () => {
    const nullable = all.filter(([, value]) => typeof value === 'object' && value !== null && 'nullable' in value);
    expect(nullable.filter(([, value]) => !('type' in (value as object)))).to.be.empty;
  });

  it('declares the parameters that its paths have', () => {
    const components = document as Components;
    for (const { path, method } of operations) {
      const item = components.paths[path] ?? {};
      const lists = [item.parameters, (item[method] as { readonly parameters?: unknown }).parameters];
      const declared = lists
        .flatMap((list) => (list ?? []) as readonly Parameter[])
        .map(({ $ref, ...own }) =>
          $ref === undefined ? own : components.components.parameters[$ref.split('/').at(-1) ?? ''],
        )
        .filter((parameter) => parameter !== undefined && 'in' in parameter && parameter.in === 'path');
      const inPath = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name);
      expect(
        declared.map((parameter) => parameter?.name),
        `${method} ${path}`,
      ).to.have.members(inPath);
    }
  });
}

/** Operations that take something, and do not say that they may refuse it. */
export function silentOf({ document, operations }: AdminDefinition): string[] {
  const silent = operations.filter(({ method, path }) => {
    const { parameters = [], requestBody, responses } = document.paths[path]?.[method] as unknown as Described;
    const takes = parameters.length > 0 || requestBody !== undefined;
    return takes && !('400' in responses) && !('4XX' in responses);
  });
  return silent.map(({ operationId }) => operationId);
}
