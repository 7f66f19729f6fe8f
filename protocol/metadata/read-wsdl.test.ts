import { expect } from 'chai';
import { managementServicesWsdl } from '../management/wsdl.ts';
import { refusal } from '../../test/refusal.ts';
import { readWsdl } from './read-wsdl.ts';

const read = (text: string) => readWsdl(Buffer.from(text));

/** `NAME` in two bindings: of SOAP over HTTP, and of something else. */
const wsdl = ({ binding = 'soap', documentation = '', version = '' } = {}): string => `
  <w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/" xmlns:s="http://schemas.xmlsoap.org/wsdl/${binding}/"
      xmlns:x="http://x-road.eu/xsd/xroad.xsd" xmlns:t="urn:test">
    <w:portType name="people"><w:operation name="person">${documentation}</w:operation></w:portType>
    <w:binding name="soapy" type="t:people">
      <s:binding transport="http://schemas.xmlsoap.org/soap/http"/>
      <w:operation name="person">${version}</w:operation>
    </w:binding>
    <w:binding name="mail" type="t:people">
      <s:binding transport="http://schemas.xmlsoap.org/soap/smtp"/>
      <w:operation name="person"/>
    </w:binding>
    <w:service name="one">
      <w:port name="a" binding="t:soapy"><s:address location="https://provider.example/soap"/></w:port>
      <w:port name="b" binding="t:mail"><s:address location="mailto:someone"/></w:port>
    </w:service>
  </w:definitions>`;

describe('the services of a WSDL', () => {
  it('are the operations of its SOAP ports, with the version and title that X-Road lets stand beside them', () => {
    const documentation = '<w:documentation><x:title> Person data </x:title></w:documentation>';
    expect(read(wsdl({ documentation, version: '<x:version>v1</x:version>' }))).to.deep.equal([
      { serviceCode: 'person', serviceVersion: 'v1', title: 'Person data', url: 'https://provider.example/soap' },
    ]);
    expect(read(wsdl({ binding: 'soap12' }))).to.deep.equal([
      { serviceCode: 'person', url: 'https://provider.example/soap' },
    ]);
    expect(read(wsdl({ binding: 'http' }))).to.deep.equal([]);
  });

  it('are those of the central server', () => {
    const services = readWsdl(managementServicesWsdl('https://cs.example/managementservice/'));
    expect(services).to.have.length(10);
    expect(services[0]).to.include({ url: 'https://cs.example/managementservice/' });
    expect(services.map(({ serviceCode }) => serviceCode)).to.include('clientReg');
  });

  for (const [what, text] of [
    ['no XML', '{}'],
    ['another document', '<definitions xmlns="urn:other"/>'],
    ['a binding that is nowhere', wsdl().replace('w:binding name="soapy"', 'w:binding name="other"')],
    [
      'an operation that its port type lacks',
      wsdl().replace(
        '<w:portType name="people"><w:operation name="person">',
        '<w:portType name="people"><w:operation name="other">',
      ),
    ],
  ] as const) {
    it(`are not read from ${what}`, () => {
      expect(refusal(() => read(text))).to.match(/^invalid_wsdl:/);
    });
  }
});
