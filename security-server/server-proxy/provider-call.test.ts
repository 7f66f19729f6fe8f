import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { Certificate } from '#certs/certificate.ts';
import { tlsIdentity } from '#certs/tls-identity.ts';
import { systemClock } from '#config/clock.ts';
import { readParameters } from '#config/parameters.ts';
import { temporaryFolders } from '../../test/temporary.ts';
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
  const folder = temporaryFolders();
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

  it('trusts the certificates that the client has now', async () => {
    const identity = await tlsIdentity(folder(), {
      ...{ name: 'provider', commonName: 'provider', address: '127.0.0.1', clock: systemClock },
    });
    const certificates: Uint8Array[] = [];
    const verifying = new ProviderCalls(readParameters(), () => [...certificates]);
    const provider = createHttpsServer({ key: identity.key, cert: identity.certificate }, (_request, response) => {
      response.end('trusted');
    });
    await new Promise<void>((resolve) => {
      provider.listen(0, '127.0.0.1', resolve);
    });
    const url = `https://127.0.0.1:${(provider.address() as AddressInfo).port}`;
    const called = () =>
      verifying.call({ ...service(), url, verifyTls: true }, request).then(
        ({ body }) => text(body),
        (error: unknown) => (error as { code: string }).code,
      );
    expect(await called()).to.equal('service_failed.network_error');
    certificates.push(Certificate.fromPem(identity.certificate).der);
    expect(await called()).to.equal('trusted');
    certificates.pop();
    expect(await called()).to.equal('service_failed.network_error');
    await verifying.close();
    provider.closeAllConnections();
    provider.close();
  });
});
