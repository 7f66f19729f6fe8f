import fc from 'fast-check';
import { stringify } from 'yaml';
import { hostileText } from './hostile-input.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

interface Edit {
  readonly kind: 'remove' | 'value' | 'double' | 'rename' | 'wrap' | 'copy';
  readonly at: number;
  readonly other: number;
  readonly value: Json;
  readonly name: string;
}

const NAMES = ['__proto__', 'constructor', 'toString', 'length', '', '0', 'x'];
const TOKENS = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '\\',
  '\\u0000',
  '\\ud800',
  'null',
  '1e999',
  '-',
  '//',
  '\0',
  '\ufeff',
  '\n',
];

const values = fc.oneof(
  fc.constantFrom<Json>(null, true, '', 0, -1, 1e308, 0.5, [], {}, [[]], 'a'.repeat(300), '\ud800', '\0', '2026-02-30'),
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>,
);

const edits: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom(...(['remove', 'value', 'double', 'rename', 'wrap', 'copy'] as const)),
  at: fc.nat(),
  other: fc.nat(),
  value: values,
  name: fc.constantFrom(...NAMES),
});

/** Values that are nearly one of the seeds: fields left out, of another type or value, doubled, renamed, moved. */
function hostileValue(seeds: readonly Json[]): fc.Arbitrary<Json> {
  return fc
    .record({ seed: fc.constantFrom(...seeds), list: fc.array(edits, { minLength: 1, maxLength: 4 }) })
    .map(({ seed, list }) => list.reduce(edited, seed));
}

/** JSON texts: nearly one of the seeds as a value or as a text, or anything. */
export function hostileJson(seeds: readonly Json[]): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 5, arbitrary: hostileValue(seeds).map((value) => JSON.stringify(value)) },
    {
      weight: 4,
      arbitrary: hostileText(
        seeds.map((seed) => JSON.stringify(seed)),
        TOKENS,
      ),
    },
    { weight: 1, arbitrary: fc.json() },
  );
}

const YAML_TOKENS = [
  ...[
    '\n',
    '\n  ',
    '\n- ',
    ': ',
    '? ',
    '- ',
    '\t',
    '#',
    '|',
    '>',
    '|+9\n',
    '"',
    "'",
    '{',
    '[',
    ']',
    '}',
    ',',
    '%YAML 1.1\n',
  ],
  ...[
    '&a ',
    '*a',
    '&a [*a]',
    '<<: *a',
    '!!binary ',
    '!!js/function ',
    '!x ',
    '!!set ',
    '---\n',
    '...\n',
    '~',
    '0o17',
    '.inf',
  ],
  ...['2026-01-01', '__proto__: {}', 'x: &a [1, 1]\ny: &b [*a, *a]\nz: [*b, *b]\n', '\ufeff', '\0', '\u2028', '\x85'],
];

/** YAML texts in the same way; JSON is YAML too. */
export function hostileYaml(seeds: readonly Json[]): fc.Arbitrary<string> {
  const texts = seeds.flatMap((seed) => [stringify(seed), stringify(seed, { collectionStyle: 'flow' })]);
  return fc.oneof(
    { weight: 2, arbitrary: hostileValue(seeds).map((value) => JSON.stringify(value)) },
    { weight: 2, arbitrary: hostileValue(seeds).map((value) => stringify(value)) },
    { weight: 5, arbitrary: hostileText(texts, YAML_TOKENS) },
  );
}

type Path = readonly (string | number)[];

function pathsOf(value: Json, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, child]: [string, Json]) => pathsOf(child, [...path, name]))];
}

function valueAt(value: Json, path: Path): Json {
  return path.reduce<Json>((at, step) => (at as Readonly<Record<string | number, Json>>)[step] ?? null, value);
}

function edited(root: Json, { kind, at, other, value, name }: Edit): Json {
  const paths = pathsOf(root);
  const pick = (number: number): Path => paths[number % paths.length] ?? [];
  const change = (found: Json): [string | undefined, Json][] => {
    switch (kind) {
      case 'remove':
        return [];
      case 'value':
        return [[undefined, value]];
      case 'copy':
        return [[undefined, valueAt(root, pick(other))]];
      case 'wrap':
        return [[undefined, [found]]];
      case 'double':
        return [
          [undefined, found],
          [name, found],
        ];
      case 'rename':
        return [[name, found]];
    }
  };
  return replaced(root, pick(at), change);
}

/** The value with what stands at the path replaced by one or more, each under its old or a new name. */
function replaced(value: Json, path: Path, change: (found: Json) => [string | undefined, Json][]): Json {
  const [step, ...rest] = path;
  if (step === undefined) return change(value)[0]?.[1] ?? null;
  const isLast = rest.length === 0;
  if (Array.isArray(value)) {
    return value.flatMap((item: Json, index) => {
      if (String(index) !== String(step)) return [item];
      return isLast ? change(item).map(([, changed]) => changed) : [replaced(item, rest, change)];
    });
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).flatMap(([name, child]: [string, Json]): [string, Json][] => {
    if (name !== step) return [[name, child]];
    if (!isLast) return [[name, replaced(child, rest, change)]];
    return change(child).map(([renamed, changed]) => [renamed ?? name, changed]);
  });
  // JSON.parse makes an own field `__proto__`, and so must this.
  return Object.fromEntries(entries);
}
