import { expect } from 'chai';
import { refusal } from '../../test/refusal.ts';
import { withoutEndpointAddresses } from './wsdl.ts';

const wsdl = (address: string) =>
  '<?xml version="1.0" encoding="UTF-8"?>\n<!-- for people -->\n<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" ' +
  `xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:s12="http://schemas.xmlsoap.org/wsdl/soap12/" xmlns:o="urn:other">\n` +
  `  <wsdl:port name="a &amp; b">${address}</wsdl:port><![CDATA[<kept>]]>\n</wsdl:definitions>\n`;

describe('A WSDL description', () => {
  it('does not tell where the provider’s system is, and is the same in all else', () => {
    const own = (location: string) =>
      `<s:address location="${location}"/><s12:address location="${location}"/>` +
      `<address xmlns="http://schemas.xmlsoap.org/wsdl/soap/" location="${location}" other="kept"/>` +
      '<o:address location="kept"/><s:address/>';
    const hidden = withoutEndpointAddresses(Buffer.from(wsdl(own('https://registry.internal/?a=1&amp;b')))).toString();
    expect(hidden.replace('utf-8', 'UTF-8')).to.equal(wsdl(own('http://example.org/xroad-endpoint')));
  });

  for (const [bytes, why] of [
    ['<!DOCTYPE a><a/>', 'A document type declaration (DOCTYPE) is not allowed'],
    ['<a>', 'The document is not well-formed XML in UTF-8'],
  ] as const) {
    it(`is refused: ${why}`, () => {
      expect(refusal(() => withoutEndpointAddresses(Buffer.from(bytes)))).to.equal(`invalid_request: ${why}`);
    });
  }
});
