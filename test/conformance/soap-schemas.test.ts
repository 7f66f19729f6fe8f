import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import {
  XmlBufferInputProvider,
  xmlCleanupInputProvider,
  XmlDocument,
  xmlRegisterInputProvider,
  XsdValidator,
} from 'libxml2-wasm';
import { serviceListXml } from '#protocol/metadata/services.ts';
import { managementRequestToXml, managementResponseToXml } from '#protocol/management/requests.ts';
import { clientListXml } from '#protocol/metadata/list-clients.ts';
import { readEnvelope } from '#protocol/soap/envelope.ts';
import { soapRequestHash, withRequestHash } from '#protocol/soap/request-hash.ts';
import { writeSoapFault } from '#protocol/soap/fault.ts';
import { writeSoapMessage } from '#protocol/soap/write.ts';
import { CLIENT, OWNER, REQUESTS, SERVER } from '../management.ts';
import { describeWithVectors, vectorsPath } from '../vectors.ts';

/** What we write as SOAP, held against X-Road's schemas: `vectors/schemas`. */

const FILES = ['soap-schema.xsd', 'xroad.xsd', 'identifiers.xsd', 'request.xsd', 'service-metainfo.xsd'] as const;
const BASE = 'http://localhost/schemas/';

const SERVICE = { ...CLIENT, type: 'SERVICE', serviceCode: 'getX', serviceVersion: 'v1' } as const;
const header = {
  ...{
    clientId: CLIENT,
    serviceId: SERVICE,
    securityServerId: SERVER,
    queryId: 'id-1',
    userId: 'u',
    issue: 'Преписка 7',
  },
  representedParty: { partyClass: 'COM', partyCode: '9' },
};

describeWithVectors('SOAP that we write, by X-Road’s schemas: vectors/schemas', () => {
  before(() => {
    const files = Object.fromEntries(
      FILES.map((name) => [`${BASE}${name}`, readFileSync(vectorsPath('schemas', name))]),
    );
    xmlRegisterInputProvider(new XmlBufferInputProvider(files));
  });

  after(() => {
    xmlCleanupInputProvider();
  });

  /** What the schema says of a document; undefined where it is valid. */
  function fault(schema: (typeof FILES)[number], xml: Uint8Array): string | undefined {
    const definition = XmlDocument.fromBuffer(readFileSync(vectorsPath('schemas', schema)), {
      url: `${BASE}${schema}`,
    });
    const document = XmlDocument.fromBuffer(xml);
    const validator = XsdValidator.fromDoc(definition);
    try {
      validator.validate(document);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    } finally {
      validator.dispose();
      document.dispose();
      definition.dispose();
    }
  }

  const bare = (body: string): Buffer =>
    Buffer.from(
      body.replace(
        /^<(xroad:\w+)/,
        '<$1 xmlns:xroad="http://x-road.eu/xsd/xroad.xsd" xmlns:id="http://x-road.eu/xsd/identifiers"',
      ),
    );

  it('messages are SOAP 1.1 envelopes, and faults too', () => {
    const request = writeSoapMessage(header, '<xroad:getX/>');
    const response = withRequestHash(request, readEnvelope(request), soapRequestHash(request));
    for (const message of [request, response, writeSoapFault({ code: 'server.a', message: 'Ж <', detail: 'd' })]) {
      expect(fault('soap-schema.xsd', message)).to.equal(undefined);
    }
    expect(
      fault('soap-schema.xsd', Buffer.from(request.toString().replaceAll('SOAP-ENV:Body', 'SOAP-ENV:Bodies'))),
    ).to.not.equal(undefined);
  });

  for (const request of REQUESTS) {
    it(`management request ${request.kind}, and its fields and number again`, () => {
      expect(fault('request.xsd', bare(managementRequestToXml(request)))).to.equal(undefined);
      // The answer has the same type under another name.
      const answer = managementResponseToXml(request, 7).replaceAll(`${request.kind}Response`, request.kind);
      expect(fault('request.xsd', bare(answer))).to.equal(undefined);
    });
  }

  it('lists of services and clients', () => {
    for (const code of ['listMethods', 'allowedMethods']) {
      expect(
        fault(
          'service-metainfo.xsd',
          bare(serviceListXml(code, [SERVICE, { ...OWNER, type: 'SERVICE', serviceCode: 'b' }])),
        ),
      ).to.equal(undefined);
    }
    const clients = [
      { id: CLIENT, memberName: 'Member', subsystemName: 'Sub' },
      { id: OWNER, memberName: 'Owner' },
    ];
    expect(fault('service-metainfo.xsd', Buffer.from(clientListXml(clients)))).to.equal(undefined);
  });
});
