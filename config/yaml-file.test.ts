import { expect } from 'chai';
import { z } from 'zod';
import { refusal } from '../test/refusal.ts';
import { readYaml } from './yaml-file.ts';

const anything = z.record(z.string(), z.unknown());
const verdict = (text: string): string => refusal(() => readYaml(text, anything, 'a.yaml'));

describe('A YAML file', () => {
  it('is read with its anchors', () => {
    const text = 'a: &x { b: [1, "2", true] }\nc: *x\n';
    const read = readYaml(text, anything, 'a.yaml');
    expect(Object.entries(read)).to.deep.equal([
      ['a', { b: [1, '2', true] }],
      ['c', { b: [1, '2', true] }],
    ]);
  });

  const rows: [what: string, text: string, message: string][] = [
    [
      'has a fault',
      'a: 1\nb: [1\nc: 2\n',
      'Flow sequence in block collection must be sufficiently indented and end with a ] at line 3, column 1',
    ],
    ['has a key twice', 'a:\n  b: 1\n  "b": 2\n', 'the key b stands twice at line 3, column 3'],
    ['has a collection for a key', 'a: 1\n? [b]\n: 2\n', 'a key that is no plain value at line 1, column 1'],
    ['has an alias for a key', 'a: &x b\n*x : 2\n', 'a key that is no plain value at line 1, column 1'],
    [
      'is nested too deep',
      `a: ${'['.repeat(100)}${']'.repeat(100)}`,
      'the file is nested deeper than 64 steps at line 1, column 1',
    ],
    [
      'multiplies itself',
      `a: &a [1]\nb: &b [${'*a,'.repeat(60)}]\nc: [${'*b,'.repeat(60)}]\n`,
      'more than 100 aliases',
    ],
    ['is larger than any', `a: ${'x'.repeat(4 * 1024 * 1024)}`, 'the file is larger than 4194304 bytes'],
    ['breaks its schema', '[1]', '(the whole file): Invalid input: expected record, received array'],
  ];
  for (const [what, text, message] of rows) {
    it(`is refused when it ${what}`, () => {
      expect(verdict(text)).to.equal(`malformed_server_conf: a.yaml: ${message}`);
    });
  }

  it('is judged in a time that grows with its length alone', () => {
    const keys = Array.from({ length: 3_000 }, (_, index) => `k${index}: 1\n`).join('');
    for (const text of ['? '.repeat(2_000), '{'.repeat(300), '&a '.repeat(3_000), '"'.repeat(3_000), keys]) {
      const before = process.threadCpuUsage();
      verdict(text);
      expect(process.threadCpuUsage(before).user / 1e6, text.slice(0, 10)).to.be.below(2);
    }
  });
});
