import { expect } from 'chai';
import { refusal } from '../../test/refusal.ts';
import { readXml, withXml, XML_LIMITS } from './document.ts';

describe('An XML document', () => {
  it('is read without its comments and processing instructions, wherever these stand', () => {
    const { text, children } = readXml(
      Buffer.from('<?p?><!--c--><a><?p?>1<?p x?><b>2<?p?></b><?p?>3<!--c--><?p?><![CDATA[4]]></a><?p?>'),
    );
    expect(text).to.equal('1234');
    expect(children.map((child) => [child.name, child.text])).to.deep.equal([['b', '2']]);
  });

  it('keeps U+FEFF wherever it stands, unless it stands where a byte order mark does', () => {
    const long = 'a text of more than sixteen bytes';
    const { text, attributes, children } = readXml(
      Buffer.from(
        `\ufeff<a x="\ufeff${long}" y="&#xFEFF;${long}">\ufeff${long}<b/>&#65279;${long}<b>\ufeffx\ufeff</b></a>`,
      ),
    );
    expect(attributes.map(({ value }) => value)).to.deep.equal([`\ufeff${long}`, `\ufeff${long}`]);
    expect(text).to.equal(`\ufeff${long}\ufeff${long}\ufeffx\ufeff`);
    expect(children[1]?.text).to.equal('\ufeffx\ufeff');
  });

  it('keeps each of several U+FEFF, of whatever length the text is', () => {
    for (let length = 1; length < 12; length += 1) {
      const text = '\ufeff'.repeat(length);
      expect(readXml(Buffer.from(`<a b="${text}">${text}</a>`))).to.deep.include({
        ...{ text, attributes: [{ name: 'b', namespace: '', value: text }] },
      });
    }
  });

  it('with a name that begins with U+FEFF is refused', () => {
    for (const xml of ['<a><\ufeffSignatureValueAndMore/></a>', '<a \ufeffattributeOfThatName="1"/>']) {
      expect(refusal(() => readXml(Buffer.from(xml)))).to.equal(
        'invalid_xml: A name in the XML document begins with U+FEFF',
      );
    }
  });

  it('has its canonical form to the byte, however long and wherever its pieces end', () => {
    for (let offset = 0; offset < 3; offset += 1) {
      const content = Array.from({ length: 3_000 }, (_, index) => `<b>\ufeff${'Ж'.repeat(index % 7)}</b>`).join('');
      const xml = Buffer.from(`<a>${'x'.repeat(offset)}${content}</a>`);
      withXml(xml, XML_LIMITS, 'invalid_xml', (document) => {
        expect(
          document.canonicalize(document.root, 'http://www.w3.org/2001/10/xml-exc-c14n#').toString('utf8'),
        ).to.equal(xml.toString('utf8'));
      });
    }
  });

  it('of processing instructions alone costs no more than its length', () => {
    const before = process.threadCpuUsage();
    readXml(Buffer.from(`<a>${'<?p?>'.repeat(200_000)}</a>`));
    expect(process.threadCpuUsage(before).user / 1e6).to.be.below(2);
  });
});
