import { expect } from 'chai';
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import openapiTS, { astToString } from 'openapi-typescript';
import { parse } from 'yaml';

const PROJECT = join(import.meta.dirname, '..', '..');
const DEFINITIONS = ['administration/accounts/*.yaml', 'central-server/admin-api/*.yaml'];
const MADE = join(PROJECT, 'web', 'api', 'definitions');
/** What a type does not say, or says twice. */
const UNTYPED = new Set(['discriminator', 'description', 'summary', 'example', 'examples', 'externalDocs']);

/** The screens' types of the admin API, made of its definitions. */
describe('Types of the admin API for the screens', () => {
  it('are those of the definitions (DRUM_WRITE_DOCS=1 writes them)', async () => {
    const paths = globSync(DEFINITIONS, { cwd: PROJECT }).sort();
    const made = new Map<string, string>();
    for (const path of paths) {
      const text = readFileSync(join(PROJECT, path), 'utf8');
      made.set(`${basename(path, '.yaml')}.d.ts`, await typesOf(text));
    }
    made.set('all.d.ts', joined(paths.map((path) => basename(path, '.yaml'))));
    if (process.env.DRUM_WRITE_DOCS === '1') {
      mkdirSync(MADE, { recursive: true });
      for (const [name, text] of made) writeFileSync(join(MADE, name), text);
    }
    expect(globSync('*', { cwd: MADE }).sort()).to.deep.equal([...made.keys()].sort());
    for (const [name, text] of made) {
      expect(readFileSync(join(MADE, name), 'utf8') === text, `web/api/definitions/${name} is out of step`).to.equal(
        true,
      );
    }
  });
});

async function typesOf(text: string): Promise<string> {
  const made = await openapiTS(typed(parse(text)) as never, { silent: true, defaultNonNullable: false });
  return `// Made of the definition by test/web/definitions.test.ts.\n${astToString(made)}`;
}

/** The definition without its words. In `properties` they are names like any others. */
function typed(value: unknown, isNames = false): unknown {
  if (Array.isArray(value)) return value.map((item) => typed(item));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => isNames || !UNTYPED.has(name));
  return Object.fromEntries(kept.map(([name, inner]) => [name, typed(inner, name === 'properties')]));
}

/** Several of ours repeat a schema of X-Road's in short. */
const ofXRoadFirst = (names: readonly string[]): string[] => [
  ...names.filter((name) => name === 'openapi'),
  ...names.filter((name) => name !== 'openapi'),
];

function joined(names: readonly string[]): string {
  const local = (name: string): string => name.replaceAll('-', '_');
  const imports = names.map((name) => `import type * as ${local(name)} from './${name}.d.ts';\n`);
  const of = (part: string): string => names.map((name) => `${local(name)}.${part}`).join(' &\n  ');
  return `// Made of the definitions by test/web/definitions.test.ts.\n${imports.join('')}
export type Paths = ${of('paths')};

export type Schemas = ${ofXRoadFirst(names)
    .map((name) => `SchemasOf<${local(name)}.components>`)
    .reduceRight((rest, one) => `Before<${one}, ${rest}>`)};

/** What stands in the first is not what the others call so. */
type Before<First, Others> = First & Omit<Others, keyof First>;

type SchemasOf<Components> = Components extends { schemas: infer Known } ? ([Known] extends [never] ? unknown : Known) : unknown;
`;
}
