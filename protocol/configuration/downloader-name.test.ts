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

  for (const header of [
    ...[undefined, '', 'SERVER', '%', 'MEMBER:BG/GOV/1', 'SERVER:BG/GOV/1', `SERVER:BG/GOV/1/${'x'.repeat(1_000)}`],
    ['SERVER:BG/GOV/1/ss1'],
  ]) {
    it(`is nobody's in ${JSON.stringify(header)?.slice(0, 40) ?? 'nothing'}`, () => {
      expect(downloaderOf(header)).to.equal(undefined);
    });
  }
});
