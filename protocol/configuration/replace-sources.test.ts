import { expect } from 'chai';
import { sharedParametersOf } from '../../test/configuration-source.ts';
import { refusal } from '../../test/refusal.ts';
import { withSources } from './replace-sources.ts';
import { readSharedParameters } from './shared-parameters.ts';

const OLD = {
  address: 'old',
  internalVerificationCertificates: [Buffer.from('i')],
  externalVerificationCertificates: [],
};
const NEW = {
  address: 'new & own',
  internalVerificationCertificates: [Buffer.from('a'), Buffer.from('b')],
  externalVerificationCertificates: [Buffer.from('c')],
};

describe('sources of shared parameters', () => {
  const xml = sharedParametersOf('BG', { sources: [OLD, { ...OLD, address: 'other' }] }).toString('utf8');
  const memberClass = { code: 'GOV', description: 'Държавна администрация' };

  for (const version of [3, 4, 5, 6] as const) {
    it(`are replaced in version ${version}, whatever else is there`, () => {
      const before = sharedParametersOf('BG', { version, sources: [OLD, OLD], memberClasses: [memberClass] });
      const after = readSharedParameters(withSources(before, version, [NEW]), version);
      expect(after).to.deep.equal({ ...readSharedParameters(before, version), sources: [NEW] });
    });
  }

  it('are not there in version 2, which stays as it is', () => {
    const before = sharedParametersOf('BG', { version: 2, sources: [] });
    expect(withSources(before, 2, [NEW])).to.equal(before);
  });

  it('are the only bytes that change', () => {
    const extended = xml.replace(
      '</xroad:conf>',
      '<a:x xmlns:a="a"><source>Тук</source></a:x><!-- <source> --></xroad:conf>',
    );
    const commented = extended.replace('<source>', '<!-- <source> --><source>');
    const after = Buffer.from(withSources(Buffer.from(commented), 6, [NEW])).toString('utf8');
    const outside = (text: string) => text.replace(/<source>\s*<address>[\s\S]*<\/source>\s*(?=<globalSettings>)/, '');
    expect(outside(after)).to.equal(outside(commented));
    expect(after).to.contain('<address>new &amp; own</address>').and.not.contain('<address>old');
  });

  it('are not replaced in what is no shared parameters', () => {
    expect(refusal(() => withSources(Buffer.from('<source/>'), 6, [NEW]))).to.match(/^malformed_global_conf: /);
    const utf16 = Buffer.from(`\ufeff${xml.replace(/encoding="UTF-8"/, 'encoding="UTF-16"')}`, 'utf16le');
    expect(refusal(() => withSources(utf16, 6, [NEW]))).to.match(/^malformed_global_conf: /);
  });
});
