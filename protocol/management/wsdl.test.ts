import { expect } from 'chai';
import {
  xmlCleanupInputProvider,
  XmlBufferInputProvider,
  XmlDocument,
  xmlRegisterInputProvider,
  XmlValidateError,
  XsdValidator,
} from 'libxml2-wasm';
import { OWNER, REQUESTS, soapOf } from '../../test/management.ts';
import { refusal } from '../../test/refusal.ts';
import { readEnvelope } from '../soap/envelope.ts';
import { readXml, type XmlElement } from '../xml/document.ts';
import { managementRequestToXml, managementResponseToXml, readManagementRequest } from './requests.ts';
import { managementServicesWsdl } from './wsdl.ts';

const ADDRESS = 'https://central.example:4002/managementservice/manage/';
const NAMESPACES =
  'xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xroad="http://x-road.eu/xsd/xroad.xsd" xmlns:id="http://x-road.eu/xsd/identifiers"';
const SERVED = REQUESTS.filter(({ kind }) => kind !== 'authCertReg');

/** The element alone, with the prefixes that it has. */
const standing = (xml: string): string => xml.replace(/^<([\w:]+)/, `<$1 ${NAMESPACES}`);

describe('The WSDL of the management services', () => {
  const wsdl = managementServicesWsdl(ADDRESS).toString('utf8');
  const document = readXml(Buffer.from(wsdl));
  const [identifiers = '', requests = ''] = (wsdl.match(/<xsd:schema[^]*?<\/xsd:schema>/g) ?? []).map(standing);
  let validator: XsdValidator;
  let schema: XmlDocument;

  before(() => {
    const provider = new XmlBufferInputProvider({ 'identifiers.xsd': Buffer.from(identifiers) });
    xmlRegisterInputProvider(provider);
    const located = requests.replace('<xsd:import ', '<xsd:import schemaLocation="identifiers.xsd" ');
    schema = XmlDocument.fromString(located);
    validator = XsdValidator.fromDoc(schema);
  });
  after(() => {
    validator.dispose();
    schema.dispose();
    xmlCleanupInputProvider();
  });

  function isValid(xml: string): boolean {
    const read = XmlDocument.fromString(standing(xml));
    try {
      validator.validate(read);
      return true;
    } catch (error) {
      if (error instanceof XmlValidateError) return false;
      throw error;
    } finally {
      read.dispose();
    }
  }

  const isTaken = (xml: string): boolean =>
    refusal(() => readManagementRequest(readXml(Buffer.from(standing(xml))))) === 'accepted';

  for (const request of SERVED) {
    it(`${request.kind}: its schema takes the request and its answer, and refuses what the service refuses`, () => {
      const xml = managementRequestToXml(request);
      expect(isValid(xml)).to.equal(true);
      expect(isValid(managementResponseToXml(request, 17))).to.equal(true);
      const children = readXml(Buffer.from(standing(xml))).children.map(({ name }) => name);
      const changed = [
        ...children.map((name) => xml.replace(new RegExp(`<xroad:${name}[ >][^]*</xroad:${name}>`), '')),
        ...children.map((name) => xml.replace(new RegExp(`(<xroad:${name}[ >][^]*</xroad:${name}>)`), '$1$1')),
        ...children.map((name) => xml.replaceAll(`xroad:${name}`, 'xroad:other')),
        xml.replace(/<\/xroad:\w+>$/, '<xroad:more/>$&'),
        xml.replace('"SERVER"', '"SUBSYSTEM"'),
        xml.replace(/<id:serverCode>.*<\/id:serverCode>/, ''),
        xml.replace(/<id:memberCode>[^<]*/, '<id:memberCode>'),
        xml.replace(/(<xroad:(?:subsystemName|address|message)>)[^<]*/, '$1'),
        xml.replace(/(<xroad:(?:subsystemName|address|message)>)[^<]*/, `$1${'x'.repeat(255)}`),
        xml.replace(/(<xroad:(?:subsystemName|address|message)>)[^<]*/, `$1${'x'.repeat(256)}`),
        xml.replace(/(<xroad:authCert>)/, '$1='),
        xml.replace(/<\/xroad:\w+>$/, '<xroad:requestId>3</xroad:requestId>$&'),
      ];
      for (const each of changed) expect([each, isValid(each)]).to.deep.equal([each, isTaken(each)]);
      expect(changed.filter((each) => !isTaken(each)).length).to.be.greaterThan(4);
    });
  }

  it('has the header of the requests as they are sent', () => {
    for (const request of SERVED) {
      const { header } = readEnvelope(soapOf(request, OWNER));
      expect(header?.children.map(({ name }) => name)).to.have.members(['client', 'service', 'id', 'protocolVersion']);
      const text = soapOf(request, OWNER).toString('utf8');
      for (const { name } of header?.children ?? []) {
        const [xml = ''] = new RegExp(`<xroad:${name}[ >][^]*?</xroad:${name}>`).exec(text) ?? [];
        expect([name, isValid(xml)]).to.deep.equal([name, true]);
      }
    }
  });

  it('offers each of them once, in operations that hang together, at the address that it is asked for', () => {
    const found = (name: string, within: XmlElement = document): XmlElement[] => [
      ...within.children.filter((child) => child.name === name),
      ...within.children.flatMap((child) => found(name, child)),
    ];
    const attribute = (of: XmlElement, name: string) => of.attributes.find((each) => each.name === name)?.value ?? '';
    const kinds = SERVED.map(({ kind }) => kind);
    for (const holder of ['portType', 'binding']) {
      const operations = found('operation', found(holder)[0]).filter(({ namespace }) => namespace.endsWith('/wsdl/'));
      expect(operations.map((each) => attribute(each, 'name'))).to.have.members(kinds);
    }
    const messages = new Set(found('message').map((each) => `tns:${attribute(each, 'name')}`));
    for (const each of [...found('input'), ...found('output')].filter((one) => attribute(one, 'message') !== '')) {
      expect([...messages]).to.include(attribute(each, 'message'));
    }
    const elements = new Set(found('element').map((each) => `xroad:${attribute(each, 'name')}`));
    for (const each of found('part')) expect([...elements]).to.include(attribute(each, 'element'));
    expect(found('address').map((each) => attribute(each, 'location'))).to.deep.equal([ADDRESS]);
  });
});
