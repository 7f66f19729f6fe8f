import { expect } from 'chai';
import { refusal } from '../../test/refusal.ts';
import { isUtf8, xmlDocumentText, utf8Of } from './encoding.ts';

const declared = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?><a>Ä</a>`;
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();

describe('the encoding of an XML document', () => {
  const written: readonly [string, Buffer][] = [
    ['UTF-8', Buffer.from(declared('utf-8'))],
    ['UTF-8 that says nothing', Buffer.from('<a>Ä</a>')],
    ['UTF-8 with its mark', Buffer.from(`\ufeff${declared('UTF-8')}`)],
    ['ISO-8859-1', Buffer.from(declared('ISO-8859-1'), 'latin1')],
    ['UTF-16 with its mark', Buffer.from(`\ufeff${declared('UTF-16')}`, 'utf16le')],
    ['UTF-16, the other way round', utf16be(`\ufeff${declared('UTF-16')}`)],
    ['UTF-16 without a mark', Buffer.from(declared('UTF-16LE'), 'utf16le')],
  ];
  for (const [name, bytes] of written) {
    it(`is undone: ${name}`, () => {
      expect(xmlDocumentText(bytes, 'invalid_soap')).to.match(/^<(\?xml|a>)/);
      expect(xmlDocumentText(bytes, 'invalid_soap')).to.include('<a>Ä</a>');
      expect(isUtf8(bytes)).to.equal(name.startsWith('UTF-8'));
    });
  }

  it('that is UTF-8 costs no copy', () => {
    const bytes = Buffer.from(declared('UTF-8'));
    expect(utf8Of(bytes, 'invalid_soap').buffer).to.equal(bytes.buffer);
  });

  for (const encoding of ['iso-2022-jp', 'gbk', 'utf-7', 'ebcdic-cp-us', 'x'.repeat(300)]) {
    it(`is refused when bytes may mean different things: ${encoding.slice(0, 20)}`, () => {
      const answer = refusal(() => utf8Of(Buffer.from(declared(encoding)), 'invalid_soap'));
      // Beyond the bound of a declaration it is read as UTF-8, as the parser behind this takes it.
      expect(answer).to.equal(
        encoding.length > 200 ? 'accepted' : 'invalid_soap: The XML document is in an encoding that is not read',
      );
    });
  }

  it('is refused where the bytes are not of it', () => {
    const bytes = Buffer.concat([Buffer.from('\ufeff<a>', 'utf16le'), Buffer.from([0x00, 0xd8, 0x41, 0x00])]);
    expect(refusal(() => utf8Of(bytes, 'invalid_soap'))).to.match(/^invalid_soap: The XML document is not in utf-16le/);
  });
});
