import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { z } from 'zod';
import { RegisterUnderTest, EXPLAINED, withoutHeaders } from '../../../test/civil-registration.ts';
import { openapiDescription } from './openapi.ts';

const FILE = join(import.meta.dirname, 'openapi.json');
const METHODS = ['get', 'post'];

interface Described {
  readonly operationId: string;
  readonly parameters?: readonly { readonly $ref: string }[];
  readonly requestBody?: { readonly content: Record<string, { schema: { $ref: string }; example?: unknown }> };
  readonly responses: Record<string, { description: string; content: Record<string, { schema: { $ref: string } }> }>;
}
interface Description {
  readonly openapi: string;
  readonly info: Record<string, unknown>;
  readonly paths: Record<string, Record<string, Described>>;
  readonly components: Record<string, Record<string, Record<string, unknown>>>;
}

/** Every value below, objects and arrays too. */
function* values(value: unknown): Generator<[string, unknown]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    yield [key, inner];
    yield* values(inner);
  }
}

describe('OpenAPI description', () => {
  before(() => {
    if (process.env.DRUM_WRITE_DOCS === '1') writeFileSync(FILE, `${JSON.stringify(openapiDescription(), null, 2)}\n`);
  });
  const description = () => JSON.parse(readFileSync(FILE, 'utf8')) as Description;
  const operations = () =>
    Object.entries(description().paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
    );
  const resolve = (reference: string) =>
    reference
      .replace('#/', '')
      .split('/')
      .reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], description());
  const schemaOf = (content: Record<string, { schema: { $ref: string } }> | undefined) =>
    z.fromJSONSchema(resolve(content?.['application/json']?.schema.$ref ?? '') as Record<string, unknown>);

  it('is kept as a file, as the code makes it', () => {
    expect(description()).to.deep.equal(JSON.parse(JSON.stringify(openapiDescription())));
  });

  it('is OpenAPI 3.1: version, title, operations with ids of their own and described responses', () => {
    const { openapi, info } = description();
    expect(openapi).to.match(/^3\.1\.\d+$/);
    expect(info).to.include({ title: 'Civil registration (demo)', version: '1.0.0' });
    const ids = operations().map(({ operation }) => operation.operationId);
    expect(ids).to.deep.equal(['personData', 'identifierValidity', 'permanentAddress', 'health', 'description']);
    for (const { path, method, operation } of operations()) {
      expect(METHODS, path).to.include(method);
      expect(Object.keys(operation.responses), path).to.include('200');
      for (const [status, response] of Object.entries(operation.responses)) {
        expect(status).to.match(/^[2-5]\d\d$/);
        expect(response.description, path).to.match(/\S/);
      }
    }
  });

  it('refers to nothing that it does not hold, and holds nothing that it does not refer to', () => {
    const used = new Set<string>();
    for (const [key, value] of values(description())) {
      if (key !== '$ref') continue;
      expect(resolve(value as string), String(value)).to.be.an('object');
      used.add(value as string);
    }
    const { components } = description();
    const held = Object.entries(components).flatMap(([kind, named]) =>
      Object.keys(named).map((name) => `#/components/${kind}/${name}`),
    );
    expect(held.filter((reference) => !used.has(reference))).to.deep.equal([]);
  });

  it('has no personal identifier in any address', () => {
    for (const { path, operation } of operations()) {
      expect(path).not.to.match(/[{}]/);
      const places = (operation.parameters ?? []).map(({ $ref }) => (resolve($ref) as { in: string }).in);
      expect(
        places.filter((place) => place !== 'header'),
        path,
      ).to.deep.equal([]);
    }
  });

  it('requires the headers without which the register refuses', () => {
    const required = Object.values(description().components.parameters ?? {})
      .filter(({ required: needed }) => needed === true)
      .map(({ name }) => name);
    expect(required).to.deep.equal([
      'X-Road-Client',
      'X-Road-Id',
      'X-Road-Issue',
      'X-Drum-Purpose',
      'X-Drum-Legal-Basis',
    ]);
  });

  it('gives examples that its own schemas accept', () => {
    for (const { operation } of operations()) {
      const content = operation.requestBody?.content;
      if (content === undefined) continue;
      expect(schemaOf(content).safeParse(content['application/json']?.example).success, operation.operationId).to.equal(
        true,
      );
      expect(schemaOf(content).safeParse({ identifier: '3523126407' }).success).to.equal(false);
    }
  });

  it('is what the register serves and keeps to, in answers and refusals', async () => {
    const register = new RegisterUnderTest();
    await register.start({ population: { persons: 100 } });
    try {
      const served = await fetch(`${register.url}/openapi.json`);
      expect(served.headers.get('content-type')).to.equal('application/json; charset=utf-8');
      expect(await served.json()).to.deep.equal(description());
      const bodies = [
        { identifierType: 'EGN', identifier: '3523126407' },
        { identifierType: 'LNCh', identifier: '1000000012' },
        { identifierType: 'EGN', identifier: '3523126408' },
        { identifierType: 'EGN', x: 1 },
      ];
      const headers = [
        EXPLAINED,
        withoutHeaders('X-Road-Issue'),
        { ...EXPLAINED, 'X-Drum-Legal-Basis': 'NO' },
        withoutHeaders('Content-Type'),
      ];
      const seen = new Set<number>();
      for (const { path, operation } of operations().filter(({ method }) => method === 'post')) {
        for (const body of bodies) {
          for (const sent of headers) {
            const response = await register.post(path, body, sent);
            const described = operation.responses[String(response.status)];
            const answer: unknown = await response.json();
            expect(
              schemaOf(described?.content).safeParse(answer).success,
              `${path} ${JSON.stringify(answer)}`,
            ).to.equal(true);
            seen.add(response.status);
          }
        }
      }
      expect([...seen].toSorted((a, b) => a - b)).to.deep.equal([200, 400, 403, 415]);
    } finally {
      await register.stop();
      register.remove();
    }
  });
});
