import { join } from 'node:path';
import { expect } from 'chai';
import { Agent, request } from 'undici';
import { addIntegrator, INTEGRATOR } from '#cli/sandbox/integrator.ts';
import { Country, memberWith } from '../../country.ts';
import { Operator } from '../admin-api/administered.ts';

const START_MS_MAX = 120_000;
const WAIT_MS_MAX = 60_000;
const CLIENT = 'TEST/MUN/1/is';
const PROVIDER = 'TEST/GOV/1/registry';

const WSDL =
  '<w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/" xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/"><w:portType name="p">' +
  '<w:operation name="getPerson"><w:documentation>Данни за лице</w:documentation></w:operation></w:portType></w:definitions>';
const OPENAPI = JSON.stringify({
  openapi: '3.0.3',
  info: { title: 'Население', contact: { email: 'grao@example.bg' } },
  paths: { '/person': { post: { summary: 'Данни за лице' } } },
});
const FILES: Readonly<Record<string, string>> = {
  '/get.wsdl': WSDL,
  '/api.json': OPENAPI,
  '/broken.json': '{"openapi":',
};

interface Service {
  readonly id: string;
  readonly service_code: string;
  readonly type: string;
}

describe('The catalogue of services, collected over the network', function () {
  this.timeout(START_MS_MAX);
  let country: Country;
  let officer: Operator;
  let origin: string;
  const agent = new Agent({ connect: { rejectUnauthorized: false } });

  before(async () => {
    country = await Country.start({
      members: [memberWith('MUN', 'is'), memberWith('GOV', 'registry'), memberWith('COM', 'silent')],
      securityServers: [
        { name: 'consumer', owner: 'TEST/MUN/1', clients: [{ id: CLIENT }] },
        { name: 'provider', owner: 'TEST/GOV/1', clients: [{ id: PROVIDER }] },
        { name: 'down', owner: 'TEST/COM/1', clients: [{ id: 'TEST/COM/1/silent' }] },
      ],
    });
    const { url } = country.provider;
    const all = { accessRights: [{ client: CLIENT }] };
    country.ecosystem.securityServers[1]?.clients[0]?.services.push(
      { code: 'person', type: 'OPENAPI3', url, description: `${url}/api.json`, ...all },
      { code: 'broken', type: 'OPENAPI3', url, description: `${url}/broken.json`, ...all },
      { code: 'plain', type: 'REST', url, endpoints: [{ method: 'GET', path: '/a' }], ...all },
      { code: 'getPerson', version: 'v1', type: 'WSDL', url, description: `${url}/get.wsdl`, ...all },
    );
    country.provider.script = ({ path }, response) => {
      const text = FILES[path];
      response.writeHead(text === undefined ? 404 : 200).end(text);
    };
    country.ecosystem.centralServer.settings = {
      administration: {},
      serviceCatalogue: {
        ...{ securityServer: `http://${country.address('consumer')}:8080`, client: CLIENT, intervalMinutes: 600 },
      },
    };
    await country.endCentralServer();
    await country.startCentralServer();
    const folder = country.sandbox.folders.centralServer;
    const password = await addIntegrator(join(folder, 'config.yaml'), folder);
    const { address, port } = country.ecosystem.centralServer;
    origin = `http://${address}:${port}`;
    officer = new Operator(`https://${address}:4000`, agent);
    await officer.logIn(INTEGRATOR, password);
    await country.startServers('consumer', 'provider');
  });

  after(async () => {
    await agent.close();
    await country.stop();
  });

  const services = async (): Promise<Service[]> => {
    const { body } = await officer.api('GET', '/drum/catalogue?services_only=true');
    const { items } = body as { items: { subsystems: { services: Service[] }[] }[] };
    return items.flatMap(({ subsystems }) => subsystems.flatMap((subsystem) => subsystem.services));
  };

  const until = async (holds: () => Promise<boolean>): Promise<void> => {
    const end = performance.now() + WAIT_MS_MAX;
    while (!(await holds())) {
      if (performance.now() > end) throw new Error('It did not come to be');
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  };

  interface Settings {
    readonly last_round?: { readonly finished_at: string; readonly asked: number; readonly answered: number };
  }
  const lastRound = async (): Promise<Settings['last_round']> =>
    ((await officer.api('GET', '/drum/catalogue/settings')).body as Settings).last_round;

  const askAgain = async (): Promise<Settings['last_round']> => {
    const before = await lastRound();
    expect((await officer.api('POST', '/drum/catalogue/refresh')).status).to.equal(202);
    await until(async () => (await lastRound())?.finished_at !== before?.finished_at);
    return lastRound();
  };

  const detailsOf = async (code: string): Promise<Record<string, object>> => {
    const id = (await services()).find(({ service_code }) => service_code === code)?.id ?? '';
    return (await officer.api('GET', `/drum/catalogue/services/${id}`)).body as Record<string, object>;
  };

  it('waits for its security server, and then has every service with what describes it', async () => {
    await until(async () => (await lastRound()) !== undefined);
    expect((await services()).map(({ service_code: code, type }) => `${code} ${type}`)).to.deep.equal([
      'broken OPENAPI',
      'getPerson SOAP',
      'person OPENAPI',
      'plain REST',
    ]);
    expect((await detailsOf('person')).collected).to.deep.equal({
      ...{ title: 'Население', contact: 'grao@example.bg' },
      operations: [{ name: 'POST /person', summary: 'Данни за лице' }],
    });
    expect((await detailsOf('getPerson')).collected).to.deep.equal({
      description: 'Данни за лице',
      operations: [{ name: 'getPerson', summary: 'Данни за лице' }],
    });
    expect((await detailsOf('plain')).collected).to.deep.equal({ operations: [{ name: 'GET /a' }] });
    expect((await detailsOf('broken')).collected).to.have.property('problem');
  });

  it('counts who did not answer, and keeps what it knows of them', async () => {
    const round = await lastRound();
    expect([round?.asked, round?.answered]).to.deep.equal([3, 2]);
    await country.endServer('provider');
    expect(await askAgain()).to.deep.include({ asked: 3, answered: 1 });
    expect((await services()).length).to.equal(4);
    expect((await detailsOf('person')).asked).to.deep.include({ asked: 2, answered: 1 });
    expect((await detailsOf('person')).asked)
      .to.have.property('problem')
      .that.matches(/network_error/);
  });

  it('tells what has changed when a service is gone', async () => {
    country.ecosystem.securityServers[1]?.clients[0]?.services.splice(2, 1);
    await country.startServers('provider');
    await askAgain();
    const { body } = await officer.api('GET', '/drum/catalogue/changes?since=4');
    expect((body as { items: object[] }).items.map((change) => ({ ...change, at: '', service_key: '' }))).to.deep.equal(
      [
        {
          ...{ revision: 5, at: '', kind: 'gone', service_key: '', subsystem_id: 'TEST:GOV:1:registry' },
          service_code: 'plain',
        },
      ],
    );
  });

  it('says nothing of others while its own security server is away', async () => {
    const before = await detailsOf('person');
    await country.endServer('consumer');
    await officer.api('POST', '/drum/catalogue/refresh');
    await country.startServers('consumer');
    await askAgain().catch(() => undefined);
    const { asked } = (await detailsOf('person')) as { asked?: { asked: number; answered: number } };
    const earlier = before.asked as { asked: number; answered: number };
    expect(asked?.asked).to.be.greaterThan(earlier.asked);
    expect((asked?.asked ?? 0) - (asked?.answered ?? 0)).to.equal(earlier.asked - earlier.answered);
  });

  it('is a page where configuration is published, if the integrator wants that', async () => {
    expect((await request(`${origin}/catalogue`)).statusCode).to.equal(404);
    await officer.api('PUT', '/drum/catalogue/settings', { public: true });
    const page = await request(`${origin}/catalogue?lang=bg&q=население`);
    expect([page.statusCode, page.headers['content-type']]).to.deep.equal([200, 'text/html; charset=utf-8']);
    expect(await page.body.text()).to.contain('grao@example.bg');
    expect((await request(`${origin}/catalogue`, { method: 'POST' })).statusCode).to.equal(405);
    expect((await request(`${origin}/internalconf`)).statusCode).to.equal(200);
  });
});
