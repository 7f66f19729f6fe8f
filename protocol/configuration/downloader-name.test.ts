import { expect } from 'chai';
import type { ServerId } from '../identifiers/identifier.ts';
import { downloaderName, downloaderOf } from './downloader-name.ts';

const SERVER: ServerId = {
  ...{ type: 'SERVER', instance: 'БГ', memberClass: 'GOV', memberCode: 'a/b%', serverCode: 'сървър 1' },
};

describe('the name of who downloads configuration', () => {
  it('is read back from a header, whatever its characters', () => {
    const name = downloaderName(SERVER);
    expect(name).to.match(/^[\x21-\x7e]+$/);
    expect(downloaderOf(name)).to.deep.equal(SERVER);
  });

  for (const [what, header] of [
    ['nothing', undefined],
    ['an empty text', ''],
    ['a kind alone', 'SERVER'],
    ['half an escape', '%'],
    ['a member', 'MEMBER:BG/GOV/1'],
    ['a server without its code', 'SERVER:BG/GOV/1'],
    ['a text that is too long', `SERVER:BG/GOV/1/${'x'.repeat(1_000)}`],
    ['several headers', ['SERVER:BG/GOV/1/ss1']],
  ] as const) {
    it(`is nobody's in ${what}`, () => {
      expect(downloaderOf(header)).to.equal(undefined);
    });
  }
});
