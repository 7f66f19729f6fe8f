import { expect } from 'chai';
import fc from 'fast-check';
import { Readable } from 'node:stream';
import { itSurvives } from '../../test/fuzz.ts';
import { hostileBytes, hostileHeader } from '../../test/hostile-input.ts';
import { hostileXml } from '../../test/hostile-xml.ts';
import { TRANSPORT_LIMITS } from '../transport/limits.ts';
import { collect, type Part } from '../transport/multipart-reader.ts';
import { readEnvelope } from './envelope.ts';
import { readSoapFault, writeSoapFault } from './fault.ts';
import { readSoapHeader } from './header.ts';
import { readSoapHttp } from './http-message.ts';
import { soapMetadata } from './metadata.ts';
import { withRequestHash } from './request-hash.ts';

const identifier = (element: string, type: string, more: string): string =>
  `<xrd:${element} id:objectType="${type}"><id:xRoadInstance>BG</id:xRoadInstance><id:memberClass>GOV</id:memberClass>` +
  `<id:memberCode>1</id:memberCode><id:subsystemCode>s</id:subsystemCode>${more}</xrd:${element}>`;
const request =
  '<?xml version="1.0" encoding="UTF-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" ' +
  'xmlns:xrd="http://x-road.eu/xsd/xroad.xsd" xmlns:id="http://x-road.eu/xsd/identifiers"><soap:Header>' +
  identifier('client', 'SUBSYSTEM', '') +
  identifier('service', 'SERVICE', '<id:serviceCode>find</id:serviceCode>') +
  '<xrd:id>1</xrd:id><xrd:protocolVersion>4.0</xrd:protocolVersion></soap:Header>' +
  '<soap:Body><p:find xmlns:p="urn:find"><name>A</name></p:find></soap:Body></soap:Envelope>';
const response = request.replaceAll('p:find', 'p:findResponse');
const represented = request.replace(
  '<xrd:id>',
  '<r:representedParty xmlns:r="http://x-road.eu/xsd/representation.xsd"><r:partyClass>GOV</r:partyClass>' +
    '<r:partyCode>1</r:partyCode></r:representedParty><xrd:userId>u</xrd:userId><xrd:issue>i</xrd:issue>' +
    '<xrd:requestHash algorithmId="http://www.w3.org/2001/04/xmlenc#sha512">AAAA</xrd:requestHash><xrd:id>',
);
const faults = [
  writeSoapFault({ code: 'server.serverproxy.x', message: 'why', detail: 'd' }),
  Buffer.from(
    '<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Header/><S:Body><S:Fault><faultcode>a.b</faultcode>' +
      '<faultstring xml:lang="en">m</faultstring><detail>plain</detail></S:Fault></S:Body></S:Envelope>',
  ),
];

const BOUNDARY = 'b0undary';
const types = [`multipart/related; type="text/xml"; boundary=${BOUNDARY}`, 'text/xml; charset=UTF-8', 'text/xml'];
const typeTokens = [';', '=', '"', ' ', '/', 'boundary=', 'multipart/related', 'text/xml', 'application/xop+xml'];
const attached = Buffer.from(
  `--${BOUNDARY}\r\nContent-Type: text/xml\r\n\r\n${request}\r\n--${BOUNDARY}\r\nContent-Type: image/png\r\n` +
    `Content-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--${BOUNDARY}--\r\n`,
);
const framed = fc.oneof(
  hostileXml([request, ...faults]),
  hostileBytes([attached], ['\r\n', '\r\n\r\n', `--${BOUNDARY}`, `--${BOUNDARY}--`, 'Content-Type: text/xml\r\n', ':']),
);

describe('SOAP in hostile input', () => {
  itSurvives('SOAP header', hostileXml([request, response, represented]), (bytes) => {
    const { bodyName, serviceId } = readSoapHeader(bytes);
    expect(bodyName.startsWith(serviceId.serviceCode)).to.equal(true);
  });

  itSurvives('SOAP fault', hostileXml([...faults, request]), (bytes) => {
    const fault = readSoapFault(bytes);
    if (fault !== undefined) expect(readSoapFault(writeSoapFault(fault))?.code).to.equal(fault.code);
  });

  itSurvives('metadata of a SOAP message', hostileXml([request, response, represented]), (bytes) => {
    expect(readSoapHeader(soapMetadata(bytes)).serviceId).to.deep.equal(readSoapHeader(bytes).serviceId);
  });

  itSurvives('SOAP response that gets a request hash', hostileXml([response, represented]), (bytes) => {
    const hashed = withRequestHash(bytes, readEnvelope(bytes), 'AAAA');
    expect(hashed.toString('utf8')).to.contain('>AAAA</');
  });

  itSurvives('SOAP message over HTTP', fc.tuple(hostileHeader(types, typeTokens), framed), async ([type, bytes]) => {
    const options = { limits: TRANSPORT_LIMITS, storeBody: ({ content }: Part) => collect(content, 1_000_000, 'body') };
    const read = await readSoapHttp(Readable.from([bytes.subarray(0, 50), bytes.subarray(50)]), type, options);
    if (read.kind === 'message') expect(read.bytes.length).to.be.above(0);
  });
});
