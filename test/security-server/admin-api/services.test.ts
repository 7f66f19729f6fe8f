import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { tlsIdentity } from '#certs/tls-identity.ts';
import { systemClock } from '#config/clock.ts';
import { told, type Answer, type Operator } from '../../operator.ts';
import { temporaryFolders } from '../../temporary.ts';
import { AdministeredServer } from './administered.ts';

interface Endpoint {
  readonly id: string;
  readonly path: string;
}

const CLIENT = 'TEST:GOV:1:is';
const CALLER = 'TEST:COM:1:is';
const HELLO = `/services/${CLIENT}:hello`;

const WSDL = `
  <w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/" xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:t="urn:test">
    <w:portType name="p"><w:operation name="a"/><w:operation name="b"/></w:portType>
    <w:binding name="b" type="t:p"><s:binding transport="http://schemas.xmlsoap.org/soap/http"/>
      <w:operation name="a"/><w:operation name="b"/></w:binding>
    <w:service name="s"><w:port name="a" binding="t:b"><s:address location="http://provider.example/soap"/></w:port></w:service>
  </w:definitions>`;

describe('Services at the admin API of a security server', function () {
  this.timeout(60_000);
  const folder = temporaryFolders();
  let server: AdministeredServer;
  let operator: Operator;

  before(async () => {
    server = await AdministeredServer.start({
      clients: [
        {
          id: 'TEST/GOV/1/is',
          connectionType: 'HTTP',
          services: [{ code: 'hello', type: 'REST', accessRights: [{ client: 'TEST/GOV/1/is' }] }],
        },
        { id: 'TEST/COM/1/is', connectionType: 'HTTP' },
      ],
    });
    operator = await server.operator('services', ['XROAD_SERVICE_ADMINISTRATOR']);
    server.country.provider.script = ({ path }, response) => {
      response.end(path === '/wsdl' ? WSDL : `found ${path}`);
    };
  });
  after(() => server.stop());

  const items = (...ids: readonly string[]) => ({ items: ids.map((id) => ({ id })) });
  const idsOf = ({ body }: Answer): string[] => (body as { id: string }[]).map(({ id }) => id);
  /** The code that a call is refused with; undefined for one that is answered. */
  const refused = async (path: string, method = 'GET') => {
    const question = { service: `TEST/GOV/1/is/hello${path}`, client: 'TEST/COM/1/is', method };
    return (await server.country.ask('ss1', question)).code;
  };
  const lastEvent = async () => {
    const { event, outcome } = (await server.events()).at(-1) ?? {};
    return [event, outcome];
  };
  const DENIED = 'server.serverproxy.access_denied';

  it('let callers in by a right to a service, and keep them out without one', async () => {
    const address = `${HELLO}/service-clients`;
    expect(await refused('/x')).to.equal(DENIED);
    expect(idsOf(await operator.api('GET', address))).to.deep.equal([CLIENT]);
    const added = await operator.api('POST', address, items(CALLER));
    expect([added.status, idsOf(added)]).to.deep.equal([200, [CALLER, CLIENT]]);
    expect(await lastEvent()).to.deep.equal(['Add access rights to service', 'success']);
    expect(await refused('/x')).to.equal(undefined);
    expect(told(await operator.api('POST', address, items(CALLER)))).to.deep.equal([409, 'duplicate_accessright']);
    expect((await operator.api('POST', `${address}/delete`, items(CALLER))).status).to.equal(204);
    expect(await lastEvent()).to.deep.equal(['Remove access rights from service', 'success']);
    expect(await refused('/x')).to.equal(DENIED);
    expect((await operator.api('POST', `${address}/delete`, items(CALLER))).status).to.equal(404);
    expect(told(await operator.api('POST', `${address}/delete`, items(CLIENT)))).to.deep.equal([
      409,
      'declared_in_file',
    ]);
    for (const [id, code] of [
      ['TEST:COM:1:none', 'service_client_not_found'],
      ['TEST:COM:1', 'invalid_service_client_id'],
      ['99', 'service_client_not_found'],
    ] as const) {
      expect(told(await operator.api('POST', address, items(id)))[1]).to.equal(code);
    }
    const none = `/services/${CLIENT}:none/service-clients`;
    expect(told(await operator.api('GET', none))).to.deep.equal([404, 'service_not_found']);
  });

  it('let callers in by a right to an endpoint, which follows the endpoint and goes with it', async () => {
    const body = { service_code: 'hello', method: 'GET', path: '/open/*' };
    const made = await operator.api('POST', `${HELLO}/endpoints`, body);
    expect(made.body).to.deep.include({ ...body, generated: false });
    const { id } = made.body as Endpoint;
    const address = `/endpoints/${id}`;
    expect((await operator.api('GET', address)).body).to.deep.equal(made.body);
    expect((await operator.api('POST', `${address}/service-clients`, items(CALLER))).status).to.equal(201);
    expect(idsOf(await operator.api('GET', `${address}/service-clients`))).to.deep.equal([CALLER]);
    expect(await refused('/open/x')).to.equal(undefined);
    expect(await refused('/closed/x')).to.equal(DENIED);

    const changed = await operator.api('PATCH', address, { method: 'GET', path: '/closed/*' });
    expect(changed.body).to.deep.equal({ ...(made.body as object), path: '/closed/*' });
    expect(await lastEvent()).to.deep.equal(['Edit rest endpoint', 'success']);
    expect(await refused('/open/x')).to.equal(DENIED);
    expect(await refused('/closed/x')).to.equal(undefined);

    expect((await operator.api('POST', `${address}/service-clients/delete`, items(CALLER))).status).to.equal(204);
    expect(await refused('/closed/x')).to.equal(DENIED);
    await operator.api('POST', `${address}/service-clients`, items(CALLER));
    expect((await operator.api('DELETE', address)).status).to.equal(204);
    expect(await lastEvent()).to.deep.equal(['Delete rest endpoint', 'success']);
    expect(await refused('/closed/x')).to.equal(DENIED);
    expect(told(await operator.api('GET', address))).to.deep.equal([404, 'endpoint_not_found']);
    // A number is never given again.
    const again = await operator.api('POST', `${HELLO}/endpoints`, body);
    expect(Number((again.body as Endpoint).id)).to.be.greaterThan(Number(id));
  });

  it('keep the endpoints that came with them, and take none twice', async () => {
    const body = { service_code: 'hello', method: '*', path: '**' };
    expect(told(await operator.api('POST', `${HELLO}/endpoints`, body))).to.deep.equal([
      409,
      'endpoint_already_exists',
    ]);
    expect(told(await operator.api('POST', `${HELLO}/endpoints`, { ...body, id: '1' }))).to.deep.equal([
      ...[400, 'endpoint_id_should_not_be_provided'],
    ]);
    expect(told(await operator.api('POST', `${HELLO}/endpoints`, { ...body, path: '' }))[0]).to.equal(400);
    const { endpoints } = (await operator.api('GET', HELLO)).body as { endpoints: Endpoint[] };
    const base = endpoints.find(({ path }) => path === '**')?.id;
    const changing = await operator.api('PATCH', `/endpoints/${base}`, { method: 'GET', path: '/x' });
    expect(told(changing)).to.deep.equal([400, 'illegal_generated_endpoint_update']);
    expect(told(await operator.api('DELETE', `/endpoints/${base}`))).to.deep.equal([
      400,
      'illegal_generated_endpoint_remove',
    ]);
    // The right to the one that stands for the whole is that to the service.
    await operator.api('POST', `/endpoints/${base}/service-clients`, items(CALLER));
    expect(await refused('/x')).to.equal(undefined);
    await operator.api('POST', `${HELLO}/service-clients/delete`, items(CALLER));
    const observer = await server.operator('observer', ['XROAD_SECURITYSERVER_OBSERVER']);
    expect(told(await observer.api('DELETE', `/endpoints/${base}`))).to.deep.equal([403, 'permission_missing']);
  });

  it('get address, time-out and TLS check each for one or for all of their description', async () => {
    await operator.api('POST', `/clients/${CLIENT}/service-descriptions`, {
      ...{ type: 'WSDL', url: `${server.country.provider.url}/wsdl` },
    });
    const [one, other] = [`/services/${CLIENT}:a`, `/services/${CLIENT}:b`];
    const settings = { url: 'http://provider.example/one', timeout: 5, ssl_auth: false };
    const changed = await operator.api('PATCH', one, settings);
    expect(changed.body).to.deep.include(settings);
    expect(await lastEvent()).to.deep.equal(['Edit service parameters', 'success']);
    expect((await operator.api('GET', other)).body).to.include({ url: 'http://provider.example/soap', timeout: 60 });
    await operator.api('PATCH', one, { ...settings, timeout_all: true, url_all: true });
    expect((await operator.api('GET', other)).body).to.deep.include(settings);

    const wrong = async (body: object) => told(await operator.api('PATCH', one, { ...settings, ...body }));
    expect(await wrong({ ssl_auth: true })).to.deep.equal([400, 'invalid_https_url']);
    expect(await wrong({ url: 'gopher://provider' })).to.deep.equal([400, 'malformed_url']);
    const endpoint = { service_code: 'a', method: 'GET', path: '/x' };
    expect(told(await operator.api('POST', `${one}/endpoints`, endpoint))).to.deep.equal([
      ...[400, 'wrong_servicedescription_type'],
    ]);
    const wsdlIn = { url: 'https://provider.example/', timeout: 5, ssl_auth: true, ssl_auth_all: true, url_all: true };
    await operator.api('PATCH', one, { ...wsdlIn, ignore_warnings: true });
    expect((await operator.api('GET', other)).body).to.include({ ssl_auth: true, url: wsdlIn.url });
  });

  it('tell beforehand that a call would not trust the information system', async () => {
    const identity = await tlsIdentity(folder(), {
      ...{ name: 'provider', commonName: 'provider', address: '127.0.0.1', clock: systemClock },
    });
    const provider = createServer({ key: identity.key, cert: identity.certificate });
    await new Promise<void>((resolve) => {
      provider.listen(0, '127.0.0.1', resolve);
    });
    const { port } = provider.address() as AddressInfo;
    const change = (url: string, more: object = {}) =>
      operator.api('PATCH', `/services/${CLIENT}:a`, { url, timeout: 5, ssl_auth: true, ...more });
    const warned = async (url: string) => {
      const { body } = await change(url);
      return (body as { warnings: object[] }).warnings;
    };
    const url = `https://127.0.0.1:${port}/`;
    expect(await warned(url)).to.deep.equal([{ code: 'internal_server_ssl_handshake_error', metadata: [url] }]);
    expect(await warned('https://127.0.0.1:1/')).to.deep.equal([
      { code: 'internal_server_ssl_error', metadata: ['https://127.0.0.1:1/'] },
    ]);
    expect((await change(url, { ignore_warnings: true })).body).to.include({ url, ssl_auth: true });
    await new Promise((resolve) => {
      provider.close(resolve);
      provider.closeAllConnections();
    });
  });
});
