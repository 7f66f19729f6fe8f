import { expect } from 'chai';
import { itSurvives } from '../../test/fuzz.ts';
import { hostileXml } from '../../test/hostile-xml.ts';
import { refusal } from '../../test/refusal.ts';
import { readXml, XML_LIMITS, type XmlElement } from './document.ts';
import { readLargeXml } from './large.ts';

const SEEDS = [
  '<?xml version="1.0" encoding="UTF-8"?><a xmlns="urn:a" xmlns:b="urn:b" b:c="1" d="&lt;&#9;&gt;>"><b:e>text</b:e><!-- c --><?p i>?><![CDATA[<]]></a>',
  '<a><b><c><d xml:lang="bg" xml:id="x">Ж</d></c></b><b xmlns=""/></a>',
  '<a xmlns:b="urn:1"><b:c><b:c xmlns:b="urn:2" b:d="x"/></b:c>\r\n&#13;<b:c\txmlns="urn:3"> <e/></b:c></a>',
  '<ж xmlns:щ="urn:щ"><щ:ю щ:я="&quot;&amp;">&amp;&lt;]]&gt;</щ:ю><?p <x y=">?></ж>',
  `<a b='"&#xA;\r\n\t&quot;' c=">'"><![CDATA[\r\n]]>\r\n\r&#x20;&apos;<!-- > - '--><b/></a>`.replace("-- '", "'"),
  '\ufeff<a\n\tx = "1"  >\ufeff<b>\ufeffx\ufeff</b></a >',
];

/** As plain data, with the texts of all elements; the order of attributes says nothing. */
const plain = ({ name, namespace, attributes, children, text, hasOwnText }: XmlElement): object => ({
  ...{ name, namespace, text, hasOwnText, children: children.map(plain) },
  attributes: attributes.map(({ name: attribute, namespace: of, value }) => `{${of}}${attribute}=${value}`).toSorted(),
});

const asRead = (read: typeof readLargeXml, xml: Uint8Array, limits = XML_LIMITS): unknown => {
  let found: unknown;
  const refused = refusal(() => {
    found = plain(read(xml, limits, 'invalid_xml'));
  });
  return found ?? refused;
};

describe('A large XML document', () => {
  for (const xml of SEEDS) {
    it(`is read as any other: ${JSON.stringify(xml).slice(0, 60)}`, () => {
      const bytes = Buffer.from(xml);
      expect(asRead(readLargeXml, bytes)).to.deep.equal(asRead(readXml, bytes));
    });
  }

  it('tells its own text from that of its elements, and from white space', () => {
    const of = (xml: string): boolean => readLargeXml(Buffer.from(xml), XML_LIMITS, 'invalid_xml').hasOwnText;
    expect(['<a><b>x</b></a>', '<a>\n\t<b>x</b>&#13; </a>', '<a/>'].map(of)).to.deep.equal([false, false, false]);
    expect(['<a>.<b/></a>', '<a><b/>&amp;</a>', '<a><b/><![CDATA[x]]></a>'].map(of)).to.deep.equal([true, true, true]);
  });

  it('is held to the same limits, and told the same', () => {
    const attributes = (count: number): string => Array.from({ length: count }, (_, at) => ` a${at}="1"`).join('');
    const namespaces = (count: number): string =>
      Array.from({ length: count }, (_, at) => ` xmlns:n${at}="urn:${at}"`).join('');
    const limits = { ...XML_LIMITS, bytesMax: 20_000, depthMax: 4, elementsMax: 50, namespacesInForceMax: 40 };
    for (const xml of [
      `<a${attributes(64)}/>`,
      `<a${attributes(65)}/>`,
      `<a><b${attributes(200)}/></a>`,
      `<a${namespaces(33)}><b/></a>`,
      `<a${namespaces(41)}/>`,
      '<a><b><c><d/></c></b></a>',
      '<a><b><c><d><e/></d></c></b></a>',
      `<a>${'<b/>'.repeat(49)}</a>`,
      `<a>${'<b/>'.repeat(50)}</a>`,
      `<a>${'='.repeat(100)}</a>`,
      `<a>${'x'.repeat(20_000)}</a>`,
      '<!DOCTYPE a><a/>',
      '<a xmlns:relative="../x"><relative:b/></a>',
      '<a>',
    ]) {
      const bytes = Buffer.from(xml);
      expect(asRead(readLargeXml, bytes, limits), xml.slice(0, 60)).to.deep.equal(asRead(readXml, bytes, limits));
    }
  });

  itSurvives('large XML', hostileXml(SEEDS), (bytes) => {
    const found = plain(readLargeXml(bytes, XML_LIMITS, 'invalid_xml'));
    expect(found).to.deep.equal(plain(readXml(bytes)));
    return found;
  });
});
