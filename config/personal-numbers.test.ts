import { expect } from 'chai';
import { withoutPersonalNumbers } from './personal-numbers.ts';

describe('a text without personal numbers', () => {
  for (const [text, without] of [
    ['7501020018', '[ten digits]'],
    ['SERVICE:BG/GOV/1/registry/7501020018', 'SERVICE:BG/GOV/1/registry/[ten digits]'],
    ['/persons/7501020018/address?as=BG8002020026', '/persons/[ten digits]/address?as=BG[ten digits]'],
    ['ЕГН7501020018', 'ЕГН[ten digits]'],
    // Mistyped, or of a foreigner.
    ['9999999999 and 1000123456', '[ten digits] and [ten digits]'],
  ] as const) {
    it(`of "${text}" is "${without}"`, () => {
      expect(withoutPersonalNumbers(text)).to.equal(without);
    });
  }

  for (const text of [
    'The message body has more than 1073741824 bytes',
    'MEMBER:BG/GOV/831661388',
    'branch 8316613880013',
    '20261128170022345000000',
    '2026-11-28T17:00:22.345Z',
    '4a1234567890b1',
    '1234567890abcdef',
    '',
  ]) {
    it(`of "${text}" is the same`, () => {
      expect(withoutPersonalNumbers(text)).to.equal(text);
    });
  }
});
