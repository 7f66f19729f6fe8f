import { expect } from 'chai';
import fc from 'fast-check';
import { fuzzRuns } from '../../test/fuzz.ts';
import { pathReadings } from './request-path.ts';

describe('a path before it is judged', () => {
  for (const [raw, ...expected] of [
    ['/a/b/c', '/a/b/c'],
    ['/a/b/./c', '/a/b/c'],
    ['/a/b/d/../c', '/a/b/c'],
    ['/a/b/%2e/c', '/a/b/c'],
    ['/a/b/d/%2e%2E/c', '/a/b/c'],
    ['/a/b/../../c', '/c'],
    ['', ''],
    ['/', '/'],
    ['/%D0%B0', '/а'],
    ['/a%3Fb/c', '/a?b/c'],
    ['/a%23b', '/a#b'],
    ['/a%3Bx/c', '/a;x/c'],
    ['/%D0%B9', '/й'],
    ['/.well-known/x', '/.well-known/x'],
    ['/..a', '/..a'],
    // With the accent as a character of its own, which is the same in every form that systems put it into.
    ['/%D0%B8%CC%86', '/и\u0306'],
    // Read by some as /a/b, by others as with an empty segment.
    ['/a//b', '/a//b', '/a/b'],
    ['//', '//', '/'],
    ['/a//../b', '/a/b', '/b'],
  ] as const) {
    it(`${raw || '(empty)'} is read as ${expected.map((reading) => `"${reading}"`).join(' and ')}`, () => {
      expect(pathReadings(raw)).to.deep.equal(expected);
    });
  }

  for (const raw of [
    '/..',
    '/a/../../b',
    '/a/%2e%2e/%2e%2e/b',
    '/a/%252e%252e/b',
    '/a/%252F/b',
    '/a\\..\\b',
    '/a%5c..%5cb',
    '/a%00',
    '/%ff',
    '/%c0%ae%c0%ae/b',
    '/%',
    '//../b',
    '/a/..;/b',
    '/a/..%3bx=1/b',
    '/a/.;/b',
    '/a/.../b',
    '/a/..%20/b',
    '/a/.%20./b',
    // The two-dot leader, full-width dots, full-width slash, full-width percent sign.
    '/a/%E2%80%A5/b',
    '/a/%EF%BC%8E%EF%BC%8E/b',
    '/a%EF%BC%8Fb',
    '/a/%EF%BC%852e/b',
  ]) {
    it(`${raw} is refused`, () => {
      expect(pathReadings(raw)).to.deep.equal([]);
    });
  }

  it('never keeps a way up', () => {
    const piece = fc.constantFrom(
      '/',
      '.',
      '..',
      '%2e',
      '%2F',
      '%5c',
      '\\',
      'a',
      ';',
      ' ',
      '%25',
      '%2525',
      '%',
      '‥',
      '．',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        for (const path of pathReadings(pieces.join(''))) {
          expect(path.normalize('NFKC').split(/[/\\]/)).to.not.include('..');
        }
      }),
      { numRuns: fuzzRuns(2000) },
    );
  });
});
