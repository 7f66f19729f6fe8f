import { expect } from 'chai';
import { itSurvives } from '../../test/fuzz.ts';
import { hostileXml } from '../../test/hostile-xml.ts';
import { refusal } from '../../test/refusal.ts';
import { readXml, XML_LIMITS, type XmlElement } from './document.ts';
import { readLargeXml } from './large.ts';
import { scanWellFormed } from './scan.ts';

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
  attributes: plainAttributes(attributes),
});

const plainAttributes = (attributes: XmlElement['attributes']): string[] =>
  attributes.map(({ name, namespace, value }) => `{${namespace}}${name}=${value}`).toSorted();

type Root = Omit<XmlElement, 'text'>;

/** A root's text is not told. */
const plainRoot = ({ name, namespace, attributes, children, hasOwnText }: Root): object => ({
  ...{ name, namespace, hasOwnText, children: children.map(plain), attributes: plainAttributes(attributes) },
});

function readWhole(...[xml, limits, errorCode]: Parameters<typeof readLargeXml>): Root {
  const root = readLargeXml(xml, limits, errorCode);
  const children: XmlElement[] = [];
  for (let child = root.next(); child !== undefined; child = root.next()) children.push(child);
  const { name, namespace, attributes, hasOwnText } = root;
  return { name, namespace, attributes, children, hasOwnText };
}

const asRead = (
  read: (...of: Parameters<typeof readLargeXml>) => Root,
  xml: Uint8Array,
  limits = XML_LIMITS,
): unknown => {
  let found: unknown;
  const refused = refusal(() => {
    found = plainRoot(read(xml, limits, 'invalid_xml'));
  });
  return found ?? refused;
};

describe('A large XML document', () => {
  for (const xml of SEEDS) {
    it(`is read as any other: ${JSON.stringify(xml).slice(0, 60)}`, () => {
      const bytes = Buffer.from(xml);
      expect(asRead(readWhole, bytes)).to.deep.equal(asRead(readXml, bytes));
    });
  }

  it('tells its own text from that of its elements, and from white space', () => {
    const of = (xml: string): boolean => readWhole(Buffer.from(xml), XML_LIMITS, 'invalid_xml').hasOwnText;
    expect(['<a><b>x</b></a>', '<a>\n\t<b>x</b>&#13; </a>', '<a/>'].map(of)).to.deep.equal([false, false, false]);
    expect(['<a>.<b/></a>', '<a><b/>&amp;</a>', '<a><b/><![CDATA[x]]></a>'].map(of)).to.deep.equal([true, true, true]);
  });

  it('tells of no child after the last, however often it is asked', () => {
    const root = readLargeXml(Buffer.from('<a><b/>x</a>'), XML_LIMITS, 'invalid_xml');
    expect([root.hasOwnText, root.next()?.name, root.next(), root.next(), root.hasOwnText]).to.deep.equal([
      ...[false, 'b', undefined, undefined, true],
    ]);
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
      expect(asRead(readWhole, bytes, limits), xml.slice(0, 60)).to.deep.equal(asRead(readXml, bytes, limits));
    }
  });

  it('is read to its end, and no further, though no parser has judged it', () => {
    for (const seed of SEEDS) {
      const bytes = Buffer.from(seed);
      for (let length = 0; length <= bytes.lastIndexOf('</') + 1; length += 1) {
        expect(
          refusal(() => {
            const root = scanWellFormed(bytes.subarray(0, length), XML_LIMITS, 'invalid_xml');
            while (root.next() !== undefined);
          }),
          bytes.toString('utf8', 0, length),
        ).to.match(/^invalid_xml: /);
      }
    }
  });

  itSurvives('large XML', hostileXml(SEEDS), (bytes) => {
    const found = plainRoot(readWhole(bytes, XML_LIMITS, 'invalid_xml'));
    expect(found).to.deep.equal(plainRoot(readXml(bytes)));
    return found;
  });
});
