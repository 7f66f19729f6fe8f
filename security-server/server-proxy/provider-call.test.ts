import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { readParameters } from '#config/parameters.ts';
import type { Service } from '../server-configuration/model.ts';
import { ProviderCalls, serviceUrl } from './provider-call.ts';

describe('the address of a provider service', () => {
  for (const [url, servicePath, query, expected] of [
    ['http://p:8080/v1', '/a/b', undefined, '/v1/a/b'],
    ['http://p:8080/v1/', '/a/b', undefined, '/v1/a/b'],
    ['http://p:8080', '/a', undefined, '/a'],
    ['http://p:8080/', '/a', undefined, '/a'],
    ['http://p:8080/', '', undefined, '/'],
    ['http://p:8080', '', undefined, '/'],
    ['http://p:8080/v1', '', 'x=1&y=%2F', '/v1?x=1&y=%2F'],
    ['http://p:8080/v1', '/%C3%A4%20b/%2F', 'q=ü', '/v1/%C3%A4%20b/%2F?q=ü'],
    ['http://p:8080/v1', '//a', undefined, '/v1//a'],
  ] as const) {
    it(`is ${expected} for ${url} and ${servicePath || '(no path)'}`, () => {
      expect(serviceUrl(url, { servicePath, query })).to.deep.equal({ origin: 'http://p:8080', path: expected });
    });
  }

  it('is refused where it is no URL', () => {
    expect(() => serviceUrl('//p:8080', { servicePath: '', query: undefined }))
      .to.throw("The service's address is not a URL")
      .with.property('code', 'service_malformed_url');
  });
});

describe('a call of a provider service', () => {
  let server: Server;
  let answer: (request: IncomingMessage) => [status: number, headers: string[], body: string] | 'silent';
  const calls = new ProviderCalls(readParameters(), () => []);

  const service = (): Service => ({
    serviceCode: 's',
    type: 'REST',
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/base`,
    timeoutSeconds: 1,
    endpoints: [],
    verifyTls: false,
    rights: [],
  });
  const request = { method: 'GET', servicePath: '/x', query: undefined, headers: [], body: undefined } as const;

  before((done) => {
    server = createServer((incoming, response) => {
      const answered = answer(incoming);
      if (answered === 'silent') return;
      const [status, headers, body] = answered;
      response.writeHead(status, headers).end(body);
    });
    server.listen(0, '127.0.0.1', done);
  });
  after(async () => {
    await calls.close();
    server.closeAllConnections();
    server.close();
  });

  it('passes method, path and headers on as they are, and keeps the order and spelling of the answer', async () => {
    let seen: IncomingMessage | undefined;
    answer = (incoming) => {
      seen = incoming;
      return [404, ['X-B', '1', 'x-a', '2', 'X-B', '3'], 'gone'];
    };
    const headers = [
      ['X-Road-Client', 'A/B/C'],
      ['x-TWO', 'a'],
      ['x-TWO', 'b'],
    ] as const;
    const provided = await calls.call(service(), { ...request, method: 'DELETE', headers, query: 'q=%41' });
    expect(seen?.method).to.equal('DELETE');
    expect(seen?.url).to.equal('/base/x?q=%41');
    expect(seen?.rawHeaders.join()).to.contain('X-Road-Client,A/B/C,x-TWO,a,x-TWO,b');
    expect(provided.status).to.equal(404);
    expect(provided.reason).to.equal('Not Found');
    expect(provided.headers.slice(0, 3)).to.deep.equal([
      ['X-B', '1'],
      ['x-a', '2'],
      ['X-B', '3'],
    ]);
    expect(await text(provided.body)).to.equal('gone');
  });

  it('does not follow a redirect', async () => {
    answer = () => [302, ['location', 'http://127.0.0.1:1/'], ''];
    const provided = await calls.call(service(), request);
    expect(provided.status).to.equal(302);
    await provided.body.resume().toArray();
  });

  it('fails with service_failed.network_error when there is no answer in time', async () => {
    answer = () => 'silent';
    const error = await calls.call(service(), request).catch((thrown: unknown) => thrown);
    expect(error).to.have.property('code', 'service_failed.network_error');
    expect(error).to.have.property('message', 'The provider system did not answer in time');
  });

  it('fails with service_failed.network_error when nobody listens', async () => {
    const error = await calls
      .call({ ...service(), url: 'http://127.0.0.1:1/' }, request)
      .catch((thrown: unknown) => thrown);
    expect(error).to.have.property('code', 'service_failed.network_error');
    expect(error).to.have.property('message', 'The provider system cannot be reached');
  });
});
