import { expect } from 'chai';
import { readEnvelope } from '#protocol/soap/envelope.ts';
import type { XmlElement } from '#protocol/xml/document.ts';
import { Country, memberWith } from '../country.ts';
import type { Answer } from '../country/ask.ts';
import { failureOf, soapIn } from './answers.ts';
import { soapRequest } from './messages.ts';

const START_MS_MAX = 60_000;
const CLIENT = 'TEST/MUN/1/is';
const STRANGER = 'TEST/MUN/1/other';
const PROVIDER = 'TEST/GOV/1/registry';

const WSDL =
  '<w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/" xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/">' +
  '<w:service><w:port><s:address location="http://10.1.2.3/secret"/></w:port></w:service></w:definitions>';
const OPENAPI = JSON.stringify({ openapi: '3.0.3', servers: [{ url: 'http://10.1.2.3/secret' }], paths: {} });
const YAML = 'openapi: 3.0.3\nservers:\n  - url: http://10.1.2.3/secret\npaths: {}\n';

/** What the provider's system has at which path: status, type and text. */
const FILES: Readonly<Record<string, [number, string | undefined, string]>> = {
  '/get.wsdl': [200, 'text/xml', WSDL],
  '/gone.wsdl': [404, 'text/plain', 'gone'],
  '/api.json': [200, undefined, OPENAPI],
  '/api': [200, 'application/json; charset=utf-8', OPENAPI],
  '/api.yaml': [200, 'text/plain', YAML],
  '/v2.json': [200, 'application/json', '{"openapi":"2.0"}'],
};

describe('The metadata services of a provider’s security server', function () {
  this.timeout(START_MS_MAX);
  let country: Country;

  before(async () => {
    const rights = (...clients: string[]) => ({ accessRights: clients.map((client) => ({ client })) });
    const services = (files: string) => [
      { code: 'getPerson', type: 'WSDL', version: 'v1', description: `${files}/get.wsdl`, ...rights(CLIENT) },
      { code: 'getPerson', type: 'WSDL', version: 'v2', description: `${files}/gone.wsdl`, ...rights() },
      { code: 'find', type: 'WSDL', ...rights(CLIENT) },
      { code: 'plain', type: 'REST', endpoints: [{ method: 'GET', path: '/a/*' }, { path: '/b' }], ...rights(CLIENT) },
      { code: 'json', type: 'OPENAPI3', description: `${files}/api.json`, ...rights() },
      { code: 'typed', type: 'OPENAPI3', description: `${files}/api`, ...rights() },
      {
        code: 'yaml',
        type: 'OPENAPI3',
        description: `${files}/api.yaml`,
        accessRights: [{ client: CLIENT, endpoints: [{ path: '/c' }] }],
      },
      { code: 'old', type: 'OPENAPI3', description: `${files}/v2.json`, ...rights() },
    ];
    country = await Country.start({
      members: [
        { ...memberWith('MUN', 'is'), subsystems: ['is', 'other'].map((code) => ({ code, name: code })) },
        memberWith('GOV', 'registry'),
      ],
      securityServers: [
        { name: 'consumer', owner: 'TEST/MUN/1', clients: [{ id: CLIENT }, { id: STRANGER }] },
        { name: 'provider', owner: 'TEST/GOV/1', clients: [{ id: PROVIDER }] },
      ],
    });
    const [, provider] = country.ecosystem.securityServers;
    const [client] = provider?.clients ?? [];
    const url = country.provider.url;
    client?.services.push(...(services(url).map((service) => ({ url, ...service })) as never[]));
    country.provider.script = ({ path }, response) => {
      const [status, type, text] = FILES[path] ?? [500, 'text/plain', 'unexpected'];
      response.writeHead(status, type === undefined ? {} : { 'content-type': type }).end(text);
    };
    await country.startServers('consumer', 'provider');
  });

  after(async () => {
    await country.stop();
  });

  const rest = (path: string, client = CLIENT): Promise<Answer> =>
    country.ask('consumer', { service: `${PROVIDER}/${path}`, client });

  const soap = (code: string, body = '', client = CLIENT): Promise<Answer> =>
    country.ask('consumer', {
      service: '',
      rawPath: '/',
      method: 'POST',
      body: soapRequest({ client, service: `${PROVIDER}/${code}`, body }),
      headers: { 'Content-Type': 'text/xml' },
    });

  const failureIn = async (answer: Promise<Answer>): Promise<string> => failureOf(soapIn(await answer));

  const servicesIn = (bytes: Buffer): string[] => {
    const [list] = readEnvelope(bytes).body?.children ?? [];
    return (list?.children ?? []).map((service: XmlElement) =>
      service.children
        .slice(4)
        .map(({ text }) => text)
        .join('/'),
    );
  };

  const listed = ({ status, headers, body }: Answer) => {
    expect(status).to.equal(200);
    expect(headers['content-type']).to.equal('application/json');
    const { service } = JSON.parse(body.toString()) as {
      service: { service_code: string; service_type: string; endpoint_list: { method: string; path: string }[] }[];
    };
    return service.map((each) => [
      each.service_code,
      each.service_type,
      ...each.endpoint_list.map(({ method, path }) => `${method} ${path}`),
    ]);
  };

  it('list REST services: all, and those that the caller may call, to anybody', async () => {
    const plain = ['plain', 'REST', 'GET /a/*', '* /b'];
    const yaml = ['yaml', 'OPENAPI', '* /c'];
    const all = [plain, ['json', 'OPENAPI'], ['typed', 'OPENAPI'], yaml, ['old', 'OPENAPI']];
    expect(listed(await rest('listMethods'))).to.deep.equal(all);
    expect(listed(await rest('listMethods', STRANGER))).to.deep.equal(all);
    expect(listed(await rest('allowedMethods'))).to.deep.equal([plain, yaml]);
    expect(listed(await rest('allowedMethods', STRANGER))).to.deep.equal([]);
  });

  it('are signed and logged like every message', async () => {
    const before = country.logged('provider').length;
    await rest('listMethods');
    await soap('listMethods');
    expect(
      country
        .logged('provider')
        .slice(before)
        .map(({ direction }) => direction),
    ).to.deep.equal(['request', 'response', 'request', 'response']);
    expect(country.provider.calls).to.deep.equal([]);
  });

  it('list SOAP services in the same way', async () => {
    const all = ['getPerson/v1', 'getPerson/v2', 'find'];
    expect(servicesIn((await soapIn(await soap('listMethods'))).bytes)).to.deep.equal(all);
    expect(servicesIn((await soapIn(await soap('allowedMethods'))).bytes)).to.deep.equal(['getPerson/v1', 'find']);
    expect(servicesIn((await soapIn(await soap('allowedMethods', '', STRANGER))).bytes)).to.deep.equal([]);
  });

  const wanted = (code: string, version?: string) =>
    `<x:serviceCode>${code}</x:serviceCode>${version === undefined ? '' : `<x:serviceVersion>${version}</x:serviceVersion>`}`;

  it('give the WSDL of a service, without the address of the provider’s system', async () => {
    const { bytes, attachments } = await soapIn(await soap('getWsdl', wanted('getPerson', 'v1'), STRANGER));
    const [response] = readEnvelope(bytes).body?.children ?? [];
    expect(response?.name).to.equal('getWsdlResponse');
    expect(response?.children.map(({ name, text }) => [name, text])).to.deep.equal([
      ['serviceCode', 'getPerson'],
      ['serviceVersion', 'v1'],
    ]);
    expect(attachments.length).to.equal(1);
    expect(attachments[0]?.contentType).to.equal('text/xml');
    expect(attachments[0]?.headers.map(([name]) => name)).to.deep.equal(['Content-Transfer-Encoding', 'Content-ID']);
    const text = attachments[0]?.stored.toString() ?? '';
    expect(text).to.include('location="http://example.org/xroad-endpoint"');
    expect(text).not.to.include('10.1.2.3');
  });

  const failures: Readonly<Record<string, [string, string]>> = {
    'without a service code': ['', 'server.serverproxy.invalid_request: Missing serviceCode in message body'],
    'of a service that is not there': [
      wanted('getPerson', 'v9'),
      'server.serverproxy.unknown_service: Could not find wsdl URL for service getPerson v9',
    ],
    'of a REST service': [
      wanted('plain'),
      'server.serverproxy.service_type: Service is a REST service and does not have a WSDL',
    ],
    'of a service without description': [
      wanted('find'),
      'server.serverproxy.unknown_service: Could not find WSDL of service find',
    ],
    'that is not where it should be': [
      wanted('getPerson', 'v2'),
      'server.serverproxy.service_failed.http_error: The WSDL was answered with 404 Not Found',
    ],
  };
  for (const [what, [body, expected]] of Object.entries(failures)) {
    it(`give no WSDL ${what}`, async () => {
      expect(await failureIn(soap('getWsdl', body))).to.equal(expected);
    });
  }

  for (const [service, type] of [
    ['json', 'text/plain'],
    ['typed', 'application/json; charset=utf-8'],
    ['yaml', 'text/plain'],
  ] as const) {
    it(`give the OpenAPI description of a service, without that address: ${service}`, async () => {
      const { status, headers, body } = await rest(`getOpenAPI?serviceCode=${service}`, STRANGER);
      expect(status).to.equal(200);
      expect(headers['content-type']).to.equal(type);
      expect(body.toString()).to.equal((service === 'yaml' ? YAML : OPENAPI).replace('http://10.1.2.3', ''));
    });
  }

  for (const [query, code] of [
    ['', 'invalid_request'],
    ['?serviceCode=nothing', 'unknown_service'],
    ['?serviceCode=plain', 'service_type'],
    ['?serviceCode=old', 'invalid_request'],
  ] as const) {
    it(`give no OpenAPI description: getOpenAPI${query}`, async () => {
      expect((await rest(`getOpenAPI${query}`)).code).to.equal(`server.serverproxy.${code}`);
    });
  }

  it('are not for other methods than GET', async () => {
    const answer = await country.ask('consumer', { service: `${PROVIDER}/listMethods`, client: CLIENT, body: '{}' });
    expect(answer.code).to.equal('server.serverproxy.unknown_service');
  });
});
