import { expect } from 'chai';
import { itSurvives } from '../../test/fuzz.ts';
import { hostileXml } from '../../test/hostile-xml.ts';
import {
  CANONICALIZATION,
  readXml,
  withXml,
  XML_LIMITS,
  type CanonicalizationUri,
  type XmlElement,
} from './document.ts';
import { xmlText } from './write.ts';

const SEEDS = [
  '<?xml version="1.0" encoding="UTF-8"?><a xmlns="urn:a" xmlns:b="urn:b" b:c="1" d="&lt;&#9;"><b:e>text</b:e><!-- c --><?p i?><![CDATA[<]]></a>',
  '<a><b><c><d xml:lang="bg" xml:id="x">Ж</d></c></b><b xmlns=""/></a>',
  '\ufeff<a\n\tx = "1"  ></a >',
];

const flattened = (element: XmlElement): XmlElement[] => [element, ...element.children.flatMap(flattened)];
const ALGORITHMS = Object.keys(CANONICALIZATION) as CanonicalizationUri[];

describe('XML in hostile input', () => {
  itSurvives('XML', hostileXml(SEEDS), (bytes) => {
    const { name, text } = readXml(bytes);
    // Whatever was read can be written.
    expect(readXml(Buffer.from(`<x>${xmlText(text)}</x>`)).text).to.equal(text);
    return name;
  });

  itSurvives('canonical XML', hostileXml(SEEDS), (bytes) => {
    withXml(bytes, XML_LIMITS, 'invalid_xml', (document) => {
      const elements = flattened(document.root);
      const element = elements[bytes.length % elements.length] ?? document.root;
      for (const algorithm of ALGORITHMS) {
        const canonical = document.canonicalize(element, algorithm, ['b']);
        // RFC 3076: canonical XML is XML, unless the element had a prefix from outside that the exclusive form left out.
        expect(readXml(canonical).text).to.equal(element.text);
      }
    });
  });
});
