import { expect } from 'chai';
import fc from 'fast-check';
import { matchesPathGlob } from './path-glob.ts';
import { fuzzRuns } from '../../test/fuzz.ts';

describe('path patterns of endpoints', () => {
  for (const [glob, path, expected] of [
    ['/a/b', '/a/b', true],
    ['/a/b', '/a/b/', false],
    ['/a/*/c', '/a/x/c', true],
    ['/a/*/c', '/a//c', true],
    ['/a/*/c', '/a/x/y/c', false],
    ['/a/**/c', '/a/x/y/c', true],
    ['/a/**c', '/a/xyc', true],
    ['/a/***', '/a/x/y', true],
    ['/a/*', '/a', false],
    ['/a*', '/abc', true],
    ['/a*', '/a/b', false],
    ['/a/\\*', '/a/*', true],
    ['/a/\\*', '/a/x', false],
    ['/a\\\\b', '/a\\b', true],
    ['/a\\b', '/a\\b', true],
    ['/a.b', '/axb', false],
    ['/(a|b)+$', '/(a|b)+$', true],
    ['**', '', true],
    ['', '', true],
    ['', '/', false],
    ['/*/*', '/a/b', true],
    ['/*a*a*a', '/aaaa', true],
  ] as const) {
    it(`${glob} ${expected ? 'matches' : 'does not match'} "${path}"`, () => {
      expect(matchesPathGlob(glob, path)).to.equal(expected);
    });
  }

  it('agree with the regular expression that the pattern stands for', () => {
    const piece = fc.constantFrom('a', 'b', '/', '*', '**', '.', '\\*');
    const path = fc.array(fc.constantFrom('a', 'b', '/', '.', '*'), { maxLength: 8 });
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), path, (pieces, characters) => {
        const glob = pieces.join('');
        const source = glob.replace(/\\\*|\*\*+|\*|[./]/g, (token) =>
          token === '\\*' ? '\\*' : token === '*' ? '[^/]*' : token.startsWith('*') ? '[^]*' : `\\${token}`,
        );
        const text = characters.join('');
        expect(matchesPathGlob(glob, text)).to.equal(new RegExp(`^${source}$`, 'u').test(text));
      }),
      { numRuns: fuzzRuns(2000) },
    );
  });

  it('stay fast where a regular expression would not', () => {
    const glob = '/' + '**a'.repeat(200) + 'b';
    expect(matchesPathGlob(glob, '/' + 'a'.repeat(4000))).to.equal(false);
  });
});
