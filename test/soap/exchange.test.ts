import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { expect } from 'chai';
import { readSoapFault, type SoapFault } from '#protocol/soap/fault.ts';
import { readSoapHeader } from '#protocol/soap/header.ts';
import type { SoapHttpMessage } from '#protocol/soap/http-message.ts';
import type { Country } from '../country.ts';
import type { Answer } from '../country/ask.ts';
import { evidenceFault } from '../country/evidence.ts';
import { until } from '../country/poll.ts';
import type { ProviderScript } from '../country/scripted-provider.ts';
import { soapIn } from './answers.ts';
import { CLIENT, PROVIDER, SERVICE, startSoapCountry } from './country.ts';
import { echoOf, multipart, newId, soapRequest, type SoapPart, type SoapQuestion } from './messages.ts';

const START_MS_MAX = 60_000;
const XML = 'text/xml; charset=UTF-8';

/** Repeats SOAP and attachments, in the form in which they came. */
const echo: ProviderScript = (call, response) => {
  const type = call.headers['content-type'] ?? '';
  const body = type.startsWith('multipart/')
    ? call.body.toString('latin1').replace(/<m:\w+[^]*<\/m:\w+>/, (found) => echoOf(found))
    : echoOf(call.body.toString('latin1'));
  response.writeHead(200, { 'content-type': type }).end(Buffer.from(body, 'latin1'));
};

describe('SOAP between two security servers', function () {
  this.timeout(START_MS_MAX);
  let country: Country;

  before(async () => {
    country = await startSoapCountry();
  });

  after(async () => {
    await country.stop();
  });

  beforeEach(() => {
    country.provider.reset();
    country.provider.script = echo;
    country.provider.calls.length = 0;
  });

  const ask = (body: Buffer, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
    country.ask('consumer', {
      service: '',
      rawPath: '/',
      method: 'POST',
      body,
      headers: { 'Content-Type': XML, SOAPAction: '""', ...headers },
    });

  const question = (change: Partial<SoapQuestion> = {}): SoapQuestion => ({
    client: CLIENT,
    service: SERVICE,
    ...change,
  });

  async function read(answer: Answer): Promise<SoapHttpMessage<Buffer>> {
    expect(answer.status).to.equal(200);
    return soapIn(answer);
  }

  function faultIn({ status, headers, body }: Answer): SoapFault {
    expect(status).to.equal(200);
    expect(headers['content-type']).to.equal('text/xml;charset=utf-8');
    expect(headers.soapaction).to.equal('');
    const fault = readSoapFault(body);
    if (fault === undefined) throw new Error(`No fault: ${body.toString()}`);
    return fault;
  }

  const sha512 = (bytes: Buffer): string => createHash('sha512').update(bytes).digest('base64');

  /** Both records of both sides are there, and each container holds. */
  async function expectEvidence(queryId: string): Promise<void> {
    for (const [server, owner] of [
      ['consumer', CLIENT],
      ['provider', PROVIDER],
    ] as const) {
      const records = country.logged(server).filter((record) => record.queryId === queryId);
      expect(records.map(({ direction }) => direction)).to.deep.equal(['request', 'response']);
      for (const direction of ['request', 'response'] as const) {
        const download = { address: country.address(server), data: join(country.folder(server), 'data'), owner };
        expect(await evidenceFault({ ...download, queryId, direction }, { force: true })).to.equal(undefined);
      }
    }
  }

  async function operational(server: string, queryId: string) {
    const [row] = await until('an operational record', () => {
      const rows = country.operational(server, queryId);
      return rows.length > 0 && rows;
    });
    return row;
  }

  it('is answered with the hash of the request, and proved on both sides', async () => {
    const id = newId();
    const fields =
      '<x:userId>BG123</x:userId><x:issue>case 7</x:issue>' +
      '<r:representedParty xmlns:r="http://x-road.eu/xsd/representation.xsd"><r:partyClass>COM</r:partyClass>' +
      '<r:partyCode>9</r:partyCode></r:representedParty>' +
      '<t:securityToken xmlns:t="http://x-road.eu/xsd/security-token.xsd" tokenType="urn:jwt">a.b.c</t:securityToken>' +
      '<x:securityServer id:objectType="SERVER"><id:xRoadInstance>TEST</id:xRoadInstance><id:memberClass>GOV</id:memberClass>' +
      '<id:memberCode>1</id:memberCode><id:serverCode>provider</id:serverCode></x:securityServer>';
    const request = soapRequest(question({ id, fields, body: '<m:name>Ж &amp; Ä</m:name>' }));
    const { bytes, soap, contentType } = await read(await ask(request, { SOAPAction: '"urn:getPerson"' }));
    expect(contentType).to.equal(XML);
    expect(soap.requestHash).to.deep.equal({
      algorithmUri: 'http://www.w3.org/2001/04/xmlenc#sha512',
      value: sha512(request),
    });
    expect(bytes.toString().replace(/\n {2}<x:requestHash[^]*?<\/x:requestHash>/, '')).to.equal(
      `${echoOf(request.toString())}\n`,
    );
    const [call] = country.provider.calls;
    expect(call?.body).to.deep.equal(request);
    expect(call?.headers).to.include({ soapaction: '"urn:getPerson"', 'content-type': XML });
    await expectEvidence(id);
    for (const server of ['consumer', 'provider']) {
      expect(await operational(server, id)).to.include({
        succeeded: 1,
        messageProtocolVersion: '4.0',
        serviceCode: 'getPerson',
        serviceVersion: 'v1',
        messageIssue: 'case 7',
        representedPartyClass: 'COM',
        representedPartyCode: '9',
        requestSize: request.length,
        requestAttachmentCount: 0,
        requestMimeSize: null,
        responseAttachmentCount: 0,
        restMethod: null,
        statusCode: null,
        serviceType: 'WSDL',
      });
    }
  });

  const attachments: readonly SoapPart[] = [
    {
      headers: ['Content-Type: application/octet-stream', 'Content-ID: <a1>', 'Content-Transfer-Encoding: binary'],
      content: randomBytes(3 * 1024 * 1024),
    },
    { headers: ['Content-Type: text/plain', 'Content-ID: <a2>'], content: Buffer.alloc(0) },
    {
      headers: ['Content-Type: image/png', 'Content-ID: <a3>', 'Content-Transfer-Encoding: base64', 'X-Own: kept'],
      content: Buffer.from('aGVsbG8='),
    },
  ];

  const FORMS: Readonly<Record<string, { readonly type: string; readonly root: string }>> = {
    'attachments (SOAP with Attachments)': { type: 'multipart/related; type="text/xml"; start="<root>"', root: XML },
    'attachments (MTOM)': {
      type: 'multipart/related; type="application/xop+xml"; start="<root>"; start-info="text/xml"',
      root: 'application/xop+xml; charset=UTF-8; type="text/xml"',
    },
  };
  for (const [name, { type, root }] of Object.entries(FORMS)) {
    it(`carries ${name} there and back, with their headers and coding`, async () => {
      const id = newId();
      const soap = soapRequest(question({ id, body: '<m:picture href="cid:a1"/>' }));
      const rootPart = { headers: [`Content-Type: ${root}`, 'Content-ID: <root>'], content: soap };
      const answer = await ask(multipart('of-the-sender', [rootPart, ...attachments]), {
        'Content-Type': `${type}; boundary="of-the-sender"`,
      });
      const message = await read(answer);
      expect(answer.headers['content-type']).to.match(
        /^multipart\/related; type="(text|application)\/(xop\+)?xml"; start="<root>"/,
      );
      expect(message.contentType).to.equal(root);
      expect(message.headers).to.deep.equal([['Content-ID', '<root>']]);
      expect(
        message.attachments.map(({ contentType, headers, stored }) => ({
          headers: [`Content-Type: ${contentType ?? ''}`, ...headers.map((header) => header.join(': '))],
          content: stored,
        })),
      ).to.deep.equal(attachments);
      expect(message.soap.requestHash?.value).to.equal(sha512(soap));
      await expectEvidence(id);
      const mimeBytes = attachments.reduce((bytes, { content }) => bytes + content.length, soap.length);
      for (const server of ['consumer', 'provider']) {
        expect(await operational(server, id)).to.include({
          succeeded: 1,
          requestSize: soap.length,
          requestAttachmentCount: 3,
          requestMimeSize: mimeBytes,
          responseSize: message.bytes.length,
          responseAttachmentCount: 3,
          responseMimeSize: mimeBytes - soap.length + message.bytes.length,
        });
      }
    });
  }

  it('may be multipart with no attachment at all', async () => {
    const part = { headers: [`Content-Type: ${XML}`], content: soapRequest(question()) };
    const answer = await ask(multipart('b', [part]), { 'Content-Type': 'multipart/related; boundary=b' });
    expect(answer.headers['content-type']).to.match(/^multipart\/related; boundary=/);
    expect((await read(answer)).attachments).to.deep.equal([]);
    expect(country.provider.calls[0]?.headers['content-type']).to.match(/^multipart\/related; boundary=/);
  });

  it('in another encoding is passed on as it is, and answered in UTF-8', async () => {
    const request = soapRequest(question({ encoding: 'latin1', body: '<m:name>Ä</m:name>' }));
    const type = 'text/xml; charset=ISO-8859-1';
    const { bytes, soap, contentType } = await read(await ask(request, { 'Content-Type': type }));
    expect(country.provider.calls[0]?.body).to.deep.equal(request);
    expect(country.provider.calls[0]?.headers['content-type']).to.equal(type);
    expect(contentType).to.equal(XML);
    expect(bytes.toString()).to.include('<m:nameResponse>Ä</m:nameResponse>');
    expect(soap.requestHash?.value).to.equal(sha512(request));
  });

  it('is answered with the service’s own fault, as the service wrote it', async () => {
    const id = newId();
    const own = `<?xml version="1.0"?><E:Envelope xmlns:E="http://schemas.xmlsoap.org/soap/envelope/"><E:Body><E:Fault><faultcode>E:Client.Unknown</faultcode><faultstring>Nobody of that name</faultstring><detail><x a='1'/></detail></E:Fault></E:Body></E:Envelope>`;
    country.provider.script = (_call, response) => {
      response.writeHead(500, { 'content-type': 'text/xml' }).end(own);
    };
    const answer = await ask(soapRequest(question({ id })));
    expect(answer.body.toString()).to.equal(own);
    expect(faultIn(answer).code).to.equal('E:Client.Unknown');
    for (const server of ['consumer', 'provider']) {
      expect(await operational(server, id)).to.include({
        succeeded: 0,
        faultCode: 'E:Client.Unknown',
        faultString: 'Nobody of that name',
      });
      expect(country.logged(server).filter((record) => record.queryId === id).length).to.equal(1);
    }
  });

  const failing: Readonly<Record<string, [ProviderScript, string]>> = {
    'another status': [
      (_call, response) => void response.writeHead(404, { 'content-type': 'text/xml' }).end(),
      'server.serverproxy.service_failed.http_error: Server responded with error 404: Not Found',
    ],
    'another content type': [
      (_call, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html/>'),
      'server.serverproxy.service_failed.invalid_content_type: Invalid content type: text/html',
    ],
    'no content type': [
      (_call, response) => void response.writeHead(200).end('x'),
      'server.serverproxy.service_failed.invalid_request: Could not get content type from request',
    ],
    'something that is no SOAP': [
      (_call, response) => void response.writeHead(200, { 'content-type': XML }).end('<a/>'),
      'server.serverproxy.service_failed.invalid_soap: Malformed SOAP message: envelope missing',
    ],
    'a document type': [
      (_call, response) => void response.writeHead(200, { 'content-type': XML }).end('<!DOCTYPE a><a/>'),
      'server.serverproxy.service_failed.invalid_soap: A document type declaration (DOCTYPE) is not allowed',
    ],
    'the answer of another request': [
      (call, response) =>
        void response
          .writeHead(200, { 'content-type': XML })
          .end(echoOf(call.body.toString()).replace('<x:id>', '<x:id>x')),
      "server.clientproxy.service_failed.inconsistent_response: Response from server proxy is not consistent with request: the field 'id' differs",
    ],
    'half an answer': [
      (_call, response) => {
        response.writeHead(200, { 'content-type': XML, 'content-length': '100' }).write('<');
        setTimeout(() => response.destroy(), 50);
      },
      'server.serverproxy.service_failed.network_error: The answer of the provider system broke off',
    ],
  };
  for (const [what, [script, expected]] of Object.entries(failing)) {
    it(`fails when the service answers with ${what}`, async () => {
      country.provider.script = script;
      const { code, message } = faultIn(await ask(soapRequest(question())));
      expect(`${code}: ${message}`).to.equal(expected);
    });
  }

  const refused: Readonly<Record<string, [Partial<SoapQuestion>, Readonly<Record<string, string>>, string]>> = {
    'a service that it has no right to': [
      { service: `${PROVIDER}/denied/v1` },
      {},
      'server.serverproxy.access_denied: Request is not allowed: SERVICE:TEST/GOV/1/registry/denied/v1',
    ],
    'a service that is switched off': [
      { service: `${PROVIDER}/disabled/v1` },
      {},
      'server.serverproxy.service_disabled: Service SERVICE:TEST/GOV/1/registry/disabled/v1 is disabled: closed on Sundays',
    ],
    'a version that is not there': [
      { service: `${PROVIDER}/getPerson/v2` },
      {},
      'server.serverproxy.unknown_service: Unknown service: SERVICE:TEST/GOV/1/registry/getPerson/v2',
    ],
    'a REST service': [
      { service: `${PROVIDER}/rest` },
      {},
      'server.serverproxy.service_type: Service is a REST service and cannot be called using SOAP interface',
    ],
    'a client of another server': [
      { client: PROVIDER },
      {},
      "server.clientproxy.unknown_member: Client 'SUBSYSTEM:TEST/GOV/1/registry' not found",
    ],
    'a SOAPAction that is none': [{}, { SOAPAction: 'get' }, 'client.invalid_soap_action: Malformed SOAPAction header'],
    'another content type': [
      {},
      { 'Content-Type': 'text/plain' },
      'client.invalid_content_type: Invalid content type: text/plain',
    ],
    'a server that is not the provider’s': [
      {
        fields:
          '<x:securityServer id:objectType="SERVER"><id:xRoadInstance>TEST</id:xRoadInstance><id:memberClass>MUN</id:memberClass>' +
          '<id:memberCode>1</id:memberCode><id:serverCode>consumer</id:serverCode></x:securityServer>',
      },
      {},
      'server.clientproxy.invalid_security_server: Invalid security server "SERVER:TEST/MUN/1/consumer"',
    ],
  };
  for (const [what, [change, headers, expected]] of Object.entries(refused)) {
    it(`is refused: ${what}`, async () => {
      const { code, message } = faultIn(await ask(soapRequest(question(change)), headers));
      expect(`${code}: ${message}`).to.equal(expected);
      expect(country.provider.calls).to.deep.equal([]);
    });
  }

  it('a SOAP service cannot be called by REST', async () => {
    const rest = await country.ask('consumer', { service: `${PROVIDER}/getPerson`, client: CLIENT });
    expect(rest.code).to.equal('server.serverproxy.unknown_service');
  });

  it('names its signer to whoever reads it later', () => {
    const header = readSoapHeader(soapRequest(question()));
    expect(header.signer).to.deep.include({ memberClass: 'MUN', subsystemCode: 'is' });
  });
});
