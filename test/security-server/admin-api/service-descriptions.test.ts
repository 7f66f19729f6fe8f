import { expect } from 'chai';
import { told, type Answer, type Operator } from '../../operator.ts';
import { AdministeredServer } from './administered.ts';

interface Endpoint {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly generated: boolean;
}
interface Service {
  readonly id: string;
  readonly service_code: string;
  readonly url: string;
  readonly endpoints: readonly Endpoint[];
}
interface Description {
  readonly id: string;
  readonly services: readonly Service[];
}

const CLIENT = 'TEST:GOV:1:is';
const DESCRIPTIONS = `/clients/${CLIENT}/service-descriptions`;

const openApi = (paths: object, more: object = {}): string =>
  JSON.stringify({
    openapi: '3.0.3',
    info: { title: 'People', version: '1' },
    servers: [{ url: '/v1' }],
    paths,
    ...more,
  });
const ANSWERS = { responses: { 200: { description: 'Yes' } } };

const wsdl = (...operations: readonly (readonly [name: string, version: string])[]): string => `
  <w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/" xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/"
      xmlns:x="http://x-road.eu/xsd/xroad.xsd" xmlns:t="urn:test">
    <w:portType name="p">${operations.map(([name]) => `<w:operation name="${name}"/>`).join('')}</w:portType>
    <w:binding name="b" type="t:p"><s:binding transport="http://schemas.xmlsoap.org/soap/http"/>
      ${operations.map(([name, version]) => `<w:operation name="${name}"><x:version>${version}</x:version></w:operation>`).join('')}
    </w:binding>
    <w:service name="s"><w:port name="a" binding="t:b"><s:address location="http://provider.example/soap"/></w:port></w:service>
  </w:definitions>`;

describe('Service descriptions at the admin API of a security server', function () {
  this.timeout(60_000);
  let server: AdministeredServer;
  let operator: Operator;
  /** What stands at the provider's addresses. */
  const files = new Map<string, string>();

  before(async () => {
    server = await AdministeredServer.start({
      clients: [
        {
          id: 'TEST/GOV/1/is',
          connectionType: 'HTTP',
          services: [{ code: 'hello', type: 'REST', accessRights: [{ client: 'TEST/COM/1/is' }] }],
        },
        { id: 'TEST/COM/1/is', connectionType: 'HTTP' },
      ],
    });
    operator = await server.operator('services', ['XROAD_SERVICE_ADMINISTRATOR']);
    server.country.provider.script = ({ path }, response) => {
      const file = files.get(path);
      response.writeHead(file === undefined ? 404 : 200).end(file);
    };
  });
  after(() => server.stop());

  const at = (path: string): string => `${server.country.provider.url}${path}`;
  const add = (body: object): Promise<Answer> => operator.api('POST', DESCRIPTIONS, body);
  async function added(body: object): Promise<Description> {
    const answer = await add(body);
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
    return answer.body as Description;
  }
  const only = ({ services: [service] }: Description): Service => {
    if (service === undefined) throw new Error('It has no service');
    return service;
  };
  const endpointsOf = ({ endpoints }: Service): string[] => endpoints.map(({ method, path }) => `${method} ${path}`);
  const warningsOf = ({ body }: Answer) => (body as { warnings?: unknown }).warnings;
  const lastEvent = async () => {
    const { event, outcome } = (await server.events()).at(-1) ?? {};
    return [event, outcome];
  };
  const ask = (service: string) =>
    server.country.ask('ss1', { service: `TEST/GOV/1/is/${service}`, client: 'TEST/COM/1/is' });

  it('shows what the file declares, and leaves it to the file', async () => {
    const { body } = await operator.api('GET', DESCRIPTIONS);
    const [hello] = body as Description[];
    expect(hello).to.include({ type: 'REST', disabled: false, client_id: CLIENT, url: server.country.provider.url });
    expect(only(hello ?? { id: '', services: [] })).to.include({ id: `${CLIENT}:hello`, ssl_auth: false, timeout: 60 });
    const address = `/service-descriptions/${hello?.id}`;
    expect((await operator.api('GET', address)).body).to.deep.equal(hello);
    for (const [method, path, sent] of [
      ['PUT', `${address}/disable`, undefined],
      ['PUT', `${address}/enable`, undefined],
      ['PUT', `${address}/refresh`, {}],
      ['DELETE', address, undefined],
      ['PATCH', address, { type: 'REST', url: at('/x'), rest_service_code: 'hello' }],
      ['PATCH', `/services/${CLIENT}:hello`, { url: at('/x'), timeout: 1, ssl_auth: false }],
    ] as const) {
      expect(told(await operator.api(method, path, sent))).to.deep.equal([409, 'declared_in_file']);
    }
    expect(told(await operator.api('GET', '/clients/TEST:GOV:1:no/service-descriptions'))).to.deep.equal([
      404,
      'client_not_found',
    ]);
    expect(told(await operator.api('GET', '/service-descriptions/999'))).to.deep.equal([
      404,
      'service_description_not_found',
    ]);
    expect(told(await operator.api('GET', '/service-descriptions/one'))).to.deep.equal([404, 'id_not_a_number']);
    expect(told(await operator.api('GET', `/services/${CLIENT}:no`))).to.deep.equal([404, 'service_not_found']);
    expect(told(await operator.api('GET', '/services/no'))).to.deep.equal([400, 'invalid_encoded_id']);
  });

  it('adds a REST service, which can be called when it is enabled and refused again when it is disabled', async () => {
    files.set('/rest/x', 'found');
    const description = await added({ type: 'REST', url: at('/rest'), rest_service_code: 'rest' });
    expect(description).to.deep.include({ disabled: true, disabled_notice: 'Out of order' });
    expect(endpointsOf(only(description))).to.deep.equal(['* **']);
    expect(await lastEvent()).to.deep.equal(['Add service description', 'success']);

    await operator.api('POST', `/services/${CLIENT}:rest/service-clients`, { items: [{ id: 'TEST:COM:1:is' }] });
    const address = `/service-descriptions/${description.id}`;
    expect((await ask('rest/x')).code).to.equal('server.serverproxy.service_disabled');
    expect((await operator.api('PUT', `${address}/enable`)).status).to.equal(200);
    expect(await lastEvent()).to.deep.equal(['Enable service description', 'success']);
    expect((await ask('rest/x')).body.toString()).to.equal('found');
    const off = await operator.api('PUT', `${address}/disable`, { disabled_notice: 'Until six' });
    expect(off.status).to.equal(200);
    expect(await lastEvent()).to.deep.equal(['Disable service description', 'success']);
    const refused = await ask('rest/x');
    expect(refused.code).to.equal('server.serverproxy.service_disabled');
    expect(refused.body.toString()).to.include('Until six');
    expect((await operator.api('GET', address)).body).to.include({ disabled: true, disabled_notice: 'Until six' });

    // Its address is the service's.
    files.set('/moved/x', 'moved');
    await operator.api('PUT', `${address}/enable`);
    const moved = await operator.api('PATCH', address, {
      ...{ type: 'REST', url: at('/moved'), rest_service_code: 'rest', new_rest_service_code: 'rest2' },
    });
    expect(only(moved.body as Description)).to.include({ id: `${CLIENT}:rest2`, url: at('/moved') });
    expect(await lastEvent()).to.deep.equal(['Edit service description', 'success']);
    expect((await ask('rest2/x')).body.toString()).to.equal('moved');
    expect((await ask('rest/x')).code).to.equal('server.serverproxy.unknown_service');

    expect((await operator.api('DELETE', address)).status).to.equal(204);
    expect(await lastEvent()).to.deep.equal(['Delete service description', 'success']);
    expect((await ask('rest2/x')).code).to.equal('server.serverproxy.unknown_service');
  });

  it('refuses what cannot be a REST service', async () => {
    const url = at('/a');
    const refused = async (body: object) => told(await add({ type: 'REST', ...body }));
    expect(await refused({ url })).to.deep.equal([400, 'missing_parameter']);
    expect(await refused({ url: 'ftp://a', rest_service_code: 'a' })).to.deep.equal([400, 'malformed_url']);
    expect(await refused({ url: 'http://a_b/', rest_service_code: 'a' })).to.deep.equal([400, 'malformed_url']);
    expect(await refused({ url, rest_service_code: 'a:b' })).to.deep.equal([400, 'validation_failure']);
    expect(await refused({ url, rest_service_code: 'listMethods' })).to.deep.equal([500, 'service_code_reserved']);
    expect(await refused({ url, rest_service_code: 'HELLO' })).to.deep.equal([409, 'service_code_already_exists']);
    const taken = { url: server.country.provider.url, rest_service_code: 'a' };
    expect(await refused(taken)).to.deep.equal([409, 'url_already_exists']);
    const observer = await server.operator('observer', ['XROAD_SECURITYSERVER_OBSERVER']);
    expect(told(await observer.api('POST', DESCRIPTIONS, { type: 'REST', url, rest_service_code: 'a' }))).to.deep.equal(
      [...[403, 'permission_missing']],
    );
  });

  it('takes the endpoints of an OpenAPI description, warns of what comes and goes, and keeps what was added by hand', async () => {
    files.set('/people.json', openApi({ '/people/{id}': { get: ANSWERS }, '/old': { get: {} } }));
    const wanted = { type: 'OPENAPI3', url: at('/people.json'), rest_service_code: 'people' };
    const lacking = await add(wanted);
    expect(told(lacking)).to.deep.equal([400, 'warnings_detected']);
    expect(warningsOf(lacking)).to.deep.equal([
      { code: 'openapi_validation_warnings', metadata: ['paths./old.get.responses: is missing'] },
    ]);
    const description = await added({ ...wanted, ignore_warnings: true });
    expect(only(description).url).to.equal(at('/v1'));
    expect(endpointsOf(only(description))).to.deep.equal(['* **', 'GET /people/*', 'GET /old']);

    const id = `${CLIENT}:people`;
    const made = await operator.api('POST', `/services/${id}/endpoints`, {
      ...{ service_code: 'people', method: 'POST', path: '/new' },
    });
    expect(made.status).to.equal(201);
    expect(await lastEvent()).to.deep.equal(['Add rest endpoint', 'success']);
    files.set(
      '/people.json',
      openApi({ '/people/{id}': { get: ANSWERS }, '/newer': { put: ANSWERS }, '/new': { post: ANSWERS } }),
    );
    const refresh = `/service-descriptions/${description.id}/refresh`;
    const changing = await operator.api('PUT', refresh, { ignore_warnings: false });
    expect(told(changing)).to.deep.equal([400, 'warnings_detected']);
    expect(warningsOf(changing)).to.deep.equal([
      { code: 'adding_endpoints', metadata: ['PUT /newer'] },
      { code: 'deleting_endpoints', metadata: ['GET /old'] },
    ]);
    const refreshed = await operator.api('PUT', refresh, { ignore_warnings: true });
    expect(await lastEvent()).to.deep.equal(['Refresh service description', 'success']);
    const after = only(refreshed.body as Description);
    expect(endpointsOf(after)).to.have.members(['* **', 'GET /people/*', 'POST /new', 'PUT /newer']);
    expect(after.endpoints.find(({ path }) => path === '/new')).to.include({
      ...{ id: (made.body as Endpoint).id, generated: true },
    });
    await operator.api('DELETE', `/service-descriptions/${description.id}`);
  });

  it('tells why an OpenAPI description cannot be taken', async () => {
    const refused = async (file: string | undefined, more: object = {}) => {
      if (file !== undefined) files.set('/bad.json', file);
      const url = at(file === undefined ? '/nothing' : '/bad.json');
      return told(await add({ type: 'OPENAPI3', url, rest_service_code: 'bad', ...more }));
    };
    expect(await refused(undefined)).to.deep.equal([400, 'openapi_parsing_error']);
    expect(await refused('{')).to.deep.equal([400, 'openapi_parsing_error']);
    expect(await refused('{"openapi":"3.2.0"}')).to.deep.equal([400, 'unsupported_openapi_version']);
    expect(await refused(undefined, { url: 'http://127.0.0.1:1/' })).to.deep.equal([400, 'openapi_parsing_error']);
    const large = ' '.repeat(10 * 1024 * 1024 + 1);
    expect(await refused(large)).to.deep.equal([400, 'openapi_parsing_error']);
  });

  it('takes the services of a WSDL, and what it becomes', async () => {
    files.set('/one.wsdl', wsdl(['a', 'v1'], ['b', 'v1']));
    const url = at('/one.wsdl');
    const description = await added({ type: 'WSDL', url });
    expect(description.services.map(({ id }) => id)).to.have.members([`${CLIENT}:a.v1`, `${CLIENT}:b.v1`]);
    expect(told(await add({ type: 'WSDL', url: url.replace('one', 'ONE') }))).to.deep.equal([409, 'wsdl_exists']);
    files.set('/two.wsdl', wsdl(['A', 'v1']));
    expect(told(await add({ type: 'WSDL', url: at('/two.wsdl') }))).to.deep.equal([409, 'service_already_exists']);
    files.set('/two.wsdl', wsdl(['c:d', 'v1']));
    expect(told(await add({ type: 'WSDL', url: at('/two.wsdl') }))).to.deep.equal([
      400,
      'invalid_wsdl_service_identifier',
    ]);
    files.set('/two.wsdl', wsdl(['c', 'v1']).replace('http://provider', 'ftp://provider'));
    expect(told(await add({ type: 'WSDL', url: at('/two.wsdl') }))).to.deep.equal([400, 'invalid_service_url']);
    expect(told(await add({ type: 'WSDL', url: at('/three.wsdl') }))).to.deep.equal([400, 'wsdl_download_failed']);
    files.set('/two.wsdl', '<html/>');
    expect(told(await add({ type: 'WSDL', url: at('/two.wsdl') }))).to.deep.equal([400, 'invalid_wsdl']);

    const address = `/service-descriptions/${description.id}`;
    const settings = { url: 'http://provider.example/other', timeout: 7, ssl_auth: false };
    await operator.api('PATCH', `/services/${CLIENT}:a.v1`, settings);
    await operator.api('POST', `/services/${CLIENT}:b.v1/service-clients`, { items: [{ id: 'TEST:COM:1:is' }] });
    files.set('/one.wsdl', wsdl(['a', 'v1'], ['b', 'v2']));
    const changing = await operator.api('PUT', `${address}/refresh`, { ignore_warnings: false });
    expect(warningsOf(changing)).to.deep.equal([
      { code: 'adding_services', metadata: ['b.v2'] },
      { code: 'deleting_services', metadata: ['b.v1'] },
    ]);
    const { body } = await operator.api('PUT', `${address}/refresh`, { ignore_warnings: true });
    const services = new Map((body as Description).services.map((service) => [service.id, service]));
    expect([...services.keys()]).to.have.members([`${CLIENT}:a.v1`, `${CLIENT}:b.v2`]);
    expect(services.get(`${CLIENT}:a.v1`)).to.include({ url: settings.url, timeout: 7 });
    // Rights are to a service whatever its version.
    expect((await operator.api('GET', `/services/${CLIENT}:b.v2/service-clients`)).body).to.have.length(1);

    files.set('/elsewhere.wsdl', wsdl(['a', 'v1'], ['b', 'v2']));
    const wrong = { type: 'REST', url, rest_service_code: 'a' };
    expect(told(await operator.api('PATCH', address, wrong))).to.deep.equal([400, 'wrong_servicedescription_type']);
    const moved = await operator.api('PATCH', address, { type: 'WSDL', url: at('/elsewhere.wsdl') });
    expect(moved.body).to.include({ id: description.id, url: at('/elsewhere.wsdl') });
    expect((moved.body as Description).services).to.have.length(2);
    expect((await operator.api('GET', `${address}/services`)).body).to.have.length(2);
    await operator.api('DELETE', address);
    expect(told(await operator.api('GET', `/services/${CLIENT}:a.v1`))).to.deep.equal([404, 'service_not_found']);
  });
});
