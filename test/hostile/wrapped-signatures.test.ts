import { expect } from 'chai';
import { makeGenuine, signatureOf, verdictOf, withSignature, type Genuine } from './judging.ts';

describe('Hostile evidence', () => {
  let direct: Genuine['direct'];
  before(async () => {
    ({ direct } = await makeGenuine());
  });

  describe('whose signature is wrapped', () => {
    /** The first is the genuine one; the second says another time. */
    const forged = (properties: string): string =>
      properties.replace('2026-03-01T12:00:00.250Z', '2020-01-01T00:00:00.000Z');
    const element = (xml: string, name: string): string =>
      new RegExp(`<${name}[ >].*?</${name}>`, 's').exec(xml)?.[0] ?? '';

    interface Wrapping {
      readonly title: string;
      readonly wrap: (xml: string) => string;
      readonly expected: string;
    }
    const properties = (xml: string): string => element(xml, 'xades:SignedProperties');
    const signature = (xml: string): string => element(xml, 'ds:Signature');
    const REFER = 'SignedInfo does not refer to the signed properties of this signature, and to nothing else in it';

    const WRAPPINGS: readonly Wrapping[] = [
      {
        title: 'a forged signature stands before the genuine one',
        wrap: (xml) => xml.replace(signature(xml), () => forged(signature(xml)) + signature(xml)),
        expected: 'The document has more than one ds:Signature',
      },
      {
        title: 'the genuine signature stands inside a forged one',
        wrap: (xml) => xml.replace('</ds:Object>', () => `</ds:Object><ds:Object>${signature(xml)}</ds:Object>`),
        expected: 'The document has more than one ds:Signature',
      },
      {
        title: 'the genuine signature stands in an unsigned property as a counter-signature',
        wrap: (xml) =>
          xml.replace(
            '<xades:RevocationValues>',
            () => `<xades:CounterSignature>${signature(xml)}</xades:CounterSignature><xades:RevocationValues>`,
          ),
        expected: 'The document has more than one ds:Signature',
      },
      {
        title: 'the signature is deeper than it may be',
        wrap: (xml) => xml.replace(signature(xml), () => `<evil>${signature(xml)}</evil>`),
        expected: 'The ds:Signature is not where one may stand',
      },
      {
        title: 'the signature has company',
        wrap: (xml) => xml.replace('</asic:XAdESSignatures>', '<evil/></asic:XAdESSignatures>'),
        expected: 'The ds:Signature is not where one may stand',
      },
      {
        title: 'the root is of another name',
        wrap: (xml) => xml.replaceAll('asic:XAdESSignatures', 'asic:Evil'),
        expected: 'The ds:Signature is not where one may stand',
      },
      {
        title: 'forged properties stand before the genuine ones, under the same Id',
        wrap: (xml) => xml.replace(properties(xml), () => forged(properties(xml)) + properties(xml)),
        expected: 'The Id signed-properties stands twice',
      },
      {
        title: 'forged properties stand before the genuine ones, without an Id',
        wrap: (xml) =>
          xml.replace(
            properties(xml),
            () => forged(properties(xml)).replace(' Id="signed-properties"', '') + properties(xml),
          ),
        expected: 'Element QualifyingProperties has more than one SignedProperties',
      },
      {
        title: 'forged properties take the place of the genuine ones, which move to another object',
        wrap: (xml) =>
          xml
            .replace(properties(xml), () => forged(properties(xml)).replace('"signed-properties"', '"evil"'))
            .replace('</ds:Object>', () => `</ds:Object><ds:Object>${properties(xml)}</ds:Object>`),
        expected: 'Element Signature has more than one Object',
      },
      {
        title: 'forged properties take the place of the genuine ones, which move to the unsigned properties',
        wrap: (xml) =>
          xml
            .replace(properties(xml), () => forged(properties(xml)).replace('"signed-properties"', '"evil"'))
            .replace('<xades:RevocationValues>', () => `${properties(xml)}<xades:RevocationValues>`),
        expected: REFER,
      },
      {
        title: 'forged properties qualify the genuine signature from a second set of properties',
        wrap: (xml) =>
          xml.replace(
            '<xades:QualifyingProperties',
            () =>
              `<xades:QualifyingProperties Target="#signature">${forged(properties(xml)).replace('"signed-properties"', '"evil"')}</xades:QualifyingProperties><xades:QualifyingProperties`,
          ),
        expected: 'Element Object has more than one QualifyingProperties',
      },
      {
        title: 'the properties qualify another signature',
        wrap: (xml) => xml.replace('Target="#signature"', 'Target="#other"'),
        expected: 'The qualifying properties are not those of this signature',
      },
      {
        title: 'another element takes the Id of the properties by another spelling of it',
        wrap: (xml) => xml.replace('<ds:KeyInfo>', '<ds:KeyInfo xml:id="signed-properties">'),
        expected: 'The Id signed-properties stands twice',
      },
      {
        title: 'the reference is to the whole document',
        wrap: (xml) => xml.replace('URI="#signed-properties"', 'URI=""'),
        expected: REFER,
      },
      {
        title: 'the reference has an XPointer',
        wrap: (xml) => xml.replace('URI="#signed-properties"', `URI="#xpointer(id('signed-properties'))"`),
        expected: REFER,
      },
      {
        title: 'there is a second reference into the document',
        wrap: (xml) =>
          xml.replace(
            '<ds:Reference Id="signature-reference-1"',
            () =>
              `${element(xml, 'ds:Reference').replace('/message.xml', '#signature').replace('reference-0', 'reference-9')}<ds:Reference Id="signature-reference-1"`,
          ),
        expected: REFER,
      },
      {
        title: 'the message is referred to through a transform',
        wrap: (xml) =>
          xml.replace(
            'URI="/message.xml">',
            'URI="/message.xml"><ds:Transforms><ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#base64"/></ds:Transforms>',
          ),
        expected: 'A reference to a part of the message has transforms',
      },
      {
        title: 'the properties are referred to through an XPath that leaves things out',
        wrap: (xml) =>
          xml.replace(
            'URI="#signed-properties">',
            'URI="#signed-properties"><ds:Transforms><ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><ds:XPath>1</ds:XPath></ds:Transform></ds:Transforms>',
          ),
        expected: 'Algorithm "http://www.w3.org/TR/1999/REC-xpath-19991116" is not accepted in Transform',
      },
      {
        title: 'the namespace of the properties is another',
        wrap: (xml) => xml.replace('http://uri.etsi.org/01903/v1.3.2#', 'urn:evil'),
        expected: 'Element Object has no QualifyingProperties',
      },
    ];

    for (const { title, wrap, expected } of WRAPPINGS) {
      it(`refuses it where ${title}`, async () => {
        const wrapped = wrap(signatureOf(direct));
        expect(wrapped).not.to.equal(signatureOf(direct));
        expect(await verdictOf(await withSignature(direct, wrapped))).to.equal(`malformed_signature: ${expected}`);
      });
    }
  });
});
