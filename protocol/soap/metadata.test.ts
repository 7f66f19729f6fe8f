import { expect } from 'chai';
import fc from 'fast-check';
import { fuzzRuns } from '../../test/fuzz.ts';
import { refusal } from '../../test/refusal.ts';
import { readSoapHeader } from './header.ts';
import { soapMetadata } from './metadata.ts';

const id = (tag: string, type: string, parts: string) =>
  `<x:${tag} id:objectType='${type}' xmlns:id="http://x-road.eu/xsd/identifiers">${parts}</x:${tag}>`;
const member =
  '<id:xRoadInstance>BG</id:xRoadInstance><id:memberClass>GOV</id:memberClass><id:memberCode>1</id:memberCode>';
const client = id('client', 'MEMBER', `\n  ${member}\n`);
const service = id('service', 'SERVICE', `${member}<id:serviceCode>getX</id:serviceCode>`);
const fields =
  `${client}<!-- <x:note/> -->${service}<x:id>7 &lt; 8</x:id><x:userId><![CDATA[<u>]]></x:userId>` +
  '<x:protocolVersion>4.0</x:protocolVersion>';
const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/';
const envelope = (header: string, body: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<S:Envelope xmlns:S="${SOAP}" xmlns:x="http://x-road.eu/xsd/xroad.xsd" note='a>b'>` +
  `<S:Header secret="1">${header}</S:Header>\n<S:Body Id="b">${body}</S:Body></S:Envelope>`;
const metadata = (text: string) => soapMetadata(Buffer.from(text)).toString();

describe('The metadata of a SOAP message', () => {
  it('has its X-Road headers byte for byte and an empty body', () => {
    const text = envelope(
      `${fields}<own:case xmlns:own="urn:own">8001011234</own:case>`,
      '<m:getX xmlns:m="urn:m" egn="8001011234"><m:egn>8001011234</m:egn></m:getX>',
    );
    expect(metadata(text)).to.equal(
      `<?xml version="1.0" encoding="UTF-8"?>\n<S:Envelope xmlns:S="${SOAP}" xmlns:x="http://x-road.eu/xsd/xroad.xsd">` +
        `<S:Header>${fields.replace('<!-- <x:note/> -->', '')}</S:Header>` +
        '<S:Body><m:getX xmlns:m="urn:m"></m:getX></S:Body></S:Envelope>',
    );
  });

  it('says of client, service and direction what the message says', () => {
    for (const body of ['<getX a="1">v</getX>', '<getX/>', '<getXResponse><a/></getXResponse>']) {
      const text = envelope(fields, body);
      expect(readSoapHeader(Buffer.from(metadata(text)))).to.deep.equal(readSoapHeader(Buffer.from(text)));
    }
  });

  it('goes by namespaces and not by prefixes', () => {
    const inner = `<id xmlns="http://x-road.eu/xsd/xroad.xsd">7</id><x:own xmlns:x="urn:own">secret</x:own>`;
    const text = envelope(fields.replace('<x:id>7 &lt; 8</x:id>', inner), '<getX/>');
    expect(metadata(text)).to.include('<id xmlns="http://x-road.eu/xsd/xroad.xsd">7</id><x:userId>');
    expect(metadata(text)).to.not.include('secret');
  });

  it('is the same again of what it gave', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 50 }), (content) => {
        const escaped = content
          .replace(/[\u0000-\u001f\ufffe\uffff]/g, '')
          .replaceAll('&', '&amp;')
          .replaceAll('<', '&lt;')
          .replaceAll('>', '&gt;');
        const once = metadata(envelope(`${fields}<x:issue>${escaped}</x:issue>`, `<getX>${escaped}</getX>`));
        expect(once).to.include(`<x:issue>${escaped}</x:issue>`);
        expect(metadata(once)).to.equal(once);
      }),
      { numRuns: fuzzRuns(100) },
    );
  });

  it('is refused for what is no message', () => {
    expect(refusal(() => metadata('<a/>'))).to.match(/^invalid_soap/);
    expect(refusal(() => metadata(envelope('', '<getX/>')))).to.match(/^missing_header_field/);
    const utf16 = Buffer.from(`\ufeff${envelope(fields, '<getX/>').replace('UTF-8', 'UTF-16')}`, 'utf16le');
    expect(refusal(() => soapMetadata(utf16))).to.match(/^invalid_soap/);
  });
});
