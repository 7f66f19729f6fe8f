import { expect } from 'chai';
import { parse } from 'yaml';
import { accountsDefinition, definition, extensionsDefinitions } from './definition.ts';
import { permissionsOf, ROLES } from './roles.ts';

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

describe('the definition of the admin API', () => {
  const document = parse(definition().text) as unknown;
  const all = [...values(document)];

  it('has 102 operations, each with an id and an address of its own', () => {
    expect(definition().operations).to.have.lengthOf(102);
    expect(new Set(definition().operations.map(({ operationId }) => operationId)).size).to.equal(102);
    expect(new Set(definition().operations.map(({ method, path }) => `${method} ${path}`)).size).to.equal(102);
  });

  it('tells of an operation what its server needs', () => {
    expect(definition().operations.find(({ operationId }) => operationId === 'findClients')).to.deep.equal({
      operationId: 'findClients',
      method: 'get',
      path: '/clients',
      permissions: ['SEARCH_MEMBERS', 'VIEW_MEMBERS'],
      isPublic: false,
      statuses: [200, 401, 403, 500],
    });
  });

  it('leaves to everybody only what needs no permission in X-Road', () => {
    const free = definition().operations.filter(({ permissions }) => permissions.length === 0);
    expect(free.map(({ operationId, isPublic }) => [operationId, isPublic])).to.deep.equal([
      ['getInitializationStatus', false],
      ['downloadOpenApi', true],
    ]);
    expect(definition().operations.filter(({ isPublic }) => isPublic)).to.have.lengthOf(1);
  });

  it('names only permissions that some role has', () => {
    const held = permissionsOf(ROLES);
    const named = [...definition().operations, ...accountsDefinition().operations].flatMap(
      ({ permissions }) => permissions,
    );
    expect(named.filter((permission) => !held.has(permission))).to.deep.equal([]);
  });

  it('says of each operation that takes anything that it may refuse it', () => {
    const silent = [definition(), accountsDefinition(), ...extensionsDefinitions()].flatMap(
      ({ document, operations }) =>
        operations.filter(({ method, path }) => {
          const { parameters = [], requestBody, responses } = document.paths[path]?.[method] as unknown as Described;
          const takes = parameters.length > 0 || requestBody !== undefined;
          return takes && !('400' in responses) && !('4XX' in responses);
        }),
    );
    expect(silent.map(({ operationId }) => operationId)).to.deep.equal([]);
  });

  it('summarises each operation in words of its own', () => {
    const summaries = all.filter(([at]) => at[0] === 'paths' && at.length === 4 && at[3] === 'summary');
    expect(new Set(summaries.map(([, summary]) => summary)).size).to.equal(102);
  });

  it('refers to nothing outside itself, and to nothing that is not there', () => {
    const references = all.filter(([at]) => at.at(-1) === '$ref').map(([, reference]) => String(reference));
    expect(references).to.not.be.empty;
    expect(references.filter((reference) => !reference.startsWith('#/') || !hasValueAt(document, reference))).to.be
      .empty;
  });

  it('lets nothing be null without saying of what type it is otherwise', () => {
    const nullable = all.filter(([, value]) => typeof value === 'object' && value !== null && 'nullable' in value);
    expect(nullable).to.not.be.empty;
    expect(nullable.filter(([, value]) => !('type' in (value as object)))).to.be.empty;
  });

  it('declares the parameters that its paths have', () => {
    const components = parse(definition().text) as {
      readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
      readonly components: { readonly parameters: Readonly<Record<string, { readonly name: string }>> };
    };
    interface Parameter {
      readonly name?: string;
      readonly in?: string;
      readonly $ref?: string;
    }
    for (const { path, method } of definition().operations) {
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
});

describe('the definition of callers and API keys', () => {
  it('has the operations that X-Road has beside its definition', () => {
    const told = accountsDefinition().operations.map(({ method, path, permissions }) =>
      [method, path, ...permissions].join(' '),
    );
    expect(told).to.have.members([
      'get /user',
      'get /user/roles',
      'get /user/permissions',
      'get /api-keys VIEW_API_KEYS',
      'post /api-keys CREATE_API_KEY',
      'get /api-keys/{id} VIEW_API_KEYS',
      'put /api-keys/{id} UPDATE_API_KEY',
      'delete /api-keys/{id} REVOKE_API_KEY',
    ]);
  });
});
